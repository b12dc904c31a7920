"""Bundled images are pinned in one place"""

import tomllib

from tests.compose.operator import COMPOSE, Operator


def test_what_runs_is_what_is_pinned(operator: Operator) -> None:
    """Every image that compose takes from elsewhere is one of infra/components.toml"""
    pins = tomllib.loads((operator.folder / "infra/components.toml").read_text())
    known = {f"{pin['image']}:{pin['version']}" for pin in pins.values() if "image" in pin}
    images = set(operator.types(f"{COMPOSE} config --images").output.split())
    foreign = {name for name in images if not name.startswith("lazyit")}
    assert foreign
    assert foreign <= known
    assert not [name for name in images if ":" not in name or name.endswith(":latest")]


def test_a_variable_names_another_image(operator: Operator) -> None:
    """Every image name can be overridden by a variable"""
    names = ("LAZYIT", "POSTGRES", "VALKEY", "LAZYIT_PROXY")
    given = " ".join(f"{name}_IMAGE=mirror.example/{name.lower()}:1" for name in names)
    images = operator.asks(f"{given} {COMPOSE} config --images").split()
    assert {image.partition("/")[0] for image in images} == {"mirror.example"}
