"""Names that compose itself reads: images, and the network of their builds."""

from lazyit.instance.registry.setting import FILE, ONLY_COMPOSE, Setting


def _name(name: str, text: str) -> Setting:
    return Setting(name, text, roles=FILE, kinds=ONLY_COMPOSE, since="0.2.0")


IMAGES = (
    _name("LAZYIT_IMAGE", "The application's image, if not the one built here."),
    _name("POSTGRES_IMAGE", "The database's image, if not the pinned one."),
    _name("VALKEY_IMAGE", "The broker's image, if not the pinned one."),
    _name("CADDY_IMAGE", "The image that the proxy's is built on, if not the pinned one."),
    _name("LAZYIT_PROXY_IMAGE", "The proxy's image, if not the one built here."),
    _name("PYTHON_IMAGE", "The image that the application's is built on, if not the pinned one."),
    _name("LAZYIT_BUILD_NETWORK", "The network of image builds, if not the engine's own."),
)
