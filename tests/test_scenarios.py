# mypy: disable-error-code="arg-type"
"""Scenarios: what nothing, more, and undoing change; what goes together; what is refused."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from towns import SETTINGS

import drenthe_geo as dg
from drenthe_geo import Scenario, Situation, apply_scenarios, compute_reach, rail_times
from drenthe_geo.scenarios import HEADS, KINDS, scenario_from_mapping
from drenthe_geo.snapping import snap_points

NOW = dg.read_situation()
CAR = dg.read_profile("car")
NINE = dg.select_stations(dg.read_layer("stations"))
PLACES = dg.places_inside(dg.read_layer("places"), dg.read_layer("gemeenten"))
SERVED = [str(code) for code in NOW.rail.served]
LINES = [str(line) for line in NOW.rail.lines.index]
# Pairs of stations with a leg between them, and the line.
LEGS = NOW.rail.legs[["line", "from_station", "to_station", "minutes"]].to_dict("records")
STATION_NAMES = ", ".join(sorted(NOW.rail.stations["name"]))
DO = ", ".join(KINDS)


def scenario(
    *edits: dict[str, Any], name: str = "mine", on: dict[str, bool] | None = None, **heads: Any
) -> Scenario:
    """A scenario of some edits."""
    raw = {"name": name, "title": "A trial", "source": "assumption", "edits": list(edits)}
    return scenario_from_mapping(raw | heads, on, file="mine.toml")


def then(*scenarios: Scenario, now: Situation = NOW) -> Situation:
    return apply_scenarios(now, scenarios, SETTINGS)


def after(*edits: dict[str, Any], now: Situation = NOW) -> Situation:
    return then(scenario(*edits), now=now)


def minutes(situation: Situation) -> pd.DataFrame:
    return rail_times(situation.rail).minutes


def cell(table: pd.DataFrame, row: str, column: str) -> float:
    value: Any = table.loc[row, column]
    return float(value)


def node_times(situation: Situation, facilities: Any = NINE) -> np.ndarray:
    """Tenths of a second by car from every junction to some points."""
    network = situation.network(CAR)
    return compute_reach(network, facilities).node_times_ds[:, : network.n_nodes]


def assert_same(one: Situation, two: Situation, *, types: bool = True) -> None:
    """Every table is the same to the bit; without types whole numbers may stand as 1.0."""
    how: dict[str, Any] = {"check_exact": True, "check_dtype": types}
    for name in ("lines", "legs", "stations"):
        assert_frame_equal(getattr(one.rail, name), getattr(two.rail, name), **how)
    for name in ("road_nodes", "road_edges", "sites"):
        if getattr(one, name) is not getattr(two, name):  # tables of roads are long
            assert_frame_equal(getattr(one, name), getattr(two, name), **how)


def assert_not_longer(new: pd.DataFrame, old: pd.DataFrame) -> None:
    """Wherever there was a way there is one that takes no longer."""
    there = new.loc[old.index, old.columns].to_numpy()
    assert (np.where(np.isnan(there), np.inf, there) <= old.fillna(np.inf).to_numpy()).all()


def refusal(*scenarios: Scenario, now: Situation = NOW) -> str:
    with pytest.raises(dg.ArgumentError) as caught:
        then(*scenarios, now=now)
    return str(caught.value)


def bad(*edits: Any, **heads: Any) -> str:
    with pytest.raises(dg.ArgumentError) as caught:
        scenario(*edits, **heads)
    return str(caught.value)


def line_edit(calls: list[dict[str, Any]], line: str = "new", **said: Any) -> dict[str, Any]:
    plain = {"name": "New", "kind": "fast", "trains_per_hour": 2}
    return {"do": "add_line", "line": line, "calls": calls, **plain, **said}


def timed(stations: list[str], legs_min: list[float]) -> list[dict[str, Any]]:
    """Calls at stations with the minutes between them."""
    rest = [{"at": at, "minutes": legs} for at, legs in zip(stations[1:], legs_min, strict=True)]
    return [{"at": stations[0]}, *rest]


def frequency(line: str, often: float) -> dict[str, Any]:
    return {"do": "set_frequency", "line": line, "trains_per_hour": often}


def retime(line: str, one: str, other: str, legs_min: float) -> dict[str, Any]:
    return {"do": "retime_leg", "line": line, "from": one, "to": other, "minutes": legs_min}


def stop(line: str, station: str, one: str, other: str, *legs_min: float) -> dict[str, Any]:
    before, behind = legs_min
    where = {"line": line, "station": station, "from": one, "to": other}
    return {"do": "add_stop", **where, "minutes_before": before, "minutes_after": behind}


def speed(number: str, kmh: float, **said: Any) -> dict[str, Any]:
    return {"do": "set_speed", "road_number": number, "kmh": kmh, **said}


def road(start: list[float], end: list[float], **said: Any) -> dict[str, Any]:
    plain = {"road": "N999", "road_class": "primary", "kmh": 100}
    return {"do": "add_road", "from_m": start, "to_m": end, **plain, **said}


# --- nothing changes nothing ---


def test_a_scenario_without_edits_changes_nothing() -> None:
    same = then(scenario(name="empty"))
    assert_same(same, dg.read_situation())
    assert same.scenarios == ("empty",)
    assert_frame_equal(minutes(same), minutes(dg.read_situation()), check_exact=True)
    for mode in ("car", "bicycle", "walk"):
        one, two = same.network(dg.read_profile(mode)), dg.read_network(mode)
        for name in ("time_ds", "tail", "head", "oneway", "node_xy_m"):
            assert (getattr(one, name) == getattr(two, name)).all()


def test_saying_what_is_so_changes_nothing() -> None:
    leg = NOW.rail.legs.query("basis == 'published'").iloc[0]
    often = cell(NOW.rail.lines, "spr-gn-zl", "trains_per_hour")
    assert_same(after(frequency("spr-gn-zl", often)), NOW)
    same = after(retime(leg["line"], leg["from_station"], leg["to_station"], leg["minutes"]))
    assert_frame_equal(minutes(same), minutes(NOW), check_exact=True)


@pytest.mark.parametrize("number", ["A37", "N33", "N340"])
def test_the_speed_that_a_road_has_changes_no_time(number: str) -> None:
    known = NOW.road_edges.loc[NOW.road_edges["road_number"] == number, "maxspeed_kmh"]
    kmh = float(known.iloc[0])
    assert (known == kmh).all()
    same = after(speed(number, kmh)).network(CAR)
    assert (same.time_ds == NOW.network(CAR).time_ds).all()
    assert (after(speed(number, kmh + 10)).network(CAR).time_ds != same.time_ds).any()


# --- more trains and roads never hurt ---


@st.composite
def new_lines(draw: st.DrawFn, *, least: int = 2) -> tuple[list[str], list[float], float]:
    stops = draw(st.lists(st.sampled_from(SERVED), min_size=least, max_size=6, unique=True))
    legs = draw(
        st.lists(st.integers(1, 60).map(float), min_size=len(stops) - 1, max_size=len(stops) - 1)
    )
    return stops, legs, draw(st.sampled_from([0.5, 1.0, 2.0, 3.0, 6.0]))


@given(new_lines())
@settings(max_examples=40)
def test_a_new_line_makes_no_way_longer(line: tuple[list[str], list[float], float]) -> None:
    stops, legs, often = line
    new = after(line_edit(timed(stops, legs), trains_per_hour=often))
    assert_not_longer(minutes(new), minutes(NOW))
    for start, end in pairwise(stops):
        ride = legs[stops.index(start)] + new.rail.rules.wait_min(often)
        assert cell(minutes(new), start, end) <= ride + 1e-3


@given(new_lines(least=3), st.data())
@settings(max_examples=40)
def test_a_call_that_costs_no_time_makes_no_way_longer(
    line: tuple[list[str], list[float], float], data: st.DataObject
) -> None:
    stops, legs, often = line
    out = data.draw(st.integers(1, len(stops) - 2))
    fewer = [*stops[:out], *stops[out + 1 :]]
    longer = [*legs[: out - 1], legs[out - 1] + legs[out], *legs[out + 1 :]]
    one, two = (
        after(line_edit(timed(*calls), trains_per_hour=often))
        for calls in ((fewer, longer), (stops, legs))
    )
    assert_not_longer(minutes(two), minutes(one))


def test_a_stop_that_slows_a_train_makes_a_trip_longer() -> None:
    # Assen - Zwolle takes 39 minutes; with a stop at Hoogeveen 26 + 17.
    slow = [stop(line, "hgv", "asn", "zl", 26, 17) for line in ("ic-gn-gvc", "ic-gn-ut")]
    slower = after(*slow)
    assert cell(minutes(slower), "asn", "gvc") > cell(minutes(NOW), "asn", "gvc")
    assert cell(minutes(slower), "hgv", "gvc") < cell(minutes(NOW), "hgv", "gvc")


XY = NOW.road_nodes[["x_m", "y_m"]].to_numpy(dtype=float)
JUNCTIONS = st.integers(0, len(XY) - 1)
CLASSES = st.sampled_from(["primary", "secondary"])


@given(JUNCTIONS, JUNCTIONS, CLASSES, st.integers(30, 130), st.booleans())
@settings(max_examples=8)
def test_a_new_road_makes_no_trip_longer(
    start: int,
    end: int,
    road_class: str,
    kmh: int,
    oneway: bool,  # noqa: FBT001 - drawn
) -> None:
    assume(np.hypot(*(XY[start] - XY[end])) > 1)
    ends = (list(XY[start]), list(XY[end]))
    new = after(road(*ends, road_class=road_class, kmh=kmh, oneway=oneway))
    assert len(new.road_edges) == len(NOW.road_edges) + 1
    assert (node_times(new) <= node_times(NOW)).all()
    trips = [
        dg.travel_times(compute_reach(there.network(CAR), NINE), PLACES).minutes
        for there in (new, NOW)
    ]
    assert_not_longer(*trips)


def test_a_new_road_is_as_fast_as_it_says_and_oneway_if_it_says() -> None:
    # 24 km straight at 120 km/h from the station's junction at Emmen to that at Assen.
    ends = [[257010.0, 534700.0], [234480.0, 556730.0]]
    direct = after(road(*ends, kmh=120, road_class="trunk"))
    trip = dg.travel_times(compute_reach(direct.network(CAR), NINE), NINE).minutes
    was = dg.travel_times(compute_reach(NOW.network(CAR), NINE), NINE).minutes
    km = float(np.hypot(257010 - 234480, 534700 - 556730)) / 1000
    assert cell(trip, "emn", "asn") == pytest.approx(km / 120 * 60 * 1.15, abs=2)
    assert cell(trip, "emn", "asn") < cell(was, "emn", "asn") - 5
    one = after(road(*ends, kmh=120, road_class="trunk", oneway=True))
    there = dg.travel_times(compute_reach(one.network(CAR), NINE), NINE).minutes
    assert cell(there, "emn", "asn") == cell(trip, "emn", "asn")
    assert cell(there, "asn", "emn") == cell(was, "asn", "emn")


def test_nobody_leaves_the_road_at_the_door_for_a_new_one() -> None:
    new = after(road([257010, 534700], [234480, 556730]))
    people = dg.read_layer("people")
    one, two = (snap_points(there.network(CAR), people) for there in (NOW, new))
    columns = ["fraction", "snap_m", "x_m", "y_m"]
    assert_frame_equal(one[columns], two[columns], check_exact=True)
    passes_m = people.distance(new.network(CAR).lines[-1])
    assert (passes_m < one["snap_m"]).any()


@given(st.sampled_from(["motorway", "trunk", "primary", "secondary", "tertiary"]), st.data())
@settings(max_examples=8)
def test_a_higher_speed_makes_no_trip_by_car_longer(road_class: str, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(205, 255)), data.draw(st.integers(510, 570))
    box = [1000 * x, 1000 * y, 1000 * x + 20_000, 1000 * y + 20_000]
    edit = {"do": "set_speed", "road_class": road_class, "within_m": box, "kmh": 130}
    try:
        fast = after(edit)
    except dg.ArgumentError:
        assume(False)  # noqa: FBT003 - no such road in the box
    assert (fast.network(CAR).time_ds <= NOW.network(CAR).time_ds).all()
    assert (node_times(fast) <= node_times(NOW)).all()


@pytest.mark.parametrize("number", ["N34", "N381", "N391", "A37", "A28"])
def test_closing_a_road_makes_no_trip_by_car_shorter(number: str) -> None:
    closed = after({"do": "close_road", "road_number": number})
    snaps = [compute_reach(there.network(CAR), NINE).snaps for there in (closed, NOW)]
    one, two = (frame[["x_m", "y_m", "snap_m"]] for frame in snaps)
    assert_frame_equal(one, two)
    assert (node_times(closed) >= node_times(NOW)).all()
    assert (node_times(closed) > node_times(NOW)).any()


def test_a_box_closes_nothing_outside_it() -> None:
    box = [243000.0, 549000.0, 250000.0, 559000.0]
    closed = after({"do": "close_road", "road_number": "N34", "within_m": box})
    gone = NOW.road_edges[~NOW.road_edges["edge"].isin(closed.road_edges["edge"])]
    assert 0 < len(gone) < (NOW.road_edges["road_number"] == "N34").sum()
    assert set(gone["road_number"]) == {"N34"}
    xy = NOW.road_nodes.set_index("node")[["x_m", "y_m"]]
    middle = (xy.loc[gone["tail"]].to_numpy() + xy.loc[gone["head"]].to_numpy()) / 2
    assert (middle >= box[:2]).all()
    assert (middle <= box[2:]).all()


# --- what is undone is as it was ---


def leg_min(line: str, position: int) -> float:
    """Minutes of a leg as the table has them."""
    legs = NOW.rail.legs.set_index(["line", "position"])["minutes"]
    return float(legs.loc[(line, position)])


UNDONE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a line": (
        line_edit(timed(["emn", "x-stadskanaal", "vdm"], [20, 12])),
        {"do": "remove_line", "line": "new"},
    ),
    "an extension": (
        {
            "do": "extend_line",
            "line": "rb56",
            "from": "x-neuenhaus",
            "calls": timed(["x-emlichheim", "co"], [9])[1:],
        },
        {"do": "shorten_line", "line": "rb56", "from": "co", "to": "x-neuenhaus"},
    ),
    "an extension at the other end": (
        {
            "do": "extend_line",
            "line": "ic-lw-gvc",
            "from": "lw",
            "calls": [{"at": "gn", "minutes": 33}, {"at": "hrn", "minutes": 5, "dwell_min": 2}],
        },
        {"do": "shorten_line", "line": "ic-lw-gvc", "from": "hrn", "to": "lw"},
    ),
    "a stop": (
        stop("sn-zl-emn", "dln", "co", "na", 5, 6),
        {
            "do": "remove_stop",
            "line": "sn-zl-emn",
            "station": "dln",
            "minutes": leg_min("sn-zl-emn", 6),
        },
    ),
    "a stop on a leg with a dwell": (
        stop("ic-gn-ut", "hgv", "zl", "asn", 26, 17),
        {"do": "remove_stop", "line": "ic-gn-ut", "station": "hgv", "minutes": 39},
    ),
    "other minutes": (
        retime("st-zl-emn", "na", "dln", 3),
        retime("st-zl-emn", "dln", "na", leg_min("st-zl-emn", 8)),
    ),
    "a frequency": (frequency("rb56", 4), frequency("rb56", 1)),
}


@pytest.mark.parametrize("what", UNDONE)
def test_what_is_undone_is_as_it_was_by_train(what: str) -> None:
    do, undo = UNDONE[what]
    done = after(do)
    assert not minutes(done).equals(minutes(NOW))
    assert_frame_equal(minutes(after(undo, now=done)), minutes(NOW), check_exact=True)


def test_a_removed_stop_that_was_added_leaves_the_legs_as_they_were() -> None:
    do, undo = UNDONE["a stop on a leg with a dwell"]
    back = after(undo, now=after(do)).rail.legs
    columns = ["line", "position", "from_station", "to_station", "minutes", "dwell_min"]
    assert_frame_equal(back[columns], NOW.rail.legs[columns], check_exact=True)


def test_a_new_station_with_its_line_is_gone_when_it_is_removed() -> None:
    build = {"do": "add_station", "station": "x-new", "name": "Nieuw", "xy_m": [244000, 545000]}
    calls = timed(["emn", "x-new", "asn"], [15, 15])
    done = after(build, line_edit(calls))
    assert "x-new" in done.rail.served
    assert cell(minutes(done), "emn", "asn") < cell(minutes(NOW), "emn", "asn")
    gone = [{"do": "remove_line", "line": "new"}, {"do": "remove_station", "station": "x-new"}]
    back = after(*gone, now=done)
    assert_same(back, NOW, types=False)  # accuracy_m was missing for a while
    assert_frame_equal(minutes(back), minutes(NOW), check_exact=True)


def test_a_line_to_a_removed_station_alone_is_gone_with_it() -> None:
    build = {"do": "add_station", "station": "x-new", "name": "Nieuw", "xy_m": [244000, 545000]}
    done = after(build, line_edit(timed(["emn", "x-new"], [15])))
    assert_same(after({"do": "remove_station", "station": "Nieuw"}, now=done), NOW, types=False)


def test_a_closed_new_road_leaves_the_times_as_they_were() -> None:
    done = after(road([257010, 534700], [234480, 556730]))
    assert (node_times(done) < node_times(NOW)).any()
    back = after({"do": "close_road", "road_number": "N999"}, now=done)
    assert (node_times(back) == node_times(NOW)).all()
    trips = [
        dg.travel_times(compute_reach(there.network(CAR), NINE), PLACES).minutes
        for there in (back, NOW)
    ]
    assert_frame_equal(trips[0], trips[1], check_exact=True)


def test_a_removed_new_site_leaves_the_sites_as_they_were() -> None:
    build = {
        "do": "add_site",
        "site": "x",
        "name": "Loket",
        "kind": "office",
        "xy_m": [230000, 545000],
    }
    done = after(build)
    assert list(done.sites.index) == [*NOW.sites.index, "x"]
    assert done.sites.loc["x", "name"] == "Loket"
    assert (done.sites.geometry["x"].x, done.sites.geometry["x"].y) == (230_000, 545_000)
    assert_same(after({"do": "remove_site", "site": "x"}, now=done), NOW, types=False)


def test_a_passed_stop_takes_the_minutes_of_both_legs_and_the_stand_unless_told() -> None:
    passed = after({"do": "remove_stop", "line": "ic-gn-gvc", "station": "zl"})
    legs = passed.rail.legs.query("line == 'ic-gn-gvc' and to_station == 'lls'")
    assert legs["from_station"].tolist() == ["asn"]
    assert legs["minutes"].tolist() == [39 + 2 + 25]
    assert legs["minutes_high"].tolist() == [39 + 2 + 26]
    assert legs["dwell_min"].tolist() == [1]
    assert passed.scenarios == ("mine",)


def test_a_stop_may_be_told_against_the_order_of_the_line() -> None:
    told_back = after(stop("sn-zl-emn", "dln", "na", "co", 6, 5))
    assert_same(told_back, after(stop("sn-zl-emn", "dln", "co", "na", 5, 6)))
    legs = told_back.rail.legs.query("line == 'sn-zl-emn'").set_index("to_station")
    assert (cell(legs, "dln", "minutes"), cell(legs, "na", "minutes")) == (5, 6)


def test_a_line_that_is_extended_at_its_start_stands_where_it_stood() -> None:
    do, _ = UNDONE["an extension at the other end"]
    then_legs, legs = (
        there.rail.legs.query("line == 'ic-lw-gvc'").set_index("to_station")["dwell_min"]
        for there in (after(do), NOW)
    )
    assert then_legs.loc[legs.index].tolist() == legs.tolist()
    assert legs["zl"] == 5
    assert list(then_legs.index[:2]) == ["gn", "lw"]
    assert cell(minutes(after(do)), "lw", "gvc") <= cell(minutes(NOW), "lw", "gvc")


def test_kilometres_become_minutes_by_the_formula() -> None:
    calls = [{"at": "emn", "km": 0}, {"at": "vdm", "km": 44, "passes": 1}]
    leg = after(line_edit(calls, kmh=130)).rail.legs.query("line == 'new'").iloc[0]
    rules = NOW.rail.rules
    middle = 60 * 44 / (rules.estimate_speed_share * 130) + 2 * rules.estimate_stop_min
    off = rules.estimate_uncertainty_share
    assert leg["minutes"] == pytest.approx(middle)
    assert leg["minutes_low"] == pytest.approx(middle * (1 - off))
    assert leg["minutes_high"] == pytest.approx(middle * (1 + off))
    assert leg["basis"] == "estimate"


# --- scenarios together ---


def test_the_presets_combine_in_any_order() -> None:
    presets = [dg.read_scenario(name) for name in dg.scenario_names()]
    assert len(presets) == 4
    first = then(*presets)
    for order in permutations(presets):
        assert_same(then(*order), first)
        assert then(*order).scenarios == dg.scenario_names()
    alone = [then(one) for one in presets]
    assert len(first.rail.lines) == max(len(one.rail.lines) for one in alone)
    assert first.rail.lines.loc["ic-gn-ut", "trains_per_hour"] == 2


def test_presets_one_after_another_are_as_together() -> None:
    presets = [dg.read_scenario(name) for name in dg.scenario_names()]
    there = NOW
    for one in reversed(presets):
        there = then(one, now=there)
    assert_frame_equal(minutes(there), minutes(then(*presets)), check_exact=True)
    assert (there.network(CAR).time_ds == then(*presets).network(CAR).time_ds).all()


@st.composite
def edits(draw: st.DrawFn) -> dict[str, Any]:
    """Edits of which some contradict each other."""
    leg = draw(st.sampled_from(LEGS))
    line, one, other = (str(leg[key]) for key in ("line", "from_station", "to_station"))
    often = draw(st.sampled_from([1, 2, 4]))
    new = draw(st.sampled_from(["new", "other"]))
    choices: list[dict[str, Any]] = [
        frequency(line, often),
        retime(line, other, one, often),
        stop(line, "x-stadskanaal", one, other, often, 5),
        {"do": "remove_stop", "line": line, "station": one},
        {"do": "remove_line", "line": line},
        {"do": "remove_station", "station": other},
        line_edit(timed([one, "x-ter-apel", other], [5, often]), new),
        speed("N34", 100 + 10 * often),
        {
            "do": "add_site",
            "site": new,
            "name": new,
            "kind": "office",
            "xy_m": [230000 + often, 545000],
        },
    ]
    return draw(st.sampled_from(choices))


def told(scenarios: list[Scenario]) -> tuple[Situation | None, str]:
    try:
        return then(*scenarios), ""
    except dg.ArgumentError as error:
        return None, str(error)


@given(st.lists(edits(), min_size=2, max_size=4), st.randoms())
@settings(max_examples=30)
def test_edits_combine_or_are_refused_in_any_order(
    chosen: list[dict[str, Any]], random: Any
) -> None:
    scenarios = [scenario(edit, name=f"s{number}") for number, edit in enumerate(chosen)]
    mixed = list(scenarios)
    random.shuffle(mixed)
    one, why = told(scenarios)
    two, other = told(mixed)
    assert why == other
    if one is not None and two is not None:
        assert_same(one, two)
        swapped = list(chosen)  # all in one scenario
        random.shuffle(swapped)
        assert_frame_equal(minutes(after(*swapped)), minutes(one), check_exact=True)


def test_a_line_may_be_changed_before_it_is_said_to_be_built() -> None:
    build, often = line_edit(timed(["emn", "vdm"], [30])), frequency("new", 6)
    both = then(scenario(often, name="a"), scenario(build, name="b"))
    assert cell(both.rail.lines, "new", "trains_per_hour") == 6
    for order in permutations([often, build, retime("new", "vdm", "emn", 20)]):
        there = after(*order)
        assert cell(minutes(there), "emn", "vdm") == 20 + 5


def test_most_sets_of_edits_are_not_refused() -> None:
    """Else the law above would be empty."""
    chosen = [frequency("rb56", 2), stop("st-gn-ws", "x-ter-apel", "zb", "sda", 3, 4)]
    chosen += [{"do": "remove_station", "station": "gk"}, speed("N34", 110)]
    one, why = told([scenario(edit, name=edit["do"]) for edit in chosen])
    assert why == ""
    assert one is not None
    assert "gk" not in one.rail.served


@pytest.mark.parametrize("edit", [frequency("rb56", 3), speed("N34", 120)])
def test_the_same_twice_is_as_once(edit: dict[str, Any]) -> None:
    once = after(edit)
    assert_same(then(scenario(edit), scenario(edit, name="again")), once)
    assert_same(then(scenario(edit), scenario(edit)), once)
    assert_same(after(edit, edit), once)
    assert_same(after(edit, now=once), once)


def test_a_preset_twice_is_as_once() -> None:
    one = dg.read_scenario("nedersaksenlijn")
    assert_same(then(one, one), then(one))


def test_roads_that_overlap_may_have_one_speed() -> None:
    box = [250500, 536500, 255500, 545500]
    part = speed("N34", 110, within_m=[243000, 549000, 250000, 559000])
    wide = {"do": "set_speed", "road_class": "trunk", "kmh": 110, "within_m": box}
    both = after(speed("N34", 110), part, wide)
    assert (both.network(CAR).time_ds == after(speed("N34", 110), wide).network(CAR).time_ds).all()


def leave_out(names: str, why: str) -> str:
    return f"{names}: {why}; leave one out."


BOTH = "scenarios 'a' and 'b' contradict each other"


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (
            frequency("rb56", 2),
            frequency("rb56", 4),
            "both change the trains per hour of line 'rb56'",
        ),
        (
            retime("st-zl-emn", "co", "dln", 4),
            stop("st-zl-emn", "x-ter-apel", "dln", "co", 2, 3),
            "both change leg co-dln of line 'st-zl-emn'",
        ),
        (
            retime("st-zl-emn", "co", "dln", 4),
            {"do": "remove_stop", "line": "st-zl-emn", "station": "Dalen"},
            "both change leg co-dln of line 'st-zl-emn'",
        ),
        (
            retime("st-zl-emn", "co", "dln", 4),
            retime("st-zl-emn", "dln", "co", 5),
            "both change leg co-dln of line 'st-zl-emn'",
        ),
        (
            {"do": "remove_line", "line": "rb56"},
            frequency("rb56", 2),
            "one removes line 'rb56', one needs it",
        ),
        (
            {"do": "remove_station", "station": "vdm"},
            line_edit(timed(["emn", "Veendam"], [30])),
            "one removes station 'vdm', one needs it",
        ),
        (
            {"do": "extend_line", "line": "rb56", "from": "x-neuenhaus", "calls": timed(["a"], [])},
            {"do": "shorten_line", "line": "rb56", "from": "x-neuenhaus", "to": "x-nordhorn"},
            "both change the call of line 'rb56' at x-neuenhaus",
        ),
        (
            line_edit(timed(["emn", "vdm"], [30])),
            line_edit(timed(["emn", "vdm"], [31])),
            "both change line 'new'",
        ),
        (
            {
                "do": "add_site",
                "site": "x",
                "name": "X",
                "kind": "office",
                "xy_m": [230000, 545000],
            },
            {"do": "remove_site", "site": "x"},
            "both change site 'x'",
        ),
    ],
)
def test_contradictions_are_refused_by_name(
    one: dict[str, Any], other: dict[str, Any], why: str
) -> None:
    if "calls" in one:
        one = one | {"calls": [call | {"minutes": 9} for call in one["calls"]]}
        if one["calls"][0]["at"] == "a":
            one["calls"][0]["at"] = "x-emlichheim"
    said = refusal(scenario(one, name="a"), scenario(other, name="b"))
    assert said == leave_out(BOTH, why)
    assert refusal(scenario(other, name="b"), scenario(one, name="a")) == said


def test_two_speeds_on_one_road_are_refused() -> None:
    first = NOW.road_edges.query("road_number == 'N34'")["edge"].astype(str)
    said = refusal(scenario(speed("N34", 110), name="a"), scenario(speed("N34", 120), name="b"))
    names, _, id_ = said.removesuffix("'; leave one out.").partition(": both change road edge '")
    assert names == BOTH
    assert id_ in set(first)


def test_a_scenario_that_contradicts_itself_is_refused() -> None:
    said = refusal(scenario(frequency("rb56", 2), frequency("rb61", 2), frequency("rb56", 3)))
    why = "both change the trains per hour of line 'rb56'"
    assert said == leave_out("scenario 'mine' contradicts itself in edits 1 and 3", why)


def test_two_speeds_on_different_stretches_go_together() -> None:
    north, south = [230000, 549000, 260000, 559000], [230000, 520000, 260000, 530000]
    both = [speed("N34", 110, within_m=north), speed("N34", 120, within_m=south)]
    one, two = (after(edit).network(CAR).time_ds for edit in both)
    assert (after(*both).network(CAR).time_ds == np.minimum(one, two)).all()


# --- toggles ---

TOGGLES = {
    "often": {"default": False, "note": "more trains", "source": "assumption"},
    "stop": {"default": True, "note": "a stop more", "source": "assumption"},
}


def toggled(**on: bool) -> Scenario:
    calls = timed(["emn", "x-stadskanaal", "vdm"], [20, 12])
    calls[1]["when"] = "stop"
    often = [
        frequency("rb56", 4) | {"when": "often"},
        frequency("rb61", 4) | {"unless": "often"},
    ]
    return scenario(line_edit(calls), *often, on=on, toggles=TOGGLES)


def test_toggles_choose_edits_and_calls() -> None:
    default = toggled()
    assert default.toggles == {"often": False, "stop": True}
    assert default.toggle_notes["often"] == "more trains (assumption)"
    assert [edit.said["line"] for edit in default.edits] == ["new", "rb61"]
    assert [edit.number for edit in default.edits] == [1, 3]
    assert "x-stadskanaal" in then(default).rail.served
    other = toggled(often=True, stop=False)
    assert [edit.said["line"] for edit in other.edits] == ["new", "rb56"]
    assert "x-stadskanaal" not in then(other).rail.served
    assert then(other).rail.lines.loc["rb56", "trains_per_hour"] == 4


def test_the_toggles_of_the_presets_do_something() -> None:
    for name in dg.scenario_names():
        plain = dg.read_scenario(name)
        assert plain.toggles
        for toggle, on in plain.toggles.items():
            other = dg.read_scenario(name, {toggle: not on})
            assert other.toggles == {**plain.toggles, toggle: not on}
            one, two = then(plain), then(other)
            same_roads = (one.network(CAR).time_ds == two.network(CAR).time_ds).all()
            assert not (minutes(one).equals(minutes(two)) and same_roads), (name, toggle)


@pytest.mark.parametrize(
    ("heads", "edit", "said"),
    [
        (
            {"on": {"ofen": True}, "toggles": TOGGLES},
            frequency("rb56", 2),
            "unknown toggle of scenario 'mine' 'ofen': did you mean 'often'? Choices: often, stop.",
        ),
        (
            {"on": {"often": True}},
            frequency("rb56", 2),
            "scenario 'mine' has no toggles, so 'often' cannot be set.",
        ),
        (
            {"toggles": TOGGLES},
            frequency("rb56", 2) | {"when": "ofen"},
            (
                "unknown toggle in scenario 'mine', edit 1 (set_frequency) 'ofen': "
                "did you mean 'often'? Choices: often, stop."
            ),
        ),
        (
            {"toggles": TOGGLES},
            line_edit([{"at": "emn", "unless": "stob"}]),
            (
                "unknown toggle in scenario 'mine', edit 1 (add_line) 'stob': "
                "did you mean 'stop'? Choices: often, stop."
            ),
        ),
        (
            {"toggles": {"often": {"default": "no", "note": "x", "source": "y"}}},
            frequency("rb56", 2),
            "scenario 'mine': toggle 'often' needs default = true or false.",
        ),
        (
            {"toggles": {"often": {"default": False, "note": "x"}}},
            frequency("rb56", 2),
            "scenario 'mine': toggle 'often' needs a note and a source.",
        ),
    ],
)
def test_wrong_toggles_are_refused(heads: dict[str, Any], edit: Any, said: str) -> None:
    assert bad(edit, **heads) == said


def test_a_preset_knows_its_toggles() -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.read_scenario("nedersaksenlijn", {"terapel": True})
    assert str(caught.value) == (
        "unknown toggle of scenario 'nedersaksenlijn' 'terapel': did you mean 'ter_apel'? "
        "Choices: emmer_compascuum, ter_apel, musselkanaal, hourly, speed_160."
    )


# --- bad input ---


def test_a_misspelt_station_names_the_nearest_and_changes_nothing() -> None:
    wrong = line_edit(timed(["emn", "Koevorden"], [20]))
    said = refusal(scenario(frequency("rb56", 9), wrong, speed("N34", 130)))
    head = "scenario 'mine', edit 2 (add_line): unknown station 'Koevorden': "
    assert said.startswith(head + "did you mean 'Coevorden'")
    assert said.endswith(f"? Choices: {STATION_NAMES}.")
    assert_same(NOW, dg.read_situation())


LINE = "scenario 'mine', edit 1 (add_line)"
FREQUENCY = "scenario 'mine', edit 1 (set_frequency)"
NUMBERS = sorted({str(number) for number in NOW.road_edges["road_number"].dropna()})
CALLS_OF = "zl, dl, omn, mrb, hdb, gbg, co, dln, na, emnz, emn"
LEGS_OF = "zl-dl, dl-omn, omn-mrb, mrb-hdb, hdb-gbg, gbg-co, co-dln, dln-na, na-emnz, emnz-emn"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            frequency("sn-zl-em", 2),
            (
                f"unknown line in {FREQUENCY} 'sn-zl-em': did you mean 'sn-zl-emn'? "
                f"Choices: {', '.join(LINES)}."
            ),
        ),
        (
            line_edit([{"at": "emn"}, {"at": "asn", "km": 30}]),
            (
                f"{LINE}: how long it takes to 'asn' is not said; give minutes, or km at both "
                "calls and kmh of the call or the line."
            ),
        ),
        (
            line_edit([{"at": "emn", "km": 0}, {"at": "asn"}], kmh=100),
            (
                f"{LINE}: how long it takes to 'asn' is not said; give minutes, or km at both "
                "calls and kmh of the call or the line."
            ),
        ),
        (
            line_edit(
                [{"at": "emn", "km": 0}, {"at": "asn", "km": 30}, {"at": "gn", "km": 30}], kmh=100
            ),
            f"{LINE}: km must grow along the line, but not at 'gn'.",
        ),
        (line_edit([{"at": "emn"}]), f"{LINE}: must call at two stations at least."),
        (
            line_edit(timed(["emn", "asn"], [20]), "rb56"),
            f"{LINE}: line 'rb56' is there already.",
        ),
        (
            line_edit(timed(["emn", "asn", "emn"], [20, 20])),
            (
                "scenario mine: makes trains that cannot be; rail: line 'new' comes to a station "
                "twice."
            ),
        ),
        (
            speed("N43", 100),
            (
                "unknown road_number in scenario 'mine', edit 1 (set_speed) 'N43': did you mean "
                f"'N343'? Choices: {', '.join(NUMBERS)}."
            ),
        ),
        (
            speed("N34", 100, within_m=[0, 0, 10, 10]),
            (
                "scenario 'mine', edit 1 (set_speed): no stretch of N34 lies in the box "
                "[0, 0, 10, 10]."
            ),
        ),
        (
            road([250000, 545000], [230000, 560000]),
            (
                "scenario 'mine', edit 1 (add_road): from_m is 385 m from the nearest junction "
                "(250297,545245); it must be within 250 m."
            ),
        ),
        (
            road([257010, 534700], [257011, 534701]),
            "scenario 'mine', edit 1 (add_road): both ends join the same junction.",
        ),
        (
            {"do": "remove_site", "site": "nowhere-at-all"},
            (
                "unknown site in scenario 'mine', edit 1 (remove_site) 'nowhere-at-all': "
                f"Choices: {', '.join(map(str, NOW.sites.index))}."
            ),
        ),
        (
            {
                "do": "add_site",
                "site": str(NOW.sites.index[0]),
                "name": "X",
                "kind": "office",
                "xy_m": [230000, 545000],
            },
            f"scenario 'mine', edit 1 (add_site): site '{NOW.sites.index[0]}' is there already.",
        ),
        (
            {"do": "add_station", "station": "emn", "name": "Emmen", "xy_m": [230000, 545000]},
            (
                "scenario 'mine', edit 1 (add_station): station 'emn' is there already; a line may "
                "call at it."
            ),
        ),
        (
            retime("st-zl-emn", "emn", "co", 5),
            (
                "scenario 'mine', edit 1 (retime_leg): line 'st-zl-emn' has no leg emn-co; its "
                f"legs: {LEGS_OF}."
            ),
        ),
        (
            {"do": "remove_stop", "line": "st-zl-emn", "station": "asn"},
            (
                "scenario 'mine', edit 1 (remove_stop): the line does not call at 'asn'; it calls "
                f"at {CALLS_OF}."
            ),
        ),
        (
            stop("st-zl-emn", "zl", "co", "dln", 2, 3),
            "scenario 'mine', edit 1 (add_stop): line 'st-zl-emn' calls at 'zl' already.",
        ),
        (
            {"do": "shorten_line", "line": "st-zl-emn", "from": "co", "to": "zl"},
            (
                "scenario 'mine', edit 1 (shorten_line): 'co' is no end of the line; it runs from "
                "'zl' to 'emn'."
            ),
        ),
        (
            {"do": "shorten_line", "line": "st-zl-emn", "from": "emn", "to": "zl"},
            (
                "scenario 'mine', edit 1 (shorten_line): leaves the line without a leg; remove the "
                "line instead."
            ),
        ),
        (
            {"do": "remove_stop", "line": "ic-ut-gvc", "station": "ut"},
            (
                "scenario 'mine', edit 1 (remove_stop): leaves the line without a leg; remove the "
                "line instead."
            ),
        ),
    ],
)
def test_edits_of_what_cannot_be_are_refused(edit: dict[str, Any], said: str) -> None:
    assert refusal(scenario(edit)) == said


def test_a_road_shorter_than_the_straight_line_is_refused() -> None:
    said = refusal(scenario(road([257010, 534700], [234480, 556730], length_m=1000)))
    head, _, tail = said.partition("less than ")
    assert head == "scenario 'mine', edit 1 (add_road): length_m 1,000 is "
    straight = float(np.hypot(257010 - 234480, 534700 - 556730))
    assert float(tail.partition(" m")[0].replace(",", "")) == pytest.approx(straight, abs=300)
    assert tail.endswith(" m in a straight line.")


def test_an_unknown_class_of_a_new_road_is_refused() -> None:
    known = ", ".join(sorted(set(NOW.road_edges["road_class"])))
    said = refusal(scenario(road([257010, 534700], [234480, 556730], road_class="primry")))
    assert said == (
        "unknown road_class in scenario 'mine', edit 1 (add_road) 'primry': did you mean "
        f"'primary'? Choices: {known}."
    )


def test_a_country_without_trains_is_refused() -> None:
    gone = [{"do": "remove_line", "line": line} for line in LINES]
    assert refusal(scenario(*gone)) == "scenarios: no train is left."


RETIME = "scenario 'mine', edit 1 (retime_leg)"
ROADS = "road_number, road_class, within_m"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            {"do": "set_frequenc", "line": "rb56"},
            (
                "unknown edit 1 of scenario 'mine': do 'set_frequenc': did you mean "
                f"'set_frequency'? Choices: {DO}."
            ),
        ),
        ({"line": "rb56"}, f"scenario 'mine', edit 1: must say what to do; do = one of {DO}."),
        ("remove", f"scenario 'mine', edit 1: must say what to do; do = one of {DO}."),
        (
            {"do": "set_frequency", "line": "rb56"},
            f"{FREQUENCY}: trains_per_hour is missing; it needs line, trains_per_hour.",
        ),
        (
            frequency("rb56", 2) | {"trains": 2},
            (f"unknown entry of {FREQUENCY} 'trains': Choices: line, trains_per_hour."),
        ),
        (
            {"do": "set_frequency", "line": "rb56", "trains_per_hour": "two"},
            f"{FREQUENCY}: trains_per_hour = 'two' must be a number above 0.",
        ),
        (frequency("rb56", 0), f"{FREQUENCY}: trains_per_hour = 0 must be a number above 0."),
        (
            frequency("rb56", float("inf")),
            f"{FREQUENCY}: trains_per_hour = inf must be a number above 0.",
        ),
        (frequency("rb56", True), f"{FREQUENCY}: trains_per_hour = True must be a number above 0."),  # noqa: FBT003
        (frequency(" ", 2), f"{FREQUENCY}: line = ' ' must be a text."),
        (
            retime("rb56", "bh", "x-nordhorn", 5) | {"minutes_low": 6},
            f"{RETIME}: minutes_low, minutes and minutes_high must grow in that order.",
        ),
        (
            retime("rb56", "bh", "x-nordhorn", 5) | {"minutes_high": 4},
            f"{RETIME}: minutes_low, minutes and minutes_high must grow in that order.",
        ),
        (
            line_edit([{"at": "emn"}, {"at": "asn", "minutes": 5, "minutes_low": 6}]),
            f"{LINE}, call 2: minutes_low, minutes and minutes_high must grow in that order.",
        ),
        (
            line_edit([{"at": "emn"}, {"minutes": 5}]),
            f"{LINE}, call 2: at is missing; it needs at.",
        ),
        (
            line_edit([{"at": "emn", "minuts": 5}]),
            (
                f"unknown entry of {LINE}, call 1 'minuts': did you mean 'minutes'? Choices: at, "
                "km, kmh, passes, dwell_min, minutes, minutes_low, minutes_high."
            ),
        ),
        (
            line_edit([{"at": "emn", "km": -1}]),
            f"{LINE}, call 1: km = -1 must be a number of 0 or more.",
        ),
        (
            line_edit([]) | {"calls": "emn"},
            f"{LINE}: calls = 'emn' must be a list of tables, each with at = a station.",
        ),
        (
            road([1, 2], [3, 4], oneway="yes"),
            "scenario 'mine', edit 1 (add_road): oneway = 'yes' must be true or false.",
        ),
        (
            road([1, 2, 3], [3, 4]),
            (
                "scenario 'mine', edit 1 (add_road): from_m = [1, 2, 3] must be two numbers, x and "
                "y in RD New metres."
            ),
        ),
        (
            speed("N34", 100, within_m=[10, 0, 0, 10]),
            (
                "scenario 'mine', edit 1 (set_speed): within_m = [10, 0, 0, 10] must be four "
                "numbers, the least and largest x and y in RD New metres: [x, y, x, y]."
            ),
        ),
        (
            {"do": "close_road", "road_class": "trunk"},
            (
                "scenario 'mine', edit 1 (close_road): needs a road_number, or a road_class and "
                "within_m."
            ),
        ),
        (
            {"do": "close_road", "number": "N34"},
            (
                "unknown entry of scenario 'mine', edit 1 (close_road) 'number': did you mean "
                f"'road_number'? Choices: {ROADS}."
            ),
        ),
    ],
)
def test_edits_that_say_too_little_or_too_much_are_refused(edit: Any, said: str) -> None:
    assert bad(edit) == said


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (
            {"tilte": "x"},
            (
                "unknown entry of mine.toml 'tilte': did you mean 'title'? "
                f"Choices: {', '.join(HEADS)}."
            ),
        ),
        (
            {"source": ""},
            "mine.toml: has no source; a scenario needs a name, a title and a source.",
        ),
        ({"title": 3}, "mine.toml: has no title; a scenario needs a name, a title and a source."),
        ({"edits": "x"}, "scenario 'mine': edits must be a list of tables, [[edits]]."),
    ],
)
def test_heads_of_a_scenario_are_checked(heads: dict[str, Any], said: str) -> None:
    assert bad(**heads) == said


def test_an_edit_that_a_toggle_leaves_out_is_checked_all_the_same() -> None:
    wrong = frequency("rb56", 0) | {"when": "often"}
    said = f"{FREQUENCY}: trains_per_hour = 0 must be a number above 0."
    assert bad(wrong, toggles=TOGGLES) == said


def test_an_unknown_scenario_names_the_nearest() -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.read_scenario("nedersaxenlijn")
    assert str(caught.value) == (
        "unknown scenario 'nedersaxenlijn': did you mean 'nedersaksenlijn'? Choices: "
        "coevorden-bad-bentheim, meppel-flessenhals, n34-verdubbeld, nedersaksenlijn, a file "
        "ending in .toml."
    )


def test_a_file_of_your_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "more.toml"
    path.write_text(
        'name = "more"\ntitle = "More trains"\nsource = "assumption"\n'
        '[[edits]]\ndo = "set_frequency"\nline = "rb56"\ntrains_per_hour = 3\n',
        encoding="utf-8",
    )
    assert_same(then(dg.read_scenario(path)), after(frequency("rb56", 3)))


def test_a_file_that_is_missing_or_no_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    with pytest.raises(dg.FileError) as caught:
        dg.read_scenario(path)
    assert str(caught.value) == f"{path}: cannot be read (No such file or directory)."
    path.write_text("name = more\n", encoding="utf-8")
    with pytest.raises(dg.FileError) as caught:
        dg.read_scenario(path)
    assert str(caught.value) == (
        "mine.toml: is not a TOML file of scenarios (Invalid value (at line 1, column 8))."
    )


def test_no_test_and_no_scenario_changed_what_there_is() -> None:
    assert_same(NOW, dg.read_situation())
    assert NOW.scenarios == ()


# --- what was once wrong ---


def test_a_new_road_with_an_old_number_is_none_of_another_edits() -> None:
    """Rerouting: the road of that number that there was is closed, the new one stays."""
    ends = NOW.road_nodes.set_index("node")[["x_m", "y_m"]]
    start, end = ends.iloc[0].tolist(), ends.iloc[900].tolist()
    built = after(
        road(start, end, road="N34"), {"do": "close_road", "road_number": "N34"}
    ).road_edges
    left = built[built["road_number"] == "N34"]
    assert len(left) == 1
    assert not left["edge"].isin(NOW.road_edges["edge"]).any()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (frequency("spr-gn-zl", 3), frequency("spr-gn-zl", 3.0)),
        (
            retime("sn-zl-emn", "emnz", "emn", 9),
            retime("sn-zl-emn", "Emmen", "Emmen Zuid", 9.0),
        ),
        (stop("sn-zl-emn", "gbg", "hdb", "co", 5, 6), stop("sn-zl-emn", "gbg", "co", "hdb", 6, 5)),
        (
            {"do": "close_road", "road_number": "N34"},
            {
                "do": "close_road",
                "road_number": "N34",
                "within_m": [243000, 549000, 250000, 559000],
            },
        ),
    ],
)
def test_edits_that_want_the_same_agree(one: dict[str, Any], other: dict[str, Any]) -> None:
    both = then(scenario(one, name="one"), scenario(other, name="two"))
    assert_same(
        replace(both, scenarios=()),
        replace(then(scenario(one, name="one")), scenarios=()),
        types=False,
    )


def test_a_stop_may_be_added_on_a_leg_that_another_makes() -> None:
    first = stop("sn-zl-emn", "x-ter-apel", "hdb", "co", 6, 7)
    second = stop("sn-zl-emn", "gbg", "hdb", "x-ter-apel", 3, 4)
    legs = after(first, second).rail.legs.query("line == 'sn-zl-emn'")
    calls = legs["to_station"].tolist()
    assert calls[calls.index("hdb") :][:4] == ["hdb", "gbg", "x-ter-apel", "co"]


def test_two_stops_that_follow_each_other_may_both_go() -> None:
    gone = [
        {"do": "remove_stop", "line": "st-zl-emn", "station": station} for station in ("dln", "na")
    ]
    legs = after(*gone).rail.legs.query("line == 'st-zl-emn'")
    whole = NOW.rail.legs.query("line == 'st-zl-emn'")
    assert legs["minutes"].sum() == pytest.approx(whole["minutes"].sum())
    assert not set(legs["to_station"]) & {"dln", "na"}


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ({"toggles": 3}, "scenario 'mine': toggles must be tables, [toggles.NAME]."),
        ({"toggles": [1]}, "scenario 'mine': toggles must be tables, [toggles.NAME]."),
    ],
)
def test_toggles_that_are_none_are_refused(heads: dict[str, Any], said: str) -> None:
    assert bad(**heads) == said


@pytest.mark.parametrize("when", [["a"], {"a": 1}, "a"])
def test_a_condition_without_toggles_is_refused(when: object) -> None:
    assert bad({**frequency("rb56", 2), "when": when}) == (
        f"scenario 'mine', edit 1 (set_frequency): when = {when!r} must name a toggle of the "
        "scenario, which has none."
    )


def test_places_far_away_and_needless_minutes_are_refused() -> None:
    site = {"do": "add_site", "site": "x", "name": "X", "kind": "office", "xy_m": [1, 2]}
    assert refusal(scenario(site)) == (
        "scenario 'mine', edit 1 (add_site): xy_m [1, 2]: 1 of 1 lies outside the Netherlands, the "
        "first at x=1, y=2; give x and y in RD New."
    )
    end = {"do": "remove_stop", "line": "rb56", "station": "bh", "minutes": 5}
    assert refusal(scenario(end)) == (
        "scenario 'mine', edit 1 (remove_stop): 'bh' is an end of the line; leave minutes out."
    )


def test_the_scenario_of_the_readme_can_be_applied() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    raw = tomllib.loads(text.partition("```toml\n")[2].partition("```")[0])
    on = scenario_from_mapping(raw, {"gramsbergen": True})
    rail = then(on).rail
    assert rail.lines.loc["spr-gn-zl", "trains_per_hour"] == 3
    assert "gbg" in rail.legs.query("line == 'sn-zl-emn'")["to_station"].tolist()
