#!/bin/sh
# A root of BusyBox, certificates and Caddy, with the capability that the official program has.
set -eu
root=/root-of-caddy
mkdir -p $root/bin $root/sbin $root/usr/bin $root/usr/sbin $root/usr/local/bin $root/etc/ssl/certs $root/etc/caddy \
  $root/config/caddy $root/data/caddy $root/srv $root/usr/share/caddy $root/root $root/var
install -d -m 1777 $root/tmp
for applet in $(busybox --list); do ln -s /bin/busybox "$root/bin/$applet"; done
rm -f $root/bin/busybox
cp /bin/busybox $root/bin/
ln -s /bin/wget $root/usr/bin/wget
cp /etc/ssl/certs/ca-certificates.crt $root/etc/ssl/certs/
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n' >$root/etc/passwd
printf 'root:x:0:\nnobody:x:65534:\n' >$root/etc/group
printf ':80 {\n\trespond "It works."\n}\n' >$root/etc/caddy/Caddyfile
cp /caddy $root/usr/bin/caddy
chmod 755 $root/usr/bin/caddy
setcap cap_net_bind_service=+ep $root/usr/bin/caddy
