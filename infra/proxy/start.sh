#!/bin/sh
# Tell Caddy what follows from the settings, and become it.
set -eu

fail() {
  echo "lazyit-proxy: $1" >&2
  exit 3
}

bytes() { # of a size such as 8mb
  text=$(printf '%s' "$1" | tr -d ' ' | tr '[:upper:]' '[:lower:]')
  number=${text%%[!0-9]*}
  case $text in
    '' | [!0-9]*) fail "JSON_BODY_LIMIT is not a size such as 8mb" ;;
    "$number" | "${number}b") factor=1 ;;
    "${number}kb") factor=1024 ;;
    "${number}mb") factor=1048576 ;;
    "${number}gb") factor=1073741824 ;;
    *) fail "JSON_BODY_LIMIT is not a size such as 8mb" ;;
  esac
  echo $((number * factor))
}

authority() { # the one that vouches for a host: a public one for no address and no local name
  case $1 in
    \[* | *.[0-9] | *.[0-9][0-9] | *.[0-9][0-9][0-9]) echo own_authority ;;
    *.localhost | *.local | *.lan | *.home.arpa | *.internal | *.home | *.test) echo own_authority ;;
    *.*) if [ -n "$LAZYIT_TLS_EMAIL" ]; then echo public_authority; else echo own_authority; fi ;;
    *) echo own_authority ;;
  esac
}

host() { # of host, host:port, [address] or [address]:port
  printf '%s' "$1" | sed 's/^\(\[[^]]*\]\).*/\1/; t; s/:.*//; s/\.$//' | tr '[:upper:]' '[:lower:]'
}

export LAZYIT_HTTP_PORT="${LAZYIT_HTTP_PORT:-8080}" LAZYIT_HTTPS_PORT="${LAZYIT_HTTPS_PORT:-8443}"
export LAZYIT_TLS_EMAIL="${LAZYIT_TLS_EMAIL:-}"

case ${LAZYIT_SITE_ADDRESS:-:80} in
  :*) export LAZYIT_SITES=in_clear ;;
  *)
    LAZYIT_HOST=$(host "$LAZYIT_SITE_ADDRESS")
    LAZYIT_AUTHORITY=$(authority "$LAZYIT_HOST")
    LAZYIT_PORT_SUFFIX=:$LAZYIT_HTTPS_PORT
    if [ "$LAZYIT_HTTPS_PORT" = 443 ]; then LAZYIT_PORT_SUFFIX=; fi
    export LAZYIT_SITES=with_tls LAZYIT_HOST LAZYIT_AUTHORITY LAZYIT_PORT_SUFFIX
    ;;
esac

# The largest body that the application accepts, and what may surround it.
json=$(bytes "${JSON_BODY_LIMIT:-8mb}")
largest=$((${MAX_IMPORT_SIZE_MB:-5} * 1048576))
if [ "$json" -gt "$largest" ]; then largest=$json; fi
export LAZYIT_LARGEST_BODY=$((largest + 4 * 1048576))

cd "$(dirname "$0")"
exec caddy "${1:-run}" --config Caddyfile --adapter caddyfile
