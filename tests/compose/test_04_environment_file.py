"""The environment file is compared, never edited"""

import os
from pathlib import Path

from tests.compose.operator import COMPOSE, ENV, Operator
from tests.compose.production import Production

APPLICATION = 10001  # the user of the application's image
EXAMPLE = "infra/env/.env.prod.example"


def test_what_is_missing_is_printed_to_be_appended(operator: Operator) -> None:
    """What is missing is printed as the lines to append, and nothing else is touched"""
    gone = {"REDIS_URL": None, "SESSION_SIGNING_SECRET": None}
    before, values = operator.env.read_text(), operator.values()
    operator.sets(**gone)
    without = operator.env.read_text()
    printed = operator.types(f"./lazyit env missing --file {ENV} 2>&1 | cut -d= -f1").output
    assert {name for name in gone if name in printed} == set(gone)
    assert operator.env.read_text() == without
    operator.types(f"./lazyit env missing --file {ENV} >> {ENV}")
    assert operator.env.read_text().startswith(without)
    assert operator.values()["REDIS_URL"] == values["REDIS_URL"]
    assert operator.values()["SESSION_SIGNING_SECRET"] != values["SESSION_SIGNING_SECRET"]
    operator.types(f"./lazyit env check --file {ENV}")
    operator.env.write_text(before)
    assert operator.asks(f"./lazyit env missing --file {ENV} 2>/dev/null") == ""


def test_what_a_pull_brought_is_told(operator: Operator) -> None:
    """What a pull brought is told from the earlier example"""
    operator.transcript.note("The earlier example knew no `TWO_FACTOR_SECRET_KEY`.")
    operator.asks(f"grep -v TWO_FACTOR_SECRET_KEY {EXAMPLE} > earlier")
    told = operator.types("./lazyit env diff earlier").output
    operator.asks("rm earlier")
    assert "TWO_FACTOR_SECRET_KEY" in told
    assert operator.types(f"./lazyit env diff {EXAMPLE}").output.strip() == "Nothing changed."


def test_secrets_in_files_of_their_own(operator: Operator, production: Production) -> None:
    """Two secrets in files of their own, as docs/operate/services.md says"""
    page, values = (operator.folder / "docs/operate/services.md").read_text(), operator.values()
    own = operator.folder / "infra/docker-compose.secrets.yaml"
    own.write_text(page.split("```yaml\n")[1].split("```")[0])
    folder = operator.folder / "infra/env/secrets"
    for name in ("DATABASE_URL", "AUTH_SECRET"):
        keeps(folder / name.lower(), values[name])
        operator.sets(**{name: None, f"{name}_FILE": f"/run/secrets/{name.lower()}"})
    operator.transcript.note(
        "`DATABASE_URL` and `AUTH_SECRET` are files, named in `infra/docker-compose.secrets.yaml`."
    )
    operator.types(f"./lazyit env check --file {ENV}")
    line = COMPOSE.replace(" --profile", " -f infra/docker-compose.secrets.yaml --profile")
    operator.types(f"{line} up -d")
    assert production.serves()
    told = operator.container("api")["Config"]["Env"]
    assert [entry for entry in told if values["AUTH_SECRET"] in entry] == []
    production.restores_its_file()
    operator.types(f"{COMPOSE} up -d")
    own.unlink()


def keeps(path: Path, text: str) -> None:
    """Write a file that the application alone may read."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o400)
    os.chown(path, APPLICATION, APPLICATION)
