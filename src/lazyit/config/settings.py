"""Django's settings, read from the environment through the settings registry and nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from lazyit.config.origin import names_a_domain
from lazyit.instance.settings import load_settings

INSTANCE = load_settings(os.environ)
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = INSTANCE.auth_secret
# Where people sign in at a provider there is no secret for sessions alone.
SESSION_SIGNING_SECRET = INSTANCE.session_signing_secret or SECRET_KEY
ALLOWED_HOSTS = ["*"]  # the proxy decides which names it answers to
ROOT_URLCONF = "lazyit.config.urls"
WSGI_APPLICATION = "lazyit.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # e-mail is unique among live people only, by a partial index
]

INSTALLED_APPS = [
    "lazyit.foundation.search",
    "lazyit.foundation.audit",
    "lazyit.foundation.rbac",
    "lazyit.foundation.accounts",
    "lazyit.foundation.listing",
    "lazyit.foundation.jobs",
    "lazyit.foundation.files",
    "lazyit.foundation.imports",
    "lazyit.foundation.rest",
    "lazyit.foundation.pages",
    "lazyit.foundation.operations",
    "lazyit.domains.assets",
    "lazyit.domains.people",
    "lazyit.domains.dashboard",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "pgtrigger",
    "ninja",
    "django_htmx",
    "django_cotton",
]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("lazyit.")
    or (PACKAGE / app.removeprefix("lazyit.").replace(".", "/") / "apps.py").exists()
]

MIDDLEWARE = [
    "lazyit.foundation.pages.requests.RequestIdMiddleware",
    "lazyit.config.logging.RequestLog",
    "lazyit.foundation.pages.csp.SecurityHeadersMiddleware",
    "lazyit.foundation.rest.refusals.JsonRefusals",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lazyit.foundation.operations.setup_gate.SetupGate",
    "lazyit.foundation.pages.problems.PageGate",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lazyit.foundation.pages.csp.csp_nonce",
                "lazyit.foundation.pages.context.pages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lazyit.foundation.pages.templatetags.lazyit",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "lazyit.config.postgresql",
        "NAME": INSTANCE.database.name,
        "USER": INSTANCE.database.user,
        "PASSWORD": INSTANCE.database.password,
        "HOST": INSTANCE.database.host,
        "PORT": INSTANCE.database.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Values travel beside the text, so a statement met for the third time is planned no more.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3},
        "TEST": {"TEMPLATE": "template0"},
    }
}
REDIS_URL = INSTANCE.redis_url

# Rate limits and used one-time codes live in PostgreSQL: shared by all processes, and there
# even where no broker is.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["lazyit.foundation.accounts.backends.PersonBackend"]
PASSWORD_HASHERS = ["lazyit.foundation.accounts.passwords.Argon2id"]
SESSION_ENGINE = "lazyit.foundation.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = (INSTANCE.web_origin or "").startswith("https://")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if INSTANCE.trust_proxy else None
# Only for a name that is ours for good: never for an address or a name of the local network.
SECURE_HSTS_SECONDS = 31_536_000 if names_a_domain(INSTANCE.web_origin) else 0
CSRF_TRUSTED_ORIGINS = [INSTANCE.web_origin] if INSTANCE.web_origin else []
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lazyit.foundation.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; allauth checks it
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # ours are in foundation.accounts.attempts
MFA_ADAPTER = "lazyit.foundation.accounts.two_factor_secrets.TwoFactorAdapter"
SOCIALACCOUNT_ADAPTER = "lazyit.foundation.accounts.provider.flow.ProviderRules"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "lazyit"
MFA_TOTP_TOLERANCE = 1

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
# Rooms with texts that are no Django apps.
LOCALE_PATHS = [PACKAGE / room / "locale" for room in ("config", "foundation/records", "instance")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DISPLAY_TIME_ZONE = INSTANCE.time_zone

STATIC_URL = "/static/"
STATIC_ROOT = INSTANCE.static_root
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lazyit.foundation.pages.bundles.BundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lazyit.foundation.pages.bundles.HashedStorage"},
}
COTTON_ISOLATE_BY_DEFAULT = True
CSRF_FAILURE_VIEW = "lazyit.foundation.pages.problems.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = INSTANCE.json_body_limit_bytes
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING_CONFIG = "lazyit.config.logging.configure"
LOGGING = {"level": "INFO"}
