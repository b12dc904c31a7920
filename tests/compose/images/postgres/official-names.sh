#!/bin/sh
# The wheel's programs look for their own copy of libpq; here they find the system's.
set -eu
libpq=$(basename "$(find /libraries -name 'libpq-*.so.*')")
cp "/libraries/$libpq" /usr/lib/x86_64-linux-gnu/libpq.so.5
patchelf --set-soname libpq.so.5 --remove-rpath /usr/lib/x86_64-linux-gnu/libpq.so.5
# What the official image has in packages for developers is left out.
rm -rf /server/bin/ecpg /server/lib/pgxs /server/lib/pkgconfig
find /server/lib -type f,l -name 'lib*' ! -name libpqwalreceiver.so -delete
for program in /server/bin/*; do
  patchelf --replace-needed "$libpq" libpq.so.5 --remove-rpath "$program"
done
for library in /server/lib/*.so; do
  patchelf --replace-needed "$libpq" libpq.so.5 "$library"
done
