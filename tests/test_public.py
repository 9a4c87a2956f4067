"""The public surface: what is offered exists, is documented, and costs little to import."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from numpydoc.validate import validate

import drenthe_geo as dg

CALLABLE = [name for name in dg.__all__ if callable(getattr(dg, name))]
# Sections that a plain result does not need, and style that ruff already checks.
NOT_ASKED = {"ES01", "SA01", "EX01", "GL01", "GL08", "PR01", "YD01"}


def test_everything_offered_exists_and_is_sorted() -> None:
    assert dg.__all__ == sorted(dg.__all__, key=lambda name: (name.islower(), name))
    assert set(dg.__all__) - {"__version__"} == set(dg._HOME)
    assert dir(dg) == dg.__all__
    for name in dg.__all__:
        assert getattr(dg, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = dg.nothing


@pytest.mark.parametrize("name", CALLABLE)
def test_public_docstrings_are_complete(name: str) -> None:
    thing = getattr(dg, name)
    found = validate(f"{thing.__module__}.{thing.__qualname__}")["errors"]
    said = [text for code, text in found if code not in NOT_ASKED]
    assert not said


@pytest.mark.parametrize(
    "name", [name for name in CALLABLE if inspect.isfunction(getattr(dg, name))]
)
def test_public_functions_name_every_parameter(name: str) -> None:
    function = getattr(dg, name)
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.name in (function.__doc__ or ""), parameter.name
        assert parameter.annotation is not inspect.Parameter.empty


def test_the_import_is_light() -> None:
    code = (
        "import sys, drenthe_geo as dg; dg.make_study; "
        "print([name for name in ('osmnx', 'matplotlib', 'typer') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_constraints_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") or "==" in line for line in lines)
    assert not any("://" in line or "@" in line for line in lines)


def test_the_package_is_typed() -> None:
    assert (Path(inspect.getfile(dg)).parent / "py.typed").is_file()


def test_the_readme_shows_the_table_that_the_command_prints(
    study: dg.Study, capsys: pytest.CaptureFixture[str]
) -> None:
    from drenthe_geo.screen import print_whole  # noqa: PLC0415 - heavy
    from drenthe_geo.terminal import summary_table  # noqa: PLC0415 - heavy

    print_whole(summary_table(study))
    printed = {line.rstrip() for line in capsys.readouterr().out.splitlines()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    for name in [*study.summary["name"], "any station"]:
        shown = [line for line in readme if re.match(f"{name}   +", line)]
        assert len(shown) == 1, name
        assert shown[0] in printed
    nearer = study.manifest["counts"]["people_nearer_to_a_station_not_counted"]
    assert f"{nearer:,} people" in "\n".join(readme)
