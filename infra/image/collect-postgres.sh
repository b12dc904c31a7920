#!/bin/sh
# collect-postgres.sh FOLDER: gather PostgreSQL's programs and what they need, in their own places.
set -eu
target=$1
home=$(dirname "$(dirname "$(find /usr/lib/postgresql -path '*/bin/postgres')")")
libraries=$target$home/libraries
programs="postgres initdb pg_ctl pg_controldata pg_isready psql pg_dump pg_dumpall pg_restore"

mkdir -p "$target$home/bin" "$target$home/lib" "$libraries" "$target/usr/share/postgresql"
for program in $programs; do cp "$home/bin/$program" "$target$home/bin/"; done
# Its just-in-time compiler alone would be larger than everything else.
find "$home/lib" -maxdepth 1 -name '*.so' ! -name 'llvmjit*' -exec cp {} "$target$home/lib/" \;
for share in "$home/share" "/usr/share/postgresql/${home##*/}"; do
  if [ -d "$share" ]; then
    mkdir -p "$(dirname "$target$share")"
    cp -RL "$share" "$target$share"
    rm -rf "$target$share/doc" "$target$share/man" "$target$share/locale"
  fi
done

ldd "$target$home"/bin/* "$target$home"/lib/*.so >/tmp/loaded
if grep 'not found' /tmp/loaded; then exit 1; fi
# All but the C library's own parts: those must be of the system that they run on.
sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' /tmp/loaded | sort -u |
  grep -Ev '/(ld-linux[^/]*|lib(c|m|dl|rt|util|pthread|resolv|anl|nsl|mvec))\.so[^/]*$' |
  while read -r library; do cp -L "$library" "$libraries/"; done

mkdir -p "$target/etc/ld.so.conf.d"
echo "$home/libraries" >"$target/etc/ld.so.conf.d/zz-postgresql.conf"
