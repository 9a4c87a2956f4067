"""Trains: against brute force over all sets of lines, by law, and what the data promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CORNER

import drenthe_geo as dg
from drenthe_geo import LayerError, Rail, make_rail, rail_times
from drenthe_geo.crs import RD_NEW
from drenthe_geo.rail_rules import RailRules
from drenthe_geo.resources import read_table

SECOND = 1 / 60
BOUNDS = {"low": "minutes_low", "expected": "minutes", "high": "minutes_high"}
OFTEN = st.sampled_from([0.5, 1.0, 2.0, 3.0, 4.0, 6.0])


def stations(count: int) -> gpd.GeoDataFrame:
    """Stations `a`, `b`, … in a row."""
    codes = pd.Index([chr(ord("a") + number) for number in range(count)], name="code")
    spots = [shapely.Point(*(CORNER + [1000.0 * number, 0])) for number in range(count)]
    names = [f"Station {code}" for code in codes]
    return gpd.GeoDataFrame({"name": names, "role": "drenthe"}, codes, geometry=spots, crs=RD_NEW)


def line_table(*rows: tuple[str, float]) -> pd.DataFrame:
    """Lines, each named by its id and with trains per hour."""
    ids = pd.Index([line for line, _ in rows], name="line")
    often = [trains for _, trains in rows]
    return pd.DataFrame({"name": ids, "kind": "stopping", "trains_per_hour": often}, ids)


def leg_table(line: str, stops: str, *minutes: float, dwell: float = 0.0) -> pd.DataFrame:
    """Legs of a line that calls at one station per letter; a tenth less or more is in range."""
    count = len(stops) - 1
    run = np.array(minutes or [10.0] * count)
    return pd.DataFrame(
        {
            "line": line,
            "position": range(1, count + 1),
            "from_station": list(stops[:-1]),
            "to_station": list(stops[1:]),
            "minutes": run,
            "minutes_low": run * 0.9,
            "minutes_high": run * 1.1,
            "dwell_min": dwell,
            "basis": "estimate",
        }
    )


RULES: RailRules = replace(
    dg.read_rail().rules, wait_cap_min=10.0, transfer_min=2.0, transfer_wait_cap_min=6.0
)


def railway(*lines: tuple[str, float, str, list[float]], rules: RailRules = RULES) -> Rail:
    """Put together lines of name, trains per hour, stops and minutes."""
    legs = pd.concat([leg_table(name, stops, *run) for name, _, stops, run in lines])
    table = line_table(*((name, often) for name, often, _, _ in lines))
    return make_rail(stations(8), table, legs, rules)


@st.composite
def legs_of(draw: st.DrawFn, line: str, codes: list[str]) -> pd.DataFrame:
    order = draw(st.permutations(codes))
    stops = "".join(order[: draw(st.integers(2, len(order)))])
    tenths = st.integers(5, 600)
    runs = draw(st.lists(tenths, min_size=len(stops) - 1, max_size=len(stops) - 1))
    legs = leg_table(line, stops, *(run / 10 for run in runs))
    stands = draw(st.lists(st.integers(0, 5), min_size=len(legs), max_size=len(legs)))
    wide = draw(st.integers(0, 9)) / 10
    return legs.assign(
        dwell_min=[float(stand) for stand in stands],
        minutes_low=legs["minutes"] * (1 - wide),
        minutes_high=legs["minutes"] * (1 + wide),
    )


@st.composite
def railways(draw: st.DrawFn, *, equal_caps: bool = False) -> Rail:
    """A few lines between 3 to 8 stations, some of which have no train."""
    around = stations(draw(st.integers(3, 8)))
    names = [f"line {number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    legs = pd.concat([draw(legs_of(name, around.index.to_list())) for name in names])
    table = line_table(*((name, draw(OFTEN)) for name in names))
    cap = float(draw(st.integers(0, 30)))
    rules = replace(
        RULES,
        wait_cap_min=cap,
        transfer_min=float(draw(st.integers(0, 5))),
        transfer_wait_cap_min=cap if equal_caps else float(draw(st.integers(0, 30))),
    )
    return make_rail(around, table, legs, rules)


def rides_of(rail: Rail, column: str) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Trains per hour and minutes of every line between every two of its stops."""
    rides: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for line in rail.lines.index:
        often = float(rail.lines.loc[line, "trains_per_hour"])
        legs = rail.legs[rail.legs["line"] == line].to_dict("records")
        for first in range(len(legs)):
            minutes = 0.0
            for leg in legs[first:]:
                minutes += leg[column]
                ends = (str(legs[first]["from_station"]), str(leg["to_station"]))
                for pair in (ends, ends[::-1]):
                    rides.setdefault(pair, []).append((often, minutes))
                minutes += leg["dwell_min"]
    return rides


