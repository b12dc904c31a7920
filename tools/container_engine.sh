#!/usr/bin/env bash
# Find what the trial of the compose installation needs; install it from Debian if we may.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
packages="docker.io debootstrap iptables"

missing() {
  for program in dockerd docker debootstrap iptables; do
    command -v "$program" >/dev/null || echo "$program"
  done
}

[ -z "$(missing)" ] && exit

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing a container engine for the trial …" >&2
  apt-get update -q >&2
  # Newer releases of Debian have the client in a package of its own.
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages \
    $(apt-cache show docker-cli >/dev/null 2>&1 && echo docker-cli) >&2
fi

[ -z "$(missing)" ] || {
  echo "The trial needs $(missing | tr '\n' ' ')." >&2
  echo "On Debian, as root: apt-get install -y --no-install-recommends $packages" >&2
  exit 1
}
