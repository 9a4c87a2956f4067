"""Matches that an earlier run kept are those that would be made, and only for the same question."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from offices import VELD
from veldland import VELDLAND

from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.model import read_scenario, scenario_names
from drenthe_geo.siting import match
from drenthe_geo.siting.match import STEPS, match_sites
from drenthe_geo.work import cache
from drenthe_geo.work.cache import without_cache

if TYPE_CHECKING:
    from pathlib import Path

SITING, NOW = VELD.siting, VELD.situation
POINTS = VELDLAND.layer("sites").iloc[:2].rename(index="mine-{}".format)
TABLES = ("table", "firsts", "overlap")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[object], Path]:
    """What was told of the plain question, and the folder in which that was kept."""
    folder = tmp_path_factory.mktemp("asked") / "kept"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(cache.VARIABLE, str(folder))
        return told(ask()), folder


@pytest.fixture
def plain(asked: tuple[list[object], Path], tmp_path: Path) -> list[object]:
    """What was told of the plain question; it is kept in the folder of the test."""
    shutil.copytree(asked[1], tmp_path / "kept")
    return asked[0]


def told(found: match.Matches) -> list[object]:
    """Say all of the tables that can be told apart: every cell with its type, and its order."""
    return [
        (list(one.columns), [str(kind) for kind in one.dtypes], repr(one.index), cells(one))
        for one in (getattr(found, name) for name in TABLES)
    ]


def cells(table: pd.DataFrame) -> list[tuple[str, str]]:
    return [(type(one).__name__, repr(one)) for name in table for one in table[name].array]


def kept() -> list[cache.Entry]:
    return [one for one in cache.user_cache().entries() if one.kind == "matches"]


def ask(area: Any = None, **how: Any) -> match.Matches:
    return match_sites(VELDLAND.fresh() if area is None else area, situation=NOW, **how)


@pytest.mark.parametrize("surface", [False, True])
def test_the_second_time_nothing_is_made_and_all_is_the_same(
    *, surface: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    area, steps = VELDLAND.fresh(), list[str]()
    with without_cache():
        bare = match_sites(area, surface=surface)
    before = list(area.opened)
    first = match_sites(VELDLAND.fresh(), surface=surface)
    monkeypatch.setattr(match, "_tables", None)  # whoever made them again would fail
    area = VELDLAND.fresh()
    again = match_sites(area, surface=surface, on_step=steps.append)
    assert told(bare) == told(first) == told(again)
    assert bare == again
    assert set(area.opened) == set(before)
    assert steps == [*STEPS, *(["surface"] if surface else [])]


OTHERS: dict[str, dict[str, Any]] = {
    "services": {"services": ["veldwacht"]},
    "a viewpoint": {"viewpoint": next(iter(SITING.viewpoints))},
    "a margin": {"moving_margin": 0.9},
    "points": {"sites": POINTS},
    "points alone": {"sites": POINTS, "only": True},
    "a tie": {"siting": replace(SITING, settings={**SITING.settings, "tie_score": 0.5})},
    "people": {"area": VELDLAND.with_layers({"people": VELDLAND.layer("people").iloc[5:]})},
    "the peak": {"area": VELDLAND.at_peak()},
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_question_has_its_own_answer(name: str, plain: list[object]) -> None:
    found = told(ask(**OTHERS[name]))
    with without_cache():
        assert found == told(ask(**OTHERS[name]))
    assert told(ask()) == plain
    assert len(kept()) == 2


def test_a_scenario_that_is_done_has_its_own_answer() -> None:
    done = [read_scenario(VELDLAND, next(iter(scenario_names(VELDLAND))))]
    then = apply_scenarios(NOW, done, VELDLAND.settings)
    plain, found = match_sites(VELDLAND, situation=NOW), match_sites(VELDLAND, situation=then)
    with without_cache():
        assert told(found) == told(match_sites(VELDLAND, situation=then))
        assert told(plain) == told(match_sites(VELDLAND, situation=NOW))


def test_one_that_was_cut_off_is_made_again(plain: list[object]) -> None:
    (one,) = kept()
    one.path.write_bytes(one.path.read_bytes()[:-100])
    assert told(ask()) == plain