def least_cost(rides: list[tuple[float, float]], cap_min: float) -> float:
    """Wait and mean ride of the best of all sets of lines."""
    costs = []
    for size in range(1, len(rides) + 1):
        for chosen in combinations(rides, size):
            often = sum(trains for trains, _ in chosen)
            mean = sum(trains * minutes for trains, minutes in chosen) / often
            costs.append(min(30 / often, cap_min) + mean)
    return min(costs)


def oracle(rail: Rail, column: str) -> pd.DataFrame:
    """All times by networkx on a graph of street and platform, by brute force."""
    graph, rules = nx.DiGraph(), rail.rules
    for (start, end), rides in rides_of(rail, column).items():
        arrived = ("platform", end)
        graph.add_edge(("street", start), arrived, time=least_cost(rides, rules.wait_cap_min))
        later = rules.transfer_min + least_cost(rides, rules.transfer_wait_cap_min)
        graph.add_edge(("platform", start), arrived, time=later)
    found = pd.DataFrame(np.nan, rail.served, rail.served)
    for start in rail.served:
        known = nx.single_source_dijkstra_path_length(graph, ("street", start), weight="time")
        for end in rail.served:
            found.loc[start, end] = known.get(("platform", end), np.nan)
        found.loc[start, start] = 0.0
    return found


def pairs(table: pd.DataFrame) -> Iterator[tuple[str, str, float]]:
    """Every start, end and minutes with a way."""
    values = table.to_numpy()
    for row, column in np.argwhere(np.isfinite(values)):
        yield str(table.index[row]), str(table.columns[column]), float(values[row, column])


def never_longer(after: pd.DataFrame, before: pd.DataFrame) -> bool:
    """No way is lost and none takes longer."""
    old, new = before.to_numpy(), after.loc[before.index, before.columns].to_numpy()
    return bool((np.nan_to_num(new, nan=np.inf) <= np.nan_to_num(old, nan=np.inf)).all())


@given(railways(), st.sampled_from(sorted(BOUNDS)))
def test_times_are_those_of_brute_force(rail: Rail, bound: str) -> None:
    ours = rail_times(rail, bound=bound).minutes  # type: ignore[arg-type]
    known = oracle(rail, BOUNDS[bound])
    assert ours.index.equals(rail.served)
    assert (ours.isna() == known.isna()).all(axis=None)
    assert ((ours - known).abs().fillna(0) <= 0.2 * SECOND).all(axis=None)


def test_the_times_of_today_are_those_of_brute_force() -> None:
    rail = dg.read_rail()
    apart = rail_times(rail).minutes.to_numpy() - oracle(rail, "minutes").to_numpy()
    assert np.abs(apart).max() <= 0.2 * SECOND


@given(railways())
def test_times_are_whole_tenths_of_a_second(rail: Rail) -> None:
    ds = rail_times(rail).minutes.to_numpy() * 600
    assert np.allclose(ds, np.rint(ds), atol=1e-6, equal_nan=True)


@given(railways(), OFTEN, st.data())
@settings(max_examples=40)
def test_adding_a_line_never_makes_a_way_longer(
    rail: Rail, often: float, data: st.DataObject
) -> None:
    added = data.draw(legs_of("new line", rail.stations.index.to_list()))
    more = make_rail(
        rail.stations,
        pd.concat([rail.lines, line_table(("new line", often))]),
        pd.concat([rail.legs, added]),
        rail.rules,
    )
    assert never_longer(rail_times(more).minutes, rail_times(rail).minutes)


@given(railways(), st.sampled_from([1.1, 1.5, 2.0, 10.0]), st.data())
@settings(max_examples=40)
def test_more_trains_never_make_a_way_longer(
    rail: Rail, factor: float, data: st.DataObject
) -> None:
    line = data.draw(st.sampled_from(rail.lines.index.to_list()))
    lines = rail.lines.copy()
    lines.loc[line, "trains_per_hour"] *= factor
    more = make_rail(rail.stations, lines, rail.legs, rail.rules)
    assert never_longer(rail_times(more).minutes, rail_times(rail).minutes)


