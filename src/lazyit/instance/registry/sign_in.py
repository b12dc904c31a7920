"""How people sign in."""

from lazyit.instance import formats
from lazyit.instance.registry.conditions import always, signing_in_by
from lazyit.instance.registry.generators import fixed, fresh_secret
from lazyit.instance.registry.setting import RUNNING, SERVING, Setting

SIGN_IN = (
    Setting(
        "AUTH_MODE",
        "How people sign in. It cannot be changed once people exist.",
        formats.choice("local", "oidc"),
        required=always,
        generate=fixed("local"),
        rotate="N",
    ),
    Setting(
        "AUTH_SECRET",
        "Signs cookies and links. A new value signs everyone out.",
        formats.long_text(32),
        required=always,
        generate=fresh_secret,
        secret=True,
        rotate="R",
        roles=RUNNING,
    ),
    Setting(
        "SESSION_SIGNING_SECRET",
        "Signs sessions of local sign-in. A new value signs everyone out.",
        formats.long_text(32),
        required=signing_in_by("local"),
        generate=fresh_secret,
        secret=True,
        rotate="R",
        roles=RUNNING,
    ),
    Setting(
        "OIDC_ISSUER",
        "The identity provider's issuer, exactly as its discovery document names it.",
        formats.ISSUER,
        required=signing_in_by("oidc"),
        roles=SERVING,
        since="0.2.0",
    ),
    Setting(
        "OIDC_CLIENT_ID",
        "The client that the identity provider knows lazyit by.",
        required=signing_in_by("oidc"),
        roles=SERVING,
        since="0.2.0",
    ),
    Setting(
        "OIDC_CLIENT_SECRET",
        "That client's secret.",
        required=signing_in_by("oidc"),
        secret=True,
        rotate="R",
        roles=SERVING,
        since="0.2.0",
    ),
    Setting(
        "OIDC_JWKS_URI",
        "Where the identity provider publishes its signing keys, if not where its discovery "
        "document says.",
        formats.ISSUER,
        roles=SERVING,
        since="0.2.0",
    ),
)
