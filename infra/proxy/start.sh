#!/bin/sh
# Tell Caddy what follows from the settings, and become it.
set -eu

fail() {
  echo "lazyit-proxy: $1" >&2
  exit 3
}

bytes() { # of a size such as 8mb
  text=$(printf '%s' "$1" | tr -d ' ' | tr 'A-Z' 'a-z')
  number=${text%%[!0-9]*}
  case $text in
    "$number" | "${number}b") factor=1 ;;
    "${number}kb") factor=1024 ;;
    "${number}mb") factor=1048576 ;;
    "${number}gb") factor=1073741824 ;;
    *) fail "JSON_BODY_LIMIT is not a size such as 8mb" ;;
  esac
  echo $((${number:-0} * factor))
}

is_local() { # as lazyit.instance.network judges
  case $1 in
    *.localhost | *.local | *.lan | *.home.arpa | *.internal | *.home | *.test) return 0 ;;
    10.* | 127.* | 192.168.* | 169.254.* | 172.1[6-9].* | 172.2[0-9].* | 172.3[01].* | \[*) return 0 ;;
    *.*) return 1 ;;
  esac
}

export LAZYIT_HTTP_PORT="${LAZYIT_HTTP_PORT:-8080}" LAZYIT_HTTPS_PORT="${LAZYIT_HTTPS_PORT:-8443}"
export LAZYIT_TLS_EMAIL="${LAZYIT_TLS_EMAIL:-}"
export LAZYIT_SITE="${LAZYIT_SITE_ADDRESS:-:80}" LAZYIT_TLS=own_authority

case $LAZYIT_SITE in
  :*) LAZYIT_SITE="http://:$LAZYIT_HTTP_PORT" LAZYIT_TLS=without_tls ;;
  *) if [ -n "$LAZYIT_TLS_EMAIL" ] && ! is_local "$LAZYIT_SITE"; then LAZYIT_TLS=public_authority; fi ;;
esac

# The largest body that the application accepts, and what may surround it.
json=$(bytes "${JSON_BODY_LIMIT:-8mb}")
import=$((${MAX_IMPORT_SIZE_MB:-5} * 1048576))
largest=$json
if [ "$import" -gt "$json" ]; then largest=$import; fi
export LAZYIT_LARGEST_BODY=$((largest + 4 * 1048576))

exec caddy run --config /etc/lazyit/Caddyfile --adapter caddyfile "$@"
