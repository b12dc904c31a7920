#!/bin/sh
# Set up and start a production instance: checks what it takes, then runs `lazyit bootstrap`.
#   ./infra/start.sh [--yes] [--dry-run] [--reconfigure] [--help]
set -eu
cd "$(dirname "$0")/.."

fail() {
  printf 'start.sh: %s\n' "$@" >&2
  exit 3
}

for python in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
  [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || continue
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && break
  python=
done
[ -n "${python:-}" ] && command -v "$python" >/dev/null 2>&1 ||
  fail "Python 3.10 or newer is needed on this host." "On Debian: apt-get install -y python3"
command -v docker >/dev/null 2>&1 ||
  fail "Docker Engine with Compose is needed on this host."

umask 077
exec "$python" ./lazyit bootstrap "$@"
