"""Tables of many times on a hierarchy are those of searches, to the tenth of a second."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.ops import substring
from towns import PLAIN, grid_town, points, random_towns, spots_in_town

from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.search import engine, hierarchy, tables
from drenthe_geo.roads.search.spots import Direction
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.roads.splitting import line_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from drenthe_geo.roads.network import Network

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

PROFILES = st.sampled_from([PLAIN, replace(PLAIN, park_min=1.5, max_snap_m=300.0)])

HOW = st.fixed_dictionaries(
    {
        "direction": st.sampled_from(DIRECTIONS),
        "limit_min": st.sampled_from([np.inf, 3.0, 0.5]),
        "part_mb": st.sampled_from([256.0, 0.0]),
    }
)


@pytest.fixture(params=["numba", "numpy"], scope="module")
def by_tables(request: pytest.FixtureRequest) -> Iterator[str]:
    """Make a hierarchy of every network, by one of the two."""
    if request.param == "numba" and find_spec("numba") is None:
        pytest.skip('needs numba: pip install "drenthe-geo[fast]"')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "LEAST_SEARCHES", 0)
        patch.setattr(engine.Work, "suffices", lambda _work, _nodes: False)
        for module in (tables, hierarchy):
            patch.setattr(module, "has_compiled", lambda: request.param == "numba")
        yield request.param


def searched(network: Network, facilities: gpd.GeoDataFrame, how: dict[str, Any]) -> Any:
    """A reach that was searched, so that no table is made of it."""
    reach = compute_reach(network, facilities, **{**how, "part_mb": 256.0})
    _ = reach.node_times_ds
    assert tables.levels_for(reach) is None
    return reach


@pytest.mark.usefixtures("by_tables")
@given(random_towns(), spots_in_town(least=1), spots_in_town(least=1), HOW, PROFILES)
def test_times_of_a_table_are_those_of_searches(
    network: Network,
    facilities: gpd.GeoDataFrame,
    origins: gpd.GeoDataFrame,
    how: dict[str, Any],
    profile: Any,
) -> None:
    network = replace(network, profile=profile)
    if snap_points(network, facilities)["access_min"].isna().all():
        return
    known = searched(network, facilities, how)
    reach = compute_reach(network, facilities, **how)
    assert tables.levels_for(reach) is network.hierarchy
    told: list[tuple[int, int]] = []
    both = pd.concat([origins, facilities.set_axis(facilities.index + "b")])
    found = travel_times(reach, both, on_part=lambda *done: told.append(done))
    by_search = travel_times(known, both)
    pd.testing.assert_frame_equal(found.minutes, by_search.minutes, check_exact=True)
    pd.testing.assert_frame_equal(found.origin_snaps, by_search.origin_snaps)
    assert told[-1] == (len(facilities), len(facilities))
    assert "node_times_ds" not in vars(reach)
    some = np.zeros(reach.network.n_nodes, dtype=bool)
    some[:: 1 + len(facilities) % 3] = True
    assert np.array_equal(reach.least_ds(some), known.least_ds(some))


@pytest.mark.usefixtures("by_tables")
@given(random_towns(), spots_in_town(least=2, most=12), st.sampled_from(DIRECTIONS), st.data())
def test_many_on_one_road_are_as_far_as_they_are(
    network: Network, facilities: gpd.GeoDataFrame, direction: Direction, data: st.DataObject
) -> None:
    """Points drawn along one edge, between which the way need not pass a junction."""
    line = network.lines[data.draw(st.integers(0, network.n_edges - 1))]
    at = data.draw(st.lists(st.floats(0, 1), min_size=len(facilities), max_size=len(facilities)))
    placed = facilities.set_geometry(shapely.line_interpolate_point(line, at, normalized=True))
    placed = placed.set_crs(facilities.crs)
    how = {"direction": direction, "limit_min": np.inf, "part_mb": 256.0}
    known = travel_times(searched(network, placed, how), placed).minutes
    found = travel_times(compute_reach(network, placed, direction=direction), placed).minutes
    pd.testing.assert_frame_equal(found, known, check_exact=True)


@given(random_towns(), spots_in_town(), spots_in_town(), st.sampled_from(DIRECTIONS))
def test_points_join_split_roads_where_they_join_the_whole_ones(
    network: Network,
    facilities: gpd.GeoDataFrame,
    origins: gpd.GeoDataFrame,
    direction: Direction,
) -> None:
    # Of roads that are equally near, rounding decides anew where they are split.
    away_m = np.sort(shapely.distance(origins.geometry.to_numpy()[:, None], network.lines), axis=1)
    origins = origins[np.diff(away_m[:, :2], axis=1).min(axis=1, initial=np.inf) > 1e-6]
    if not len(origins):
        return
    reach = compute_reach(network, facilities, direction=direction)
    anew = snap_points(reach.network, origins)  # with an index of the split roads
    found = travel_times(reach, origins).origin_snaps
    exact = ["access_min", "road_class", "road_number", "is_far"]
    pd.testing.assert_frame_equal(found[exact], anew[exact])
    near = ["snap_m", "x_m", "y_m"]
    assert np.allclose(found[near], anew[near], rtol=0, atol=1e-6)
    ids = reach.network.edges["edge"].to_numpy()
    assert (ids[found["edge_position"]] == ids[anew["edge_position"]]).all()
    # Who stands on a cut joins either part of the road, and is as far from everywhere.
    times = []
    for snaps in (found, anew):
        edge = snaps["edge_position"].to_numpy()
        offset_ds = np.rint(snaps["fraction"].to_numpy() * reach.network.least_ds[edge])
        times.append(reach.times_at(slice(None), edge, offset_ds))
    assert np.array_equal(times[0], times[1])


@pytest.mark.usefixtures("by_tables")
def test_times_too_long_for_a_table_are_searched() -> None:
    town = grid_town(3)
    slow = replace(town, time_ds=town.time_ds * 2**26, back_ds=town.back_ds * 2**26)
    facilities = points((0, 0), (2, 2))
    assert slow.hierarchy is None
    assert town.hierarchy is not None
    minutes = travel_times(compute_reach(slow, facilities), facilities).minutes
    assert minutes.to_numpy().tolist() == [[0, 4 * 2**26], [4 * 2**26, 0]]


def test_few_are_searched_and_many_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.Work, "suffices", lambda _work, _nodes: False)
    town, most = grid_town(), 32
    monkeypatch.setattr(tables, "LEAST_SEARCHES", most)
    many = points(*[(number / most, 0) for number in range(most)])
    assert tables.levels_for(compute_reach(town, many.iloc[1:])) is None
    assert tables.levels_for(compute_reach(town, many, limit_min=30)) is None
    assert tables.levels_for(compute_reach(town, many)) is not None
    # Once it is there, it is used for few as well.
    assert tables.levels_for(compute_reach(town, many.iloc[:1])) is town.hierarchy


@given(
    st.lists(
        st.tuples(
            st.lists(
                st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=9, unique=True
            ),
            st.floats(0, 1),
            st.floats(0, 1),
        ).filter(lambda one: abs(one[1] - one[2]) > 1e-6),
        min_size=1,
        max_size=6,
    )
)
def test_parts_of_lines_are_those_of_shapely(
    given_lines: list[tuple[list[tuple[int, int]], float, float]],
) -> None:
    lines = np.array([shapely.LineString(one) for one, _, _ in given_lines], dtype=object)
    ends = np.sort([[start, end] for _, start, end in given_lines], axis=1)
    found = line_parts(lines, *ends.T)
    known = [
        substring(line, *end, normalized=True)
        for line, end in zip(lines, ends.tolist(), strict=True)
    ]
    assert [line.wkb for line in found] == [line.wkb for line in known]
