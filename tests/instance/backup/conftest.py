"""A small database with a bit of everything, its attachments, and a store of bundles."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from lazyit.instance import clone
from lazyit.instance.backup import bundle, making
from lazyit.instance.backup.blobs import BlobFolder
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.backup.manifest import Purpose
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import Source
from lazyit.instance.backup.store import Store
from lazyit.instance.backup.verify import Verification
from lazyit.instance.psql import Database

SCHEMA = """
CREATE EXTENSION pg_trgm;
CREATE TABLE place (id serial PRIMARY KEY, name text NOT NULL CHECK (name <> ''));
CREATE TABLE thing (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, place_id integer REFERENCES place,
    kind varchar(9) CHECK (kind IN ('red', 'blue')), price numeric(12, 2), at timestamptz,
    data jsonb, raw bytea, note text);
CREATE INDEX thing_note ON thing USING gin (note gin_trgm_ops);
CREATE INDEX thing_red ON thing (price) WHERE kind IN ('red', 'blue');
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'history stays'; END$$;
CREATE TABLE history (id bigint PRIMARY KEY, what text);
CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE ON history
    FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TABLE django_migrations (id serial, app text, name text);
INSERT INTO django_migrations (app, name) VALUES ('things', '0001_first'), ('things', '0002_next');
CREATE TABLE instance_release (version text, git_sha text, instance_id uuid);
INSERT INTO instance_release VALUES ('0.2.0', 'abc', '0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b');
CREATE TABLE operations_keyidentity (name text, identity text);
INSERT INTO operations_keyidentity VALUES ('WORKFLOW_SECRET_KEY', '0123456789abcdef');
INSERT INTO place (name) SELECT 'place ' || n FROM generate_series(1, 20) n;
INSERT INTO thing (place_id, kind, price, at, data, raw, note)
    SELECT n % 20 + 1, CASE n % 2 WHEN 0 THEN 'red' END, n / 7.0, now() + n * interval '1 h',
    jsonb_build_object('n', n), decode(md5(n::text), 'hex'), md5(n::text) || E'\\n"\\\\' || n
    FROM generate_series(1, 2000) n;
INSERT INTO history SELECT n, 'thing ' || n FROM generate_series(1, 100) n;
"""


@dataclass(frozen=True)
class World:
    """Where one test's backups come from and go to."""

    source: Source

    @property
    def store(self) -> Store:
        return self.source.store

    @property
    def app(self) -> Database:
        return self.source.app

    def make(self, why: str = "manual") -> Bundle:
        return making.make(self.source, Purpose(why, "ana"), Progress()).bundle

    def prove(self, found: Bundle) -> Verification:
        with self.store.held():
            return making.prover(self.source, Progress()).prove(Bundle(found.path))

    def attach(self, content: bytes) -> str:
        assert self.source.attachments
        digest = hashlib.sha256(content).hexdigest()
        path = self.source.attachments.at(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return digest

    def told(self, **settings: str) -> "World":
        return World(replace(self.source, settings={**self.source.settings, **settings}))


def new_database(*statements: str) -> Database:
    server = Database.at(os.environ["DATABASE_URL"])
    database = server.named(f"backup_{secrets.token_hex(4)}")
    server.named("postgres").run(f"CREATE DATABASE {database.address.name} TEMPLATE template0")
    for statement in statements:
        database.run(statement)
    return database


def drop(database: Database) -> None:
    clone.drop(database.named("postgres"), database.address.name)


def world_at(folder: Path, app: Database, **others: Database) -> World:
    attachments = BlobFolder(folder / "attachments")
    attachments.path.mkdir(parents=True)
    environment = folder / "env"
    environment.write_text("AUTH_SECRET=hush\n")
    databases = {"app": app, **others}
    store = Store(folder / "backups")
    return World(Source("embedded", store, databases, attachments, environment))


@pytest.fixture(scope="module")
def app() -> Iterator[Database]:
    database = new_database(SCHEMA)
    yield database
    drop(database)


@pytest.fixture(scope="module")
def provider() -> Iterator[Database]:
    """Another component's database."""
    database = new_database("CREATE TABLE client AS SELECT n AS id FROM generate_series(1, 30) n")
    yield database
    drop(database)


@pytest.fixture
def world(app: Database, tmp_path: Path) -> World:
    """A store that is empty."""
    return world_at(tmp_path, app)


@pytest.fixture(scope="module")
def pristine(
    app: Database, provider: Database, tmp_path_factory: pytest.TempPathFactory
) -> tuple[World, Bundle]:
    """A world with one whole bundle of two databases and three attachments; not to be changed."""
    made = world_at(tmp_path_factory.mktemp("pristine"), app, provider=provider)
    for number in range(3):
        made.attach(f"attachment {number}".encode() * 1000)
    return made, made.make()


@pytest.fixture
def damaged(pristine: tuple[World, Bundle], tmp_path: Path) -> tuple[World, Bundle]:
    """A copy of the same, for a test to damage."""
    origin, made = pristine
    store = Store(shutil.copytree(origin.store.path, tmp_path / "backups"))
    return World(replace(origin.source, store=store)), store.find(made.name)


def write(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


def rewrite_manifest(found: Bundle, **changes: Any) -> Bundle:
    """Make checksums fit what is there, as someone would who knows how they are made."""
    manifest = json.loads(found.file(bundle.MANIFEST).read_text())
    for name, written in manifest["files"].items():
        content = found.file(name).read_bytes()
        written.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())
    text = json.dumps({**manifest, **changes}).encode()
    write(found.file(bundle.MANIFEST), text)
    checksum = f"{hashlib.sha256(text).hexdigest()}  {bundle.MANIFEST}\n"
    write(found.file(bundle.CHECKSUM), checksum.encode())
    return Bundle(found.path)
