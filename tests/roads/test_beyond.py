"""People beyond the roads come in by the best gate, as far as their table reaches."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from towns import oracle
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.beyond import (
    Beyond,
    minutes_from_beyond,
    minutes_from_gates,
    read_beyond,
)

LIMIT_MIN = 57.0


@pytest.fixture(scope="module")
def roads() -> dg.roads.Network:
    return dg.roads.read_network(VELDLAND, "car")


@pytest.fixture(scope="module")
def beyond() -> Beyond:
    return read_beyond(VELDLAND)


@pytest.fixture(scope="module")
def sites() -> gpd.GeoDataFrame:
    return VELDLAND.layer("sites")


def test_minutes_from_a_gate_are_those_of_networkx(
    roads: dg.roads.Network, beyond: Beyond, sites: gpd.GeoDataFrame
) -> None:
    import networkx as nx  # noqa: PLC0415 - the oracle's library

    found = minutes_from_gates(sites, beyond.gates, roads, LIMIT_MIN)
    assert found.shape == (len(sites), len(beyond.gates)) == (6, 2)
    graph, snaps = oracle(roads), dg.roads.snap_points(roads, sites)
    xy = roads.node_xy_m.tolist()
    for gate, at in beyond.gates.geometry.items():
        known = nx.single_source_dijkstra_path_length(graph, xy.index([at.x, at.y]), weight="time")
        for site, snap in snaps.iterrows():
            edge = int(snap["edge_position"])
            tail, head, whole = (int(v[edge]) for v in (roads.tail, roads.head, roads.time_ds))
            along = round(snap["fraction"] * whole)
            ways = [known[tail] + along]
            if not roads.oneway[edge] or along == whole:
                ways.append(known[head] + whole - along)
            park_min = roads.profile.park_min
            told = (min(ways) + round(snap["access_min"] * 600)) / 600 + park_min
            assert found[gate][site] == pytest.approx(told, abs=1e-9)


def test_the_best_gate_counts(
    roads: dg.roads.Network, beyond: Beyond, sites: gpd.GeoDataFrame
) -> None:
    [(minutes, people)] = minutes_from_beyond(sites, beyond, roads, LIMIT_MIN)
    assert minutes.shape == (len(sites), len(people)) == (6, 6)
    gates = minutes_from_gates(sites, beyond.gates, roads, LIMIT_MIN)
    sums = [
        gates[row["gate"]].rename((row["place"], row["gate"])) + row["minutes"]
        for row in beyond.minutes.to_dict("records")
    ]
    least = pd.concat(sums, axis=1).T.groupby(level=0).min().T[people.index]
    known = least.where(least <= LIMIT_MIN + 1e-9, np.inf).fillna(np.inf).to_numpy()
    assert np.isfinite(known).sum() > 20
    assert np.allclose(minutes.to_numpy(), known, atol=1e-9, rtol=0)


def test_points_in_parts_are_points_together(
    roads: dg.roads.Network, beyond: Beyond, sites: gpd.GeoDataFrame
) -> None:
    [(whole, _)] = minutes_from_beyond(sites, beyond, roads, LIMIT_MIN)
    parts = [part for part, _ in minutes_from_beyond(sites, beyond, roads, LIMIT_MIN, at_once=4)]
    assert [len(part) for part in parts] == [4, 2]
    pd.testing.assert_frame_equal(pd.concat(parts), whole)


def test_a_gate_that_is_no_junction_lets_nobody_in(
    roads: dg.roads.Network, beyond: Beyond, sites: gpd.GeoDataFrame
) -> None:
    moved = replace(beyond, gates=beyond.gates.set_geometry(beyond.gates.translate(0.5)))
    [(minutes, _)] = minutes_from_beyond(sites, moved, roads, LIMIT_MIN)
    assert np.isinf(minutes.to_numpy()).all()


def test_further_than_the_table_reaches_is_refused(
    roads: dg.roads.Network, beyond: Beyond, sites: gpd.GeoDataFrame
) -> None:
    assert beyond.most_min == LIMIT_MIN
    with pytest.raises(dg.ArgumentError) as caught:  # at once, not when the first is asked for
        minutes_from_beyond(sites, beyond, roads, 57.1)
    assert str(caught.value) == (
        "minutes 57.1: who lives beyond the roads is known up to 57 minutes by car, so people "
        "would be missing; ask for fewer minutes."
    )


@pytest.mark.parametrize("name", ["veldland", "drenthe"])
def test_what_counts_people_stays_within_the_table(name: str) -> None:
    """The longest that counts by car, at the uncertain end of its minutes, is no longer."""
    area = VELDLAND if name == "veldland" else dg.open_area(name)
    car, people = dg.read_profile(area, "car"), dg.siting.read_siting(area).of_kind("people")
    fades = [one.fades.none_min for one in people.values() if one.mode == "car"]
    asked = [*fades, *area.settings.cutoffs_min]
    assert max(asked) == 45
    possible_min = car.certainty_bounds_min(max(asked))[1]
    assert possible_min == 56.25
    assert possible_min <= read_beyond(area).most_min


@pytest.mark.parametrize("limit_min", [15.0, 20.0, 25.0, 30.0, 35.0])
def test_the_best_gate_counts_where_a_gate_leads_to_some_of_the_points_in_time(
    roads: dg.roads.Network, beyond: Beyond, limit_min: float
) -> None:
    """Whichever gate is looked at last: their names are exchanged too."""
    points, names = VELDLAND.layer("places"), beyond.gates.index
    swap = dict(zip(names, names[::-1], strict=True))
    other = replace(
        beyond,
        gates=beyond.gates.rename(index=swap),
        minutes=beyond.minutes.assign(gate=beyond.minutes["gate"].map(swap)),
    )
    gates = minutes_from_gates(points, beyond.gates, roads, limit_min)
    sums = [
        (gates[row["gate"]] + row["minutes"]).rename((row["place"], row["gate"]))
        for row in beyond.minutes.to_dict("records")
    ]
    least = pd.concat(sums, axis=1).T.groupby(level=0).min().T[beyond.people.index]
    known = least.where(least <= limit_min + 1e-9, np.inf).fillna(np.inf).to_numpy()
    for there in (beyond, other):
        [(minutes, _)] = minutes_from_beyond(points, there, roads, limit_min)
        assert np.allclose(minutes.to_numpy(), known, atol=1e-9, rtol=0)


def test_who_is_exactly_on_the_limit_is_within(
    roads: dg.roads.Network, beyond: Beyond, sites: gpd.GeoDataFrame
) -> None:
    [(minutes, _)] = minutes_from_beyond(sites, beyond, roads, LIMIT_MIN)
    values = minutes.to_numpy()
    for limit_min in np.sort(values[np.isfinite(values)])[[0, 7, -1]].tolist():
        [(found, _)] = minutes_from_beyond(sites, beyond, roads, limit_min)
        np.testing.assert_array_equal(np.isfinite(found), values <= limit_min)