@given(railways(), st.floats(0.1, 1.0), st.data())
@settings(max_examples=40)
def test_a_faster_leg_never_makes_a_way_longer(
    rail: Rail, factor: float, data: st.DataObject
) -> None:
    legs = rail.legs.copy()
    at = data.draw(st.integers(0, len(legs) - 1))
    legs.loc[at, ["minutes", "minutes_low"]] *= factor
    faster = make_rail(rail.stations, rail.lines, legs, rail.rules)
    assert never_longer(rail_times(faster).minutes, rail_times(rail).minutes)


@given(railways())
@settings(max_examples=40)
def test_low_is_no_more_than_expected_and_expected_no_more_than_high(rail: Rail) -> None:
    low = rail_times(rail, bound="low").minutes
    expected = rail_times(rail, bound="expected").minutes
    high = rail_times(rail, bound="high").minutes
    assert never_longer(low, expected)
    assert never_longer(expected, high)


@given(railways(equal_caps=True))
def test_with_one_longest_wait_times_are_the_same_both_ways(rail: Rail) -> None:
    minutes = rail_times(rail).minutes
    pd.testing.assert_frame_equal(minutes, minutes.T, check_names=False, atol=1e-9, rtol=0)


@given(railways())
def test_the_two_ways_differ_by_no_more_than_the_longest_waits(rail: Rail) -> None:
    """The first wait is capped otherwise than a later one, and each way has its own first."""
    minutes = rail_times(rail).minutes
    caps = rail.rules.wait_cap_min, rail.rules.transfer_wait_cap_min
    assert (minutes.isna() == minutes.T.isna()).all(axis=None)
    assert ((minutes - minutes.T).abs().fillna(0) <= abs(caps[0] - caps[1]) + 1e-9).all(axis=None)


@given(railways())
def test_a_direct_ride_is_the_same_both_ways(rail: Rail) -> None:
    times = rail_times(rail)
    for table in (times.first, times.later):
        there = table.set_index(["from", "to"]).sort_index()
        back = table.set_index(["to", "from"]).sort_index()
        for name in ("ride_min", "wait_min", "trains_per_hour"):
            assert there[name].tolist() == back[name].tolist()


@given(railways())
@settings(max_examples=40)
def test_the_legs_of_a_way_join_and_add_up_to_its_minutes(rail: Rail) -> None:
    times = rail_times(rail)
    calls = {
        line: {*rows["from_station"], *rows["to_station"]}
        for line, rows in rail.legs.groupby("line")
    }
    for start, end, minutes in pairs(times.minutes):
        legs = times.legs(start, end)
        parts = legs[["transfer_min", "wait_min", "ride_min"]]
        assert parts.to_numpy(dtype=float).sum() == pytest.approx(minutes, abs=1e-9, rel=0)
        assert (parts.to_numpy(dtype=float) >= 0).all()
        assert [start, *legs["to_station"]] == [*legs["from_station"], end]
        changes = [rail.rules.transfer_min] * (len(legs) - 1)
        assert legs["transfer_min"].tolist() == ([] if legs.empty else [0, *changes])
        for ride in legs.to_dict("records"):
            for line in ride["lines"].split(" / "):
                assert {ride["from_station"], ride["to_station"]} <= calls[line]


def test_where_no_train_goes_there_are_no_minutes_and_no_legs() -> None:
    times = rail_times(railway(("one", 2, "ab", [10]), ("two", 2, "cd", [10])))
    assert np.isnan(times.minutes.to_numpy()[0]).tolist() == [False, False, True, True]
    assert times.legs("a", "d").empty
    assert times.legs("a", "a").empty


def test_a_change_by_heart() -> None:
    times = rail_times(railway(("one", 2, "ab", [20]), ("two", 1, "bc", [7.5])))
    # 10 of the 15 minutes' wait count; then 2 to change, 6 of the 30 that are half an hour.
    assert times.minutes.loc["a", "c"] == 10 + 20 + 2 + 6 + 7.5
    assert times.minutes.loc["c", "a"] == 10 + 7.5 + 2 + 6 + 20
    assert times.legs("a", "c").to_dict("list") == {
        "from_station": ["a", "b"],
        "to_station": ["b", "c"],
        "lines": ["one", "two"],
        "trains_per_hour": [2.0, 1.0],
        "transfer_min": [0.0, 2.0],
        "wait_min": [10.0, 6.0],
        "ride_min": [20.0, 7.5],
    }


