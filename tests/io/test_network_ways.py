"""Which way roads may be travelled, and rows that are one road."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from own_street import BICYCLE, CAR, minutes, refusal, said_of, spots, street, there_and_back
from towns import PLAIN, points, random_towns, spots_in_town

import drenthe_geo as dg
from drenthe_geo.io.networks import network_from_edges
from drenthe_geo.roads.network import Network


@pytest.mark.parametrize(
    ("columns", "there", "back"),
    [
        ({"one_way": 1}, True, False),
        ({"one_way": -1}, False, True),
        ({"one_way": 2}, True, True),
        ({"one_way": 0}, True, True),
        ({"ONEWAY": "FT"}, True, False),
        ({"oneway": ["TF", "TF", "TF", "TF", None]}, False, True),
        ({"DIR_TRAVEL": ["B", "F", "F", "F", "B"]}, True, False),
        ({"RIJRICHTNG": "H"}, True, False),
        ({"rijrichtng": ["B", "T", "T", "T", "B"]}, False, True),
        ({"oneway": "YES"}, True, False),
        ({"oneway": "REVERSED"}, False, True),
        ({"oneway": ["Y", "Y", "Y", "N", "N"]}, True, False),
        ({"cost": 60.0, "reverse_cost": -60.0}, True, False),
        ({"cost": -60.0, "reverse_cost": 60.0}, False, True),
        ({"cost": 60.0, "reverse_cost": 1e6}, True, False),
        ({"cost": [-60.0, -60.0, -60.0, 60.0, 60.0]}, False, True),
        ({"cost": 60.0, "reverse_cost": None}, True, False),
        ({"cost": 60.0, "reverse_cost": 60.0}, True, True),
        ({"cost": 60.0, "reverse_cost": -60.0, "one_way": 1, "oneway_txt": "YES"}, True, False),
    ],
)
def test_directions_in_the_words_of_their_source(
    columns: dict[str, object], *, there: bool, back: bool
) -> None:
    network = network_from_edges(street(**columns), PLAIN)
    assert np.isfinite(minutes(network, "west", "mid")) == there
    assert np.isfinite(minutes(network, "mid", "west")) == back


def test_a_heading_that_may_be_a_direction_is_one_by_its_values() -> None:
    assert refusal(street(dir="FT")).startswith("column 'dir' looks like a direction of travel")
    assert refusal(street(direction=90)) == "accepted"


def test_a_speed_of_nought_one_way_closes_it() -> None:
    edges = street(speedInKilometersPerHour=60.0, reverseSpeedInKilometersPerHour=0.0)
    network = network_from_edges(edges.drop(columns="maxspeed"), PLAIN)
    assert network.oneway.all()
    assert said_of(network)[0] == (
        "5 roads have a speed of 0 one way or both, and are closed that way."
    )


def test_roads_closed_both_ways_are_left_out_and_counted() -> None:
    network = network_from_edges(street(oneway=["FT", "FT", "N", None, None]), PLAIN)
    assert network.n_edges == 4
    assert "1 of 5 roads are closed both ways, and left out." in said_of(network)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            {"einbahn": 1},
            (
                "column 'einbahn' looks like a direction of travel, but is not read; give "
                "--network-columns oneway=einbahn, or leave the column out if all roads are "
                "two-way."
            ),
        ),
        (
            {"oneway": ["t", "f", "f", "t", "t"]},
            (
                "column 'oneway' holds T and F alone, which may be true and false, or to and from; "
                "write yes, no and -1 (against the line)."
            ),
        ),
        (
            {"oneway": "N"},
            (
                "column 'oneway' holds N alone, which may be no (two-way) or none (closed); "
                "write yes, no and -1 (against the line)."
            ),
        ),
        (
            {"oneway": [0, 2, 0, 0, 0]},
            (
                "column 'oneway' holds '2' in row 2 (1 of 5 rows cannot be used); give "
                "true, false, "
                "yes, no, 1, 0, -1 (against the line), or F, T, B."
            ),
        ),
        (
            {"oneway": "no", "cost": 1.0, "reverse_cost": [1, 1, -1, 1, 1]},
            (
                "columns 'oneway' and 'reverse_cost' contradict each other in 1 of 5 rows, "
                "first in "
                "row 3; name the one that holds, for example --network-columns oneway=oneway."
            ),
        ),
    ],
)
def test_directions_that_may_mean_two_things_are_refused(
    columns: dict[str, object], said: str
) -> None:
    assert refusal(street(**columns)) == said


def test_a_direction_for_some_alone_is_no_direction() -> None:
    assert refusal(street(**{"oneway:bicycle": "no"})) == "accepted"
    assert minutes(street(einbahn=1), "mid", "west", BICYCLE) == 2.4 * 4 + 1


def test_a_table_of_costs_alone_is_not_taken_for_seconds() -> None:
    costs = street(cost=60.0, reverse_cost=-90.0, free_flow_s=0).drop(columns="free_flow_s")
    assert refusal(costs) == (
        "no column with a time or a speed; if column 'cost' is in seconds, give "
        "--network-columns free_flow_s=cost."
    )
    columns = {"free_flow_s": "cost", "back_s": "reverse_cost"}
    network = network_from_edges(costs, PLAIN, columns=columns)
    assert network.oneway.all()


@pytest.mark.parametrize("oneway", [True, False])
def test_a_road_given_as_a_row_each_way_is_one_road(*, oneway: bool) -> None:
    network = network_from_edges(there_and_back(oneway=oneway), CAR)
    assert (network.n_edges, bool(network.oneway.any())) == (5, False)
    for start, end, km in (("mid", "west", 2.4), ("west", "east", 4.8), ("east", "west", 4.8)):
        # Its bends are no junctions: no more than two roads meet.
        assert minutes(network, start, end) == pytest.approx(km * 1.15 + 3)


@pytest.mark.parametrize("oneway", [True, False])
def test_each_way_takes_its_own_time(*, oneway: bool) -> None:
    edges = there_and_back(oneway=oneway, free_flow_s=60.0)
    edges.loc[5:, "free_flow_s"] = 90.0
    edges.loc[5:, "length"] = 1010.0
    network = network_from_edges(edges, PLAIN)
    assert network.n_edges == 5
    for direction, there, back in (("to", 2.4, 3.6), ("from", 3.6, 2.4)):
        reach = dg.roads.compute_reach(network, spots().loc[["mid"]], direction=direction)  # type: ignore[arg-type]
        at = dg.roads.travel_times(reach, spots()).minutes["mid"]
        assert (at["west"], at["east"]) == pytest.approx((there, back))
    routes = dg.roads.compute_reach(network, spots().loc[["west"]])
    route = dg.roads.trace_route(routes, spots().geometry["mid"], "west")
    assert route.minutes == pytest.approx(3.6)
    assert route.legs["minutes"].sum() == pytest.approx(3.6)


def test_times_each_way_from_columns() -> None:
    both = street(free_flow_s=60.0, back_s=90.0)
    assert (minutes(both, "west", "mid"), minutes(both, "mid", "west")) == pytest.approx((2.4, 3.6))
    limits = street(maxspeed_forward=60, maxspeed_backward=40).drop(columns="maxspeed")
    assert minutes(limits, "mid", "west") == pytest.approx(3.6)
    lone = street(maxspeed_forward=60, maxspeed_backward=0, one_way=1).drop(columns="maxspeed")
    assert minutes(lone, "west", "mid") == pytest.approx(2.4)


def test_a_row_drawn_a_little_aside_is_the_same_road_and_one_further_is_another() -> None:
    for aside_m, edges in ((0.7, 5), (8.0, 10)):
        table = there_and_back(oneway=True)
        middle = [
            shapely.LineString([a, ((a[0] + b[0]) / 2, a[1] + aside_m), b])
            for a, b in (shapely.get_coordinates(one).tolist() for one in table.geometry[5:])
        ]
        table["geometry"] = [*table.geometry[:5], *middle]
        assert network_from_edges(table, PLAIN).n_edges == edges


def test_a_footway_along_a_street_does_not_close_it() -> None:
    table = there_and_back(oneway=False)
    table.loc[:4, "highway"] = "footway"
    network = network_from_edges(table, CAR)
    assert set(network.edges["road_class"]) == {"residential"}
    assert minutes(network, "west", "mid") == pytest.approx(2.4 * 1.15 + 3)


def as_table(network: Network, *, each_way: bool) -> gpd.GeoDataFrame:
    """A network as rows: an edge each, or each way that is open."""
    least_s = shapely.length(network.lines) / 50
    rows = []
    for at in range(network.n_edges):
        there, back = (
            float(one[at]) / 10 + least_s[at] for one in (network.time_ds, network.back_ds)
        )
        row = {"u": network.tail[at], "v": network.head[at], "geometry": network.lines[at]}
        if not each_way:
            rows.append({**row, "free_flow_s": there, "back_s": back, "oneway": network.oneway[at]})
            continue
        rows.append({**row, "free_flow_s": there, "oneway": True})
        if not network.oneway[at]:
            turned = {"u": row["v"], "v": row["u"], "geometry": row["geometry"].reverse()}
            rows.append({**turned, "free_flow_s": back, "oneway": True})
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:28992")


def times(edges: gpd.GeoDataFrame, at: gpd.GeoDataFrame) -> np.ndarray:
    reach = dg.roads.compute_reach(network_from_edges(edges, CAR), points((0, 0), (3, 3)))
    return dg.roads.travel_times(reach, at).minutes.to_numpy()


@given(random_towns(connected=True), spots_in_town(), st.randoms())
def test_rows_each_way_rows_twice_and_their_order_change_no_time(
    town: Network, at: gpd.GeoDataFrame, dice: object
) -> None:
    whole = as_table(town, each_way=False)
    known = times(whole, at)
    twice = whole.loc[[*whole.index, *whole.index]].reset_index(drop=True)
    np.testing.assert_array_equal(times(twice, at), known)
    parts = as_table(town, each_way=True)
    order = list(range(len(parts)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    np.testing.assert_allclose(times(parts, at), times(parts.iloc[order], at))
