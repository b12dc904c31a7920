#!/bin/sh
# spare-libraries.sh FOLDER: remove the collected libraries that this system has itself.
set -eu
for library in "$1"/usr/lib/postgresql/*/libraries/*; do
  if ldconfig -p | grep -q "^[[:space:]]*${library##*/} "; then rm "$library"; fi
done
