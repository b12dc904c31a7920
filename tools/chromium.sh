#!/usr/bin/env bash
# Print where Chromium is; install Debian's if there is none and we may.
set -euo pipefail

find_it() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

find_it && exit

if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi
if command -v apt-get >/dev/null && { [ -z "$as_root" ] || sudo -n true 2>/dev/null; }; then
  echo "Installing Chromium for the browser tests …" >&2
  { $as_root apt-get update -q && $as_root apt-get install -q -y chromium; } >&2
fi

find_it || {
  echo "The browser tests need Chromium. On Debian, as root: apt-get install -y chromium" >&2
  exit 1
}
