"""Maps that are kept between runs: the same bytes as drawn anew, and of nothing but the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.title_block import TitleBlock
from drenthe_geo.work.cache import VARIABLE, user_cache

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.answers.answer import Answer


@pytest.fixture(autouse=True, scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("kept")))
        yield


def never(*_: object) -> Any:
    raise AssertionError


def unable_to_draw() -> Answer:
    return replace(dg.ask_stations(VELDLAND), figures=never)


def kept() -> int:
    return sum(one.kind == "pictures" for one in user_cache().entries())


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_kept_maps_are_those_drawn_anew(tmp_path: Path) -> None:
    """Files of both runs are equal, what says which tables were opened too."""
    assert kept() == 0
    dg.ask_stations(VELDLAND).write(tmp_path / "first", "en")
    assert kept() == 1
    unable_to_draw().write(tmp_path / "again", "en")
    assert files_in(tmp_path / "again") == files_in(tmp_path / "first")


def test_what_is_on_a_map_makes_it_another(tmp_path: Path) -> None:
    """Nothing is looked up for another language, title block, form, question or layer."""
    dg.ask_stations(VELDLAND).write(tmp_path / "first", "en")
    others: list[tuple[Answer, dict[str, Any]]] = [
        (unable_to_draw(), {"lang": "nl"}),
        (unable_to_draw(), {"lang": "en", "title_block": TitleBlock(author="A. Smit")}),
        (unable_to_draw(), {"lang": "en", "title_block": TitleBlock(paper="a3")}),
        (unable_to_draw(), {"lang": "en", "map_formats": "png,svg"}),
        (replace(dg.ask_stations(VELDLAND, minutes=[12]), figures=never), {"lang": "en"}),
        (replace(dg.ask_stations(VELDLAND.at_peak()), figures=never), {"lang": "en"}),
    ]
    own = VELDLAND.with_layers({"places": VELDLAND.layer("places").iloc[:5]})
    others.append((replace(dg.ask_stations(own), figures=never), {"lang": "en"}))
    for number, (answer, how) in enumerate(others):
        with pytest.raises(AssertionError):
            answer.write(tmp_path / f"other{number}", **how)


def test_maps_of_a_scenario_are_of_its_trains_and_its_destination(tmp_path: Path) -> None:
    """The same scenario is looked up; another toggle, destination or way there is drawn."""

    def asked(**how: Any) -> Answer:
        return dg.ask_scenario(VELDLAND, ["veldlijn"], **how)

    first = asked()
    first.write(tmp_path / "first", "en")
    replace(asked(), figures=never).write(tmp_path / "again", "en")
    assert files_in(tmp_path / "again") == files_in(tmp_path / "first")
    end = str(first.result.summary.index[-1])
    for how in ({"toggles": {"hourly": True}}, {"destination": end}, {"buses": False}):
        with pytest.raises(AssertionError):
            replace(asked(**how), figures=never).write(tmp_path / "other", "en")


def test_a_map_of_a_placement_is_of_its_sites(tmp_path: Path) -> None:
    """The same question is looked up; another number of sites or goal is drawn."""

    def asked(goal: Any = "mean", count: int = 2) -> Answer:
        return dg.ask_place(VELDLAND, goal, count=count, points="sites")

    asked().write(tmp_path / "first", "en")
    replace(asked(), figures=never).write(tmp_path / "again", "en")
    assert files_in(tmp_path / "again") == files_in(tmp_path / "first")
    for other in (asked(count=1), asked("cover")):
        with pytest.raises(AssertionError):
            replace(other, figures=never).write(tmp_path / "other", "en")
