"""Answers by a mode of the user's own, with the words that its file gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from own_profiles import own_profile
from veldland import VELDLAND

import drenthe_geo as dg


def test_an_answer_by_a_profile_of_ones_own_says_its_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = own_profile(tmp_path)
    for answer in (
        dg.ask_times(VELDLAND, profile_file=own),
        dg.ask_catchments(VELDLAND, minutes=[5], profile_file=own),
    ):
        answer.write(tmp_path / answer.question)
        about = json.loads((tmp_path / answer.question / "about.json").read_text("utf-8"))
        assert about["parameters"]["mode"] == "cargo"
        assert about["warnings"] == ["A cargo bicycle."]
        assert list(about["own_files"]) == ["profile: own.toml"]
        assert about["profile"]["access_kmh"] == {"value": 5.0, "source": "assumption"}


@pytest.mark.parametrize("mode", ["bicycle", "ebike", "walk"])
def test_every_result_by_a_slow_mode_says_which_roads_are_missing(mode: str) -> None:
    answer = dg.ask_catchments(VELDLAND, minutes=[5], mode=mode)
    assert (
        VELDLAND.words("en").say(answer.warnings[0]).startswith("Cycleways and paths are missing")
    )
    assert set(answer.layers["catchments"]["service_areas"]["mode"]) == {mode}


def test_no_uncertainty_is_said_as_such(tmp_path: Path) -> None:
    own = own_profile(tmp_path, low_share="0", high_share="0")
    found = dg.ask_explain(VELDLAND, "Venendal", "Heidestad", profile_file=own).result
    said = VELDLAND.words("en").say(found.verdict)
    assert said.endswith("; its profile states no uncertainty.")
    assert dg.read_profile(VELDLAND, path=own).certainty_bounds_min(30) == (30, 30)
