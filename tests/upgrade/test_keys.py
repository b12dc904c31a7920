"""`lazyit keys check` tries the keys on what the database holds, and never prints a value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.upgrade.conftest import KEY, RIGHT, WRONG
from tests.upgrade.databases import NOTHING, Database

CONTAINER = {"LAZYIT_KIND": "compose", "LAZYIT_ROLE": "migrate"}
FOREIGN = "ZITADEL_MASTERKEY"


def check(now: Database, *options: str, code: int = 0, keys: Mapping[str, str] = NOTHING) -> Any:
    words = ("lazyit.cli.main", "keys", "check", "--json", *options)
    with now.unchanged():
        done = now.run(*words, code=code, given={**CONTAINER, **keys})
    assert not [value for value in keys.values() if value and value in done.stdout + done.stderr]
    return {key["name"]: key for key in json.loads(done.stdout)["keys"]}


def test_right_keys_open_everything(now: Database) -> None:
    assert check(now)[KEY]["sealed"] == 1
    found = check(now, "--deep", keys={KEY: RIGHT})[KEY]
    assert (found["state"], found["sealed"], found["closed"]) == ("right", 2, 0)
    assert found["expected"] == found["found"]


def test_wrong_missing_and_new_keys_are_told_apart(now: Database) -> None:
    assert check(now, code=1, keys={KEY: WRONG})[KEY]["state"] == "wrong"
    assert check(now, code=1, keys={KEY: ""})[KEY]["state"] == "missing"
    assert check(now, code=1, keys={FOREIGN: "m" * 32})[FOREIGN]["state"] == "new"


def test_a_value_that_was_altered_is_found_only_by_looking_deep(now: Database) -> None:
    last = "(SELECT max(id) FROM mfa_authenticator)"
    altered = """jsonb_build_object('seed', 'sealed:1:AAAA', 'used_mask', 0)"""
    now.do(f"UPDATE mfa_authenticator SET data = {altered} WHERE id = {last}")
    assert check(now)[KEY]["closed"] == 0
    assert check(now, "--deep", code=1)[KEY]["closed"] == 1


def test_a_foreign_key_is_kept_and_compared_like_our_own(now: Database) -> None:
    now.migrate(given={FOREIGN: "m" * 32})
    now.guard()  # who does not need it may do without
    with now.unchanged():
        refused = now.migrate(code=3, given={FOREIGN: "n" * 32}).stderr
    assert f"{FOREIGN} is not the key of this database" in refused


def forget(now: Database, *words: str, code: int = 0, key: str = "") -> str:
    command = ("lazyit.cli.main", "keys", "forget", *words)
    done = now.run(*command, code=code, given={**CONTAINER, KEY: key})
    return done.stdout + done.stderr


@pytest.mark.parametrize("key", ["", WRONG])
def test_a_key_is_not_forgotten_while_something_is_sealed_with_it(now: Database, key: str) -> None:
    with now.unchanged():
        refused = forget(now, KEY, code=3, key=key)
    assert f"lazyit keys forget {KEY} --with-what-it-sealed" in refused


def test_a_key_that_is_at_hand_or_unknown_is_not_forgotten(now: Database) -> None:
    lose = "--with-what-it-sealed"
    with now.unchanged():
        assert "is at hand" in forget(now, KEY, lose, code=3, key=RIGHT)
        assert "knows no key" in forget(now, "AUTH_SECRET", lose, code=3, key=RIGHT)


def test_a_lost_key_is_given_up_with_what_it_sealed_and_replaced(now: Database) -> None:
    now.guard(code=3, given={KEY: WRONG})
    assert "1 records" in forget(now, KEY, "--with-what-it-sealed", key=WRONG)
    assert now.ask("SELECT count(*) FROM mfa_authenticator") == 0
    assert now.ask("SELECT event FROM accounts_personhistory") == "TWO_FACTOR_DISABLED"
    now.migrate(given={KEY: WRONG})
    now.guard(given={KEY: WRONG})
