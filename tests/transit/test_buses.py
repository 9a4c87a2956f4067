"""Buses beside trains: laws on made-up railways, and sums by hand on Veldland."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from railways import (
    OFTEN,
    RULES,
    leg_table,
    legs_of,
    line_table,
    never_longer,
    railways,
    stations,
)
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import LayerError
from drenthe_geo.transit.lines import Transit, make_transit
from drenthe_geo.units import BOUNDS

NOW = dg.situation.read_situation(VELDLAND)
TRAINS = dg.situation.read_situation(VELDLAND, buses=False)


@given(railways(connected=True), OFTEN, st.sampled_from(BOUNDS), st.data())
@settings(max_examples=25)
def test_a_bus_never_makes_a_shortest_way_longer(
    transit: Transit, often: float, bound: str, data: st.DataObject
) -> None:
    added = data.draw(legs_of("bus", transit.stations.index.to_list()))
    more = make_transit(
        transit.stations,
        pd.concat([transit.lines, line_table(("bus", often), vehicle="bus")]),
        pd.concat([transit.legs, added]),
        transit.rules,
        transit.connections,
    )
    assert never_longer(more.times(bound).minutes, transit.times(bound).minutes)  # type: ignore[arg-type]


@given(railways(connected=True))
@settings(max_examples=25)
def test_without_buses_all_is_as_if_their_rows_were_not_there(transit: Transit) -> None:
    lines = transit.lines[transit.lines["vehicle"] == "train"]
    legs = transit.legs[transit.legs["line"].isin(lines.index)]
    known = transit.connections
    known = known[known["from_line"].isin(lines.index) & known["to_line"].isin(lines.index)]
    if lines.empty:
        with pytest.raises(LayerError):
            transit.without_buses()
        return
    bare = make_transit(transit.stations, lines, legs, transit.rules, known)
    left = transit.without_buses()
    pd.testing.assert_frame_equal(left.times().minutes, bare.times().minutes)
    pd.testing.assert_frame_equal(left.legs, bare.legs)


def test_a_bus_and_a_train_are_not_waited_for_together() -> None:
    legs = pd.concat([leg_table("bus", "ab", 30), leg_table("train", "ab", 30)])
    lines = line_table(("bus", 4), ("train", 4), vehicle=["bus", "train"])
    times = make_transit(stations(2), lines, legs, RULES).times()
    assert times.minutes.loc["a", "b"] == 7.5 + 30
    assert times.legs("a", "b")["vehicle"].tolist() == ["train"]  # of equal minutes the train


def test_a_trip_by_bus_is_the_sum_by_hand() -> None:
    """From the stop in Wolde to the station of Heidestad, and on by the train to Rietstad."""
    rules, times = NOW.transit.rules, NOW.transit.times()
    wait_min = min(60 / 2 / 2, rules.wait_cap_min)
    assert times.minutes.loc["b-wolde", "hds"] == pytest.approx(wait_min + 7 + 0.5 + 9)
    on = times.legs("b-wolde", "rst")
    assert on["vehicle"].tolist() == ["bus", "train"]
    parts = on[["transfer_min", "wait_min", "ride_min"]].to_numpy(dtype=float)
    assert parts[0].tolist() == [0, wait_min, 16.5]
    assert parts[1, 0] == rules.transfer_min
    assert parts.sum() == pytest.approx(times.minutes.loc["b-wolde", "rst"])


def test_trips_say_by_what_they_go() -> None:
    site = VELDLAND.layer("sites").loc[["zandpark-wolde"]]
    said = {}
    for name, there in (("both", NOW), ("trains", TRAINS)):
        trips = dg.station_trips(VELDLAND, site, access="walk", situation=there)
        said[name] = dg.trips.trips_table(trips).set_index("destination")
    row: Any = said["both"].loc["rietstad"]
    assert row["vehicles"] == "train+bus"
    assert VELDLAND.words("en").say(row["by"]) == "by train and bus"
    assert VELDLAND.words("nl").say(row["by"]) == "met trein en bus"
    assert row["station"] == "Wolde Kruispunt"
    assert "bus" not in set(said["trains"]["vehicles"].dropna())
    both, trains = (said[name]["minutes"].to_numpy(dtype=float) for name in said)
    assert (both <= np.nan_to_num(trains, nan=np.inf) + 1e-9).all()


def test_stops_are_no_stations_in_other_questions() -> None:
    assert NOW.transit.by_train.equals(TRAINS.transit.served)
    assert not NOW.transit.stations.index.intersection(["b-wolde", "b-heidedorp"]).size
    stops = NOW.transit.halts["role"] == "stop"
    assert NOW.transit.halts.index[stops].tolist() == ["b-heidedorp", "b-wolde"]


def test_what_does_not_fit_is_refused() -> None:
    transit = NOW.transit
    with pytest.raises(LayerError, match="codes of bus stops are codes of stations too: hds"):
        make_transit(
            transit.stations,
            transit.lines,
            transit.legs,
            transit.rules,
            stops=pd.concat([transit.stops, transit.stations.loc[["hds"]]]),
        )
    wrong = transit.lines.copy()
    wrong.loc["bus-hds-wol", "vehicle"] = "train"
    with pytest.raises(LayerError, match="trains call at bus stops: b-heidedorp, b-wolde"):
        make_transit(transit.stations, wrong, transit.legs, transit.rules, stops=transit.stops)
    wrong.loc["bus-hds-wol", "vehicle"] = "boat"
    with pytest.raises(LayerError, match="vehicle of a line is neither train nor bus"):
        make_transit(transit.stations, wrong, transit.legs, transit.rules, stops=transit.stops)


def test_the_note_counts_the_lines_of_buses() -> None:
    assert VELDLAND.words("en").say(NOW.transit.bus_note).startswith("Of the buses 1 ")
    assert TRAINS.transit.bus_note.key == "transit.no_buses"
    alone = NOW.transit.without_buses().times().minutes
    pd.testing.assert_frame_equal(alone, TRAINS.transit.times().minutes)
