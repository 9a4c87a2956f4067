"""New roads and other speeds on roads that say who may use them, each way by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from edits import NOW, after, road
from hypothesis import given
from hypothesis import strategies as st
from towns import CORNER, points, tables
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.network import build_network
from drenthe_geo.situation import Situation

MODES = {mode: dg.read_profile(VELDLAND, mode) for mode in ("car", "bicycle", "ebike", "walk")}
SQUARE = [(0, 0), (1000, 0), (1000, 1000), (0, 1000)]
LINKS = [(0, 1), (1, 2), (2, 3), (0, 1), (1, 2), (2, 3)]
FIRST, LAST = ((CORNER + np.array(at)).tolist() for at in (SQUARE[0], SQUARE[3]))
ENDS = points((0, 0), (0, 1))
WORDS = st.sampled_from(["both", "along", "against", "none"])


def town(**columns: Any) -> Situation:
    """Three sides of a square, a road and a cycleway along each; who may use it is told."""
    nodes, edges = tables(
        CORNER + np.array(SQUARE), LINKS, seconds=[60.0, 80.0, 100.0] * 2,
        **{"road_class": ["primary"] * 3 + ["cycleway"] * 3, "maxspeed_kmh": 50,
           "road_number": ["N1"] * 3 + [None] * 3,
           "back_s": [70.0, 90.0, 110.0] * 2, "back_junctions": 0.5, "name": "Way",
           "car": ["both"] * 3 + ["none"] * 3, "bicycle": ["none"] * 3 + ["both"] * 3,
           "walk": "both", **columns},
    )  # fmt: skip
    return replace(NOW, road_nodes=nodes, road_edges=edges)


def times(situation: Situation, mode: str) -> np.ndarray:
    """Tenths of a second by a mode between all junctions and two; infinite without a way."""
    network = build_network(situation.road_nodes, situation.road_edges, MODES[mode])
    return compute_reach(network, ENDS).node_times_ds[:, : network.n_nodes]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("oneway", [False, True])
@pytest.mark.parametrize(("road_class", "shut"), [("primary", {"bicycle", "ebike"}),
                                                  ("cycleway", {"car"})])  # fmt: skip
def test_a_new_road_is_for_who_may_use_most_of_its_class(
    mode: str, oneway: object, road_class: str, shut: set[str]
) -> None:
    now = town()
    new = after(road(FIRST, LAST, road_class=road_class, oneway=oneway), now=now)
    network = build_network(new.road_nodes, new.road_edges, MODES[mode])
    ids = network.edges["edge"].tolist()
    if mode in shut:
        assert len(LINKS) not in ids
        return
    at = ids.index(len(LINKS))
    assert bool(network.oneway[at]) == bool(oneway and mode != "walk")
    assert network.back_ds[at] == network.time_ds[at]
    new_ds, old_ds = times(new, mode), times(now, mode)
    assert (new_ds <= old_ds).all()
    assert (new_ds < old_ds).any()


@given(st.tuples(*[st.lists(WORDS, min_size=6, max_size=6)] * 3), st.booleans())
def test_a_new_road_makes_no_trip_longer_for_anyone(
    words: tuple[list[str], ...], oneway: object
) -> None:
    now = town(**dict(zip(("car", "bicycle", "walk"), words, strict=True)))
    new = after(road(FIRST, LAST, oneway=oneway), now=now)
    for mode, profile in MODES.items():
        if build_network(now.road_nodes, now.road_edges, profile).n_edges:
            assert (times(new, mode) <= times(now, mode)).all()


@pytest.mark.parametrize("kmh", [25, 50, 100])
def test_another_speed_changes_both_ways_alike(kmh: float) -> None:
    now = town()
    new = after({"do": "set_speed", "road_number": "N1", "kmh": kmh}, now=now)
    of_primary = now.road_edges["road_class"] == "primary"
    for name in ("free_flow_s", "back_s"):
        wanted = now.road_edges[name].where(~of_primary, now.road_edges[name] * 50 / kmh)
        pd.testing.assert_series_equal(new.road_edges[name], wanted)
    networks = [build_network(one.road_nodes, one.road_edges, MODES["car"]) for one in (now, new)]
    for name in ("time_ds", "back_ds"):
        before, behind = (getattr(one, name) for one in networks)
        assert (np.sign(before - behind) == np.sign(kmh - 50)).all()
    for mode in ("bicycle", "walk"):
        assert (times(new, mode) == times(now, mode)).all()


@given(st.lists(WORDS, min_size=6, max_size=6), st.integers(51, 130))
def test_a_faster_road_makes_no_trip_longer(car: list[str], kmh: int) -> None:
    now = town(car=car)
    new = after({"do": "set_speed", "road_number": "N1", "kmh": kmh}, now=now)
    if build_network(now.road_nodes, now.road_edges, MODES["car"]).n_edges:
        assert (times(new, "car") <= times(now, "car")).all()
