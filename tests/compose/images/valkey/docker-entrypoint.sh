#!/bin/sh
# What the official image does at its start, in short.
set -e
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then set -- valkey-server "$@"; fi
if [ "$1" = valkey-server ] && [ "$(id -u)" = 0 ]; then
  find . \! -user valkey -exec chown valkey '{}' +
  exec setpriv --reuid=valkey --regid=valkey --clear-groups -- "$0" "$@"
fi
# The official program is built without protected mode.
if [ "$1" = valkey-server ]; then set -- "$@" --protected-mode no; fi
if [ "$(umask)" = 0022 ]; then umask 0077; fi
exec "$@"
