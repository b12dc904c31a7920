"""The environment file is compared, never edited"""

from tests.compose.operator import ENV, Operator

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
