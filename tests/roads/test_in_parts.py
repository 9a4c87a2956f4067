"""Many facilities are searched part by part: nothing depends on how many are in a part."""

from __future__ import annotations

from typing import Any, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from towns import grid_town, points, random_towns, spots_in_town
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.search.pairs import BYTES_A_TIME
from drenthe_geo.roads.search.spots import Direction
from drenthe_geo.work import memory

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

pytestmark = pytest.mark.usefixtures("both_engines")


def at_a_time(network: Network, count: int) -> float:
    """Megabytes of a part that so many facilities fit in; spots on edges add some nodes."""
    return count * BYTES_A_TIME * (network.n_nodes + 20) / 1e6


@given(
    random_towns(),
    spots_in_town(least=2),
    spots_in_town(least=1),
    st.fixed_dictionaries(
        {
            "direction": st.sampled_from(DIRECTIONS),
            "limit_min": st.sampled_from([np.inf, 3.0, 0.5]),
        }
    ),
    st.integers(0, 3),
)
def test_times_are_the_same_whatever_the_size_of_a_part(
    network: Network,
    facilities: gpd.GeoDataFrame,
    origins: gpd.GeoDataFrame,
    how: dict[str, Any],
    count: int,
) -> None:
    whole = compute_reach(network, facilities, **how)
    some_mb = at_a_time(network, count)
    parts = compute_reach(network, facilities, part_mb=some_mb, **how)
    tables = [part.node_times_ds for part in parts.parts()]
    assert np.array_equal(np.concatenate(tables), whole.node_times_ds)
    # From the facilities or, where they are fewer, from the origins.
    for asked in (origins, origins.iloc[:1], facilities):
        one, two = (travel_times(reach, asked).minutes for reach in (whole, parts))
        pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_who_waits_is_told_how_many_are_done() -> None:
    town = grid_town()
    facilities = points((0, 0), (1, 1), (2, 2), (3, 3), (4, 4))
    reach = compute_reach(town, facilities, part_mb=at_a_time(town, 2))
    assert [len(part.facilities) for part in reach.parts()] == [3, 2]
    told: list[tuple[int, int]] = []
    travel_times(reach, facilities, on_part=lambda *done: told.append(done))
    assert told == [(3, 5), (5, 5)]


def test_all_at_once_is_refused_where_it_cannot_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    town = grid_town()
    facilities = points((0, 0), (1, 1), (2, 2), (3, 3))
    reach = compute_reach(town, facilities, part_mb=0)
    monkeypatch.setattr(memory, "free_mb", lambda: 0.001)
    with pytest.raises(dg.ArgumentError) as refused:
        _ = reach.node_times_ds
    assert str(refused.value) == (
        "The times between 4 facilities and all 25 junctions at once would take some 1.6 kB of "
        "memory, and 1 kB are free; ask about at most 2 of the 4 facilities at a time, or take "
        "them part by part (`Reach.parts`)."
    )


def test_more_pairs_than_fit_are_refused_before_anything_is_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town, many = grid_town(), points(*[(number / 100, 0) for number in range(100)])
    reach = compute_reach(town, points((0, 0), (4, 4)))
    monkeypatch.setattr(memory, "free_mb", lambda: 0.003)
    with pytest.raises(dg.ArgumentError) as refused:
        travel_times(reach, many)
    assert str(refused.value) == (
        "The minutes between 100 origins and 2 facilities would take some 4.8 kB of memory, and "
        "3 kB are free; ask about at most 50 origins at a time to these 2 facilities."
    )


@given(st.floats(1, 1e9), st.floats(1, 1e9), st.integers(1, 10**6))
def test_what_is_said_to_fit_fits(need_mb: float, free: float, count: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "free_mb", lambda: free)
        most = memory.that_fits(need_mb, count)
        if most > 1:
            assert need_mb / count * most <= free * memory.SPARE_SHARE * (1 + 1e-9)


def test_free_memory_is_the_least_of_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_of_machine", lambda: 8e9)
    monkeypatch.setattr(memory, "_of_container", lambda: 2e9)
    monkeypatch.setattr(memory, "_of_limit", lambda: None)
    assert memory.free_mb() == 2000
    monkeypatch.setattr(memory, "_of_container", lambda: -1.0)
    assert memory.free_mb() == 0
    for name in ("_of_machine", "_of_container"):
        monkeypatch.setattr(memory, name, lambda: None)
    assert memory.free_mb() == memory.UNKNOWN_MB


def test_a_route_is_traced_on_a_reach_in_parts() -> None:
    network = dg.roads.read_network(VELDLAND)
    stations, place = VELDLAND.layer("stations"), VELDLAND.layer("places").geometry.iloc[0]
    reaches = (compute_reach(network, stations, part_mb=mb) for mb in (256, 0))
    one, two = (dg.roads.trace_route(reach, place, "hds").legs for reach in reaches)
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))
