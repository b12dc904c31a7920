import psycopg
import pytest
import redis
from django.db import connection

from lazyit.instance.settings import DatabaseAddress
from lazyit.instance.throwaway import ThrowawayServers


@pytest.mark.django_db
def test_tests_run_on_postgresql_18() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        assert cursor.fetchone()[0].startswith("18.")


def test_a_password_written_by_hand_breaks_neither_server() -> None:
    servers = ThrowawayServers(password="it's \"Ñ\" \\n $x; -- #@/:%41 ' OR ''='")
    try:
        servers.start()
        address = DatabaseAddress.parse(servers.cluster.url)
        with psycopg.connect(
            host=address.host, user=address.user, dbname=address.name, password=address.password
        ) as session:
            assert session.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'lazyit'")
        assert redis.Redis.from_url(servers.broker.url).ping()
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=address.host, user=address.user, dbname=address.name, password="another"
            )
    finally:
        servers.stop()
