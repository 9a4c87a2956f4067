"""The public surface: what is offered exists, is documented, and costs little to import."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest
from numpydoc.validate import validate
from paths import ROOT

import drenthe_geo

dg: Any = drenthe_geo  # names are looked for as they are in the stub, and where there is none
PACKAGES = [name for name in dg.__all__ if isinstance(getattr(dg, name), ModuleType)]
FLAT = [name for name in dg.__all__ if name not in PACKAGES and name != "__version__"]
OFFERED = {
    **{f"dg.{name}": getattr(dg, name) for name in FLAT},
    **{
        f"dg.{package}.{name}": getattr(getattr(dg, package), name)
        for package in PACKAGES
        for name in getattr(dg, package).__all__
    },
}
CALLABLE = sorted(name for name, thing in OFFERED.items() if callable(thing))
FUNCTIONS = [name for name in CALLABLE if inspect.isfunction(OFFERED[name])]
# Sections that a plain result does not need, and style that ruff already checks.
NOT_ASKED = {"ES01", "SA01", "EX01", "GL01", "GL08", "PR01", "YD01"}
HEAVY = ("matplotlib", "osmnx", "typer", "scipy", "pandas", "geopandas")
MOST_FLAT = 33


def test_few_names_stand_at_the_top_and_each_stands_in_its_package_too() -> None:
    assert len(FLAT) <= MOST_FLAT
    assert len(PACKAGES) >= 12
    own = {"DrentheGeoError", "ArgumentError", "CrsError", "DataError", "FileError", "LayerError"}
    offered = {name.rpartition(".")[2] for name in OFFERED if name.count(".") == 2}
    assert {name for name in FLAT if name not in offered} == own


def test_what_is_offered_exists() -> None:
    assert len(OFFERED) > 100
    assert all(thing is not None for thing in OFFERED.values())
    assert dir(dg) == sorted(dg.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = dg.nothing


def test_every_name_is_offered_by_one_package() -> None:
    names = [name.split(".")[-1] for name in OFFERED if name.count(".") == 2]
    assert len(names) == len(set(names)) + 1
    # The door asks the one below it.
    assert names.count("people_in_reach") == 2


@pytest.mark.parametrize("name", CALLABLE)
def test_public_docstrings_are_complete(name: str) -> None:
    thing: Any = OFFERED[name]
    found = validate(f"{thing.__module__}.{thing.__qualname__}")["errors"]
    assert [text for code, text in found if code not in NOT_ASKED] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_public_functions_name_every_parameter(name: str) -> None:
    function = OFFERED[name]
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.name in (function.__doc__ or ""), parameter.name
        assert parameter.annotation is not inspect.Parameter.empty


@pytest.mark.parametrize("name", CALLABLE)
def test_types_of_what_is_offered_can_be_looked_up(name: str) -> None:
    thing = OFFERED[name]
    hints = get_type_hints(thing.__init__ if inspect.isclass(thing) else thing)
    known = inspect.signature(thing).parameters.values()
    named = {one.name for one in known if one.annotation is not inspect.Parameter.empty}
    assert named <= set(hints)
    get_type_hints(thing)


def test_the_import_is_light() -> None:
    code = f"import sys, drenthe_geo; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_constraints_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") or "==" in line for line in lines)
    assert not any("://" in line or "@" in line for line in lines)


def test_the_package_is_typed() -> None:
    assert (Path(inspect.getfile(dg)).parent / "py.typed").is_file()
