#!/usr/bin/env bash
# Make the virtual environment of the checkout: environment.sh PYTHON
set -euo pipefail
python=$1
packages="apt-get install -y git make python3 python3-venv"

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

command -v "$python" >/dev/null || fail "There is no $python. On Debian: $packages"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "lazyit needs Python 3.11 or newer; $python is $("$python" -V 2>&1)." \
    "Name a newer one: make PYTHON=/path/to/python3.12 …"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  fail "$python cannot make virtual environments. On Debian: $packages"

rm -rf .venv
"$python" -m venv .venv || {
  rm -rf .venv
  fail "The virtual environment could not be made; see above."
}