def test_who_may_take_either_line_waits_for_whichever_is_first() -> None:
    times = rail_times(railway(("fast", 4, "ab", [20]), ("slow", 4, "ab", [22])))
    # Fast alone: 7.5 + 20; together: 3.75 + 21.
    assert times.minutes.loc["a", "b"] == 24.75
    assert times.legs("a", "b")["lines"].tolist() == ["fast / slow"]
    too_slow = rail_times(railway(("fast", 4, "ab", [20]), ("slow", 4, "ab", [40])))
    assert too_slow.minutes.loc["a", "b"] == 27.5
    assert too_slow.legs("a", "b")["lines"].tolist() == ["fast"]


def test_a_train_stands_at_the_stops_between_only() -> None:
    legs = leg_table("one", "abc", 10, 20, dwell=4.0)
    rail = make_rail(stations(3), line_table(("one", 4)), legs, RULES)
    minutes = rail_times(rail).minutes.to_numpy()
    assert minutes[0].tolist() == [0, 7.5 + 10, 7.5 + 10 + 4 + 20]
    assert minutes[2].tolist() == [7.5 + 20 + 4 + 10, 7.5 + 20, 0]


def test_legs_come_in_the_order_of_their_positions() -> None:
    legs = leg_table("one", "abc", 10, 20)
    shuffled = make_rail(stations(3), line_table(("one", 4)), legs.iloc[::-1], RULES)
    assert shuffled.legs["to_station"].tolist() == ["b", "c"]


def refusal(lines: pd.DataFrame, legs: pd.DataFrame) -> str:
    with pytest.raises(LayerError) as caught:
        make_rail(stations(4), lines, legs, RULES)
    return str(caught.value)


ONE = line_table(("one", 2))
ABC = leg_table("one", "abc")


@pytest.mark.parametrize(
    ("lines", "legs", "said"),
    [
        (
            ONE,
            leg_table("one", "axyb"),
            "rail: legs name stations that are not there: x, y.",
        ),
        (
            ONE,
            ABC.assign(from_station=["a", "d"]),
            "rail: legs of line 'one' do not join up.",
        ),
        (ONE, leg_table("one", "abca"), "rail: line 'one' comes to a station twice."),
        (ONE, leg_table("one", "aa"), "rail: line 'one' comes to a station twice."),
        (line_table(("one", 0)), ABC, "rail: trains_per_hour of a line is not above 0."),
        (line_table(("one", -2)), ABC, "rail: trains_per_hour of a line is not above 0."),
        (line_table(("one", np.nan)), ABC, "rail: trains_per_hour of a line is not above 0."),
        (line_table(("one", np.inf)), ABC, "rail: trains_per_hour of a line is not above 0."),
        (
            ONE,
            ABC.assign(minutes_low=11.0, minutes_high=12.0),
            "rail: minutes of a leg are not above 0, or not in the order low, expected, high.",
        ),
        (
            ONE,
            ABC.assign(minutes_high=9.5),
            "rail: minutes of a leg are not above 0, or not in the order low, expected, high.",
        ),
        (
            ONE,
            ABC.assign(minutes_low=0.0),
            "rail: minutes of a leg are not above 0, or not in the order low, expected, high.",
        ),
        (
            ONE,
            ABC.assign(minutes=np.nan),
            "rail: minutes of a leg are not above 0, or not in the order low, expected, high.",
        ),
        (ONE, ABC.assign(dwell_min=-1.0), "rail: dwell_min of a leg is not 0 or more."),
        (
            line_table(("one", 2), ("ghost", 1)),
            ABC,
            "rail: without legs or without a row among the lines: ghost.",
        ),
        (
            line_table(("ghost", 1)),
            ABC,
            "rail: without legs or without a row among the lines: ghost, one.",
        ),
        (ONE.drop(columns="kind"), ABC, "rail: lines have no column 'kind'."),
        (ONE, ABC.drop(columns="basis"), "rail: legs have no column 'basis'."),
        (
            ONE.drop(columns="name"),
            ABC.drop(columns=["minutes_low", "dwell_min"]),
            (
                "rail has 3 problems: (1) lines have no column 'name'; "
                "(2) legs have no column 'minutes_low'; (3) legs have no column 'dwell_min'."
            ),
        ),
        (
            line_table(("one", 0), ("ghost", 1)),
            leg_table("one", "axba").assign(minutes_high=1.0, dwell_min=-1.0),
            (
                "rail has 6 problems: (1) trains_per_hour of a line is not above 0; "
                "(2) minutes of a leg are not above 0, or not in the order low, expected, high; "
                "(3) dwell_min of a leg is not 0 or more; "
                "(4) legs name stations that are not there: x; "
                "(5) without legs or without a row among the lines: ghost; "
                "(6) line 'one' comes to a station twice."
            ),
        ),
    ],
)
def test_trains_that_do_not_fit_are_refused(
    lines: pd.DataFrame, legs: pd.DataFrame, said: str
) -> None:
    assert refusal(lines, legs) == said


