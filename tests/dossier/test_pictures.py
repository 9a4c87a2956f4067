"""Pictures that an earlier run kept are those that would be drawn, and only of the same things."""

from __future__ import annotations

from dataclasses import replace
from functools import cache as once
from typing import TYPE_CHECKING

import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.documents.picture import picture_of
from drenthe_geo.dossier import figures
from drenthe_geo.dossier.figures import suggestion_figures, suggestion_pictures, winner_reach
from drenthe_geo.work import cache
from drenthe_geo.work.cache import without_cache

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.dossier.figures import WinnerReach

WORDS = VELDLAND.words("nl")


@once
def made() -> dg.siting.Suggestion:
    return dg.siting.make_suggestion(VELDLAND, "loket-zuid")


@once
def reach() -> WinnerReach:
    return winner_reach(VELDLAND, made())


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))


def test_the_second_time_nothing_is_drawn_and_all_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = suggestion_figures(VELDLAND, made(), WORDS, reach())
    bare = {name: picture_of(one, "") for name, one in drawn.items()}
    assert sorted(bare) == ["reach", "scores", "surface"]
    first = suggestion_pictures(VELDLAND, made(), WORDS, reach())
    monkeypatch.setattr(figures, "_drawn", None)  # whoever drew again would fail
    assert suggestion_pictures(VELDLAND, made(), WORDS, reach()) == first == bare


def others() -> dict[str, tuple[dg.siting.Suggestion, dg.words.Words]]:
    said = {**WORDS.entries, "maps.surface.title": "iets anders"}
    return {
        "a language": (made(), VELDLAND.words("en")),
        "a word": (made(), replace(WORDS, entries=said)),
        "weights": (made().reweigh({"station_walk_min": 60}), WORDS),
    }


@pytest.mark.parametrize("name", ["a language", "a word", "weights"])
def test_what_differs_is_drawn_anew(name: str) -> None:
    plain = suggestion_pictures(VELDLAND, made(), WORDS, reach())
    found, words = others()[name]
    pictures = suggestion_pictures(VELDLAND, found, words, reach())
    with without_cache():
        assert pictures == suggestion_pictures(VELDLAND, found, words, reach())
    assert pictures["surface"] != plain["surface"]
