"""Laws of what the checks of claims keep between runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.claims.model import Claim
from drenthe_geo.claims.travel import GAINS
from drenthe_geo.trips.kept import MINUTES, TIMES
from drenthe_geo.words.message import Texts
from drenthe_geo.work.cache import VARIABLE, user_cache, without_cache

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.work.cache import Entry, Kind

NOW = dg.situation.read_situation(VELDLAND)
KINDS = {GAINS, MINUTES, TIMES}

ON: dict[str, dict[str, Any]] = {
    "people_by_road": {"mode": "car", "targets": ["station:hds"]},
    "road_minutes": {"mode": "car", "from": ["place:Heidestad"], "to": ["station:hds"]},
    "around_station": {"site": "stationsgebied-heidestad", "station": "hds"},
    "people_by_train": {"destination": "hoofdstad", "access": "best"},
    "scenario_gain": {"scenario": "veldlijn", "destinations": ["hoofdstad"], "region": "Zuid"},
}
LIMITS = {"limit_min": 20.0, "least_share": 0.5}
NUMBERS = {
    "road_minutes": {"limit_min": 20.0},
    "around_station": {"limit_min": 20.0},
    "scenario_gain": {"least_gain_min": 1.0, "least_share": 0.5},
}


def a_claim(check: str, **on: Any) -> Claim:
    said = Texts(en="so", nl="zo")
    numbers = NUMBERS.get(check, LIMITS)
    return Claim(check, "nowhere", said, check, {**ON[check], **on}, numbers)


CLAIMS = [a_claim(check) for check in ON]


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with nothing kept."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))


def judged(claims: list[Claim] = CLAIMS, **change: Any) -> pd.DataFrame:
    return dg.claims.check_claims(VELDLAND, replace(NOW, **change), claims=claims)


def entries() -> list[Entry]:
    return user_cache().entries()


def test_verdicts_rest_on_the_same_figures_kept_or_not() -> None:
    with without_cache():
        known = judged()
    assert not entries()
    for _ in range(2):
        pd.testing.assert_frame_equal(judged(), known)
        assert {one.kind for one in entries()} == KINDS
    count = len(entries())
    judged()
    assert len(entries()) == count


def test_spoiled_entries_are_made_again() -> None:
    known = judged()
    for number, one in enumerate(entries()):
        content = bytearray(one.path.read_bytes())
        content[-1 - number] ^= 1
        one.path.write_bytes(bytes(content[: len(content) - number % 2]))
    pd.testing.assert_frame_equal(judged(), known)


def test_entries_of_others_are_made_again() -> None:
    """Whole, but with arrays that say something else: of another question, or of nothing."""
    known, cache = judged(), user_cache()
    for one in entries():
        key = one.path.name.split(".")[1]
        cache.keep(cast("Kind", one.kind), key, {"other": np.arange(3)})
    pd.testing.assert_frame_equal(judged(), known)


GAIN = CLAIMS[-1]
OTHERS = [
    a_claim("scenario_gain", scenario="n901-sneller"),
    a_claim("scenario_gain", toggles=["heidedorp"]),
    a_claim("scenario_gain", region="Noord"),
    a_claim("scenario_gain", destinations=["westhaven"]),
    replace(GAIN, numbers={**GAIN.numbers, "least_gain_min": 15.0}),
]


def test_other_gains_are_measured_for_themselves() -> None:
    """Each by itself, beside the entries of all the others."""
    slower = replace(NOW.transit, rules=replace(NOW.transit.rules, board_min=30.0))
    with without_cache():
        known = [judged([GAIN, *OTHERS]), judged([GAIN], transit=slower)]
    found = [judged([GAIN]), *(judged([one]) for one in OTHERS), judged([GAIN], transit=slower)]
    one, other = (pd.concat(some, ignore_index=True) for some in (found, known))
    pd.testing.assert_frame_equal(one, other)
    figures = [str(one["figure"].iloc[0]) for one in found]
    assert len(set(figures)) == len(figures)


def test_other_roads_have_entries_of_their_own() -> None:
    edges = NOW.road_edges
    slower = edges.assign(free_flow_s=edges["free_flow_s"] * 3)
    with without_cache():
        known = judged(road_edges=slower, _roads=None)
    assert not judged().equals(known)
    for _ in range(2):
        pd.testing.assert_frame_equal(judged(road_edges=slower.copy(), _roads=None), known)