def test_a_bound_that_is_none_is_refused() -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        rail_times(railway(("one", 2, "ab", [10])), bound="hihg")  # type: ignore[arg-type]
    assert str(caught.value) == (
        "unknown bound 'hihg': did you mean 'high'? Choices: expected, low, high."
    )


def test_a_station_without_a_train_is_refused() -> None:
    times = rail_times(railway(("one", 2, "ab", [10])))
    for start, end in (("a", "c"), ("c", "a")):
        with pytest.raises(dg.ArgumentError) as caught:
            times.legs(start, end)
        assert str(caught.value) == "unknown station served by a train 'c': Choices: a, b."


def test_every_leg_has_a_basis_and_known_times_their_source() -> None:
    legs, published = dg.read_rail().legs, read_table("rail_published")
    assert set(legs["basis"]) == {"published", "shared", "estimate"}
    known = legs["basis"].isin(["published", "shared"])
    assert legs.loc[known, "time_id"].isin(published["time_id"]).all()
    assert legs.loc[~known, "time_id"].isna().all()
    assert published["source"].notna().all()


def test_a_published_leg_is_what_was_published() -> None:
    legs = dg.read_rail().legs.query("basis == 'published'")
    published = read_table("rail_published").set_index("time_id").loc[legs["time_id"]]
    for name in ("minutes", "minutes_low", "minutes_high"):
        assert legs[name].tolist() == published[name].tolist()
    ends = zip(legs["from_station"], legs["to_station"], strict=True)
    known = zip(published["from_station"], published["to_station"], strict=True)
    assert [set(pair) for pair in ends] == [set(pair) for pair in known]


def test_legs_that_share_a_published_total_add_up_to_it() -> None:
    legs = dg.read_rail().legs.query("basis == 'shared'")
    published = read_table("rail_published").set_index("time_id")
    shared = legs.groupby("line")
    assert len(legs[["line", "time_id"]].drop_duplicates()) == len(shared) > 3
    totals = published.loc[shared["time_id"].first()]
    for name in ("minutes", "minutes_low", "minutes_high"):
        apart = shared[name].sum().to_numpy() - totals[name].to_numpy(dtype=float)
        assert (np.abs(apart) <= 0.1).all()


def test_an_estimated_leg_is_that_of_the_formula() -> None:
    rules = dg.read_rail().rules
    for leg in dg.read_rail().legs.query("basis == 'estimate'").to_dict("records"):
        minutes = rules.estimate_min(leg["km"], leg["kmh"], int(leg["passes"]))
        off = rules.estimate_uncertainty_share
        assert leg["minutes"] == pytest.approx(minutes, abs=0.0051)
        assert leg["minutes_low"] == pytest.approx(minutes * (1 - off), abs=0.0051)
        assert leg["minutes_high"] == pytest.approx(minutes * (1 + off), abs=0.0051)


def fitted() -> tuple[float, float, float]:
    """Fit the formula to the published times: share of the speed, minutes per stop, error.

    Least squares of errors relative to the published minutes; the error is the share of
    the formula within which four fifths of the published minutes lie.
    """
    known = read_table("rail_published").dropna(subset=["km", "kmh"])
    minutes = known["minutes"].to_numpy(dtype=float)
    at_speed = 60 * known["km"].to_numpy() / known["kmh"].to_numpy()
    stops = known["stops_between"].to_numpy(dtype=float) + 1
    terms = np.column_stack([at_speed, stops])
    (slowness, stop_min), *_ = np.linalg.lstsq(
        terms / minutes[:, None], np.ones(len(minutes)), rcond=None
    )
    off = np.abs(minutes / (terms @ [slowness, stop_min]) - 1)
    return 1 / float(slowness), float(stop_min), float(np.quantile(off, 0.8))


def test_the_formula_is_fitted_to_the_published_times() -> None:
    share, stop_min, off = fitted()
    assert (round(share, 2), round(stop_min, 1), round(off, 2)) == (0.87, 2.0, 0.12)


def test_the_rules_say_the_fitted_numbers() -> None:
    share, stop_min, off = fitted()
    rules = dg.read_rail().rules
    assert rules.estimate_speed_share == round(share, 2)
    assert rules.estimate_stop_min == round(stop_min, 1)
    assert rules.estimate_uncertainty_share == round(off, 2)
