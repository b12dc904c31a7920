"""Every test runs on a real PostgreSQL and a real Valkey, one pair for the whole session.

Started on import: pytest loads this file before any other conftest, which may import models,
and the settings read their addresses from the environment. Workers of xdist inherit it.
"""

import atexit
import os

import django

from lazyit.instance.registry import fresh_secret
from lazyit.instance.registry.generators import fresh_key
from lazyit.instance.throwaway import ThrowawayServers

if "LAZYIT_TEST_SERVERS" not in os.environ:
    servers = ThrowawayServers()
    atexit.register(servers.stop)  # also if pytest ends before it has begun
    servers.start()
    os.environ.update(
        LAZYIT_TEST_SERVERS=str(servers.folder),
        DATABASE_URL=servers.cluster.url,
        REDIS_URL=servers.broker.url,
        AUTH_SECRET=fresh_secret(),
        SESSION_SIGNING_SECRET=fresh_secret(),
        TWO_FACTOR_SECRET_KEY=fresh_key(),
        AUTH_MODE="local",
        WEB_ORIGIN="http://testserver",
    )

# A database number of the broker for each xdist worker, so that they do not see each other.
number = os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")
os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].partition('?')[0]}?db={int(number) + 1}"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
django.setup()

pytest_plugins = ["tests.fixtures", "tests.chromium", "tests.matrix"]
