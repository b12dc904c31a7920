"""Where people and programs reach the instance."""

from lazyit.instance import formats
from lazyit.instance.registry.conditions import at_one_address, in_compose
from lazyit.instance.registry.generators import origin, site_address
from lazyit.instance.registry.setting import (
    APPLICATION,
    COMPOSE,
    EMBEDDED,
    ENGINE,
    FILE,
    ONLY_COMPOSE,
    ONLY_EMBEDDED,
    PROXY,
    SERVING,
    Setting,
)

ADDRESS = (
    Setting(
        "LAZYIT_SITE_ADDRESS",
        "What the proxy answers to: :80 for any host of the network without TLS, localhost, or a "
        "name such as lazyit.example.org, for which it gets a certificate.",
        formats.SITE,
        required=in_compose,
        generate=site_address,
        roles=PROXY | SERVING,
        kinds=ONLY_COMPOSE,
        since="0.2.0",
    ),
    Setting(
        "WEB_ORIGIN",
        "The address people type, such as https://lazyit.example.org. Left out, any address that "
        "reaches the instance is its address.",
        formats.url("http", "https", bare=True),
        required=at_one_address,
        generate=origin,
        roles=APPLICATION - {"migrate", "backup"},
    ),
    Setting(
        "LAZYIT_TLS_EMAIL",
        "The e-mail address that Let's Encrypt writes to about certificates.",
        formats.EMAIL,
        roles=PROXY,
        kinds=ONLY_COMPOSE,
        since="0.2.0",
    ),
    Setting(
        "LAZYIT_BIND",
        "The address of this host whose ports are published; 0.0.0.0 for all.",
        formats.ADDRESS,
        default="127.0.0.1",
        roles=FILE,
        kinds=ONLY_COMPOSE,
        since="0.2.0",
    ),
    Setting(
        "LAZYIT_HTTP_PORT",
        "The port for http.",
        formats.PORT,
        default="8080",
        roles=ENGINE | FILE | PROXY,
    ),
    Setting(
        "LAZYIT_HTTPS_PORT",
        "The port for https.",
        formats.PORT,
        default="8443",
        roles=FILE | PROXY,
        kinds=ONLY_COMPOSE,
        since="0.2.0",
    ),
    Setting(
        "LAZYIT_LISTEN",
        "The address the embedded instance listens on.",
        formats.ADDRESS,
        default="127.0.0.1",
        roles=ENGINE,
        kinds=ONLY_EMBEDDED,
    ),
    Setting(
        "TRUST_PROXY",
        "How many proxies in front may name the client's address; 1 is the bundled one.",
        formats.integer(0, 10),
        default="0",
        defaults={EMBEDDED: "1", COMPOSE: "1"},
        roles=SERVING,
    ),
    Setting(
        "LAZYIT_TIME_ZONE",
        "The time zone of pages and exports until a person chooses one.",
        formats.TIME_ZONE,
        default="UTC",
    ),
)
