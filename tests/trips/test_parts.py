"""What a trip is made of: legs and tables that add up, and arrivals by train."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.minutes import TravelTimes
from drenthe_geo.situation import Situation
from drenthe_geo.trips.arrivals import minutes_to_doors
from drenthe_geo.trips.boarding import BEST, boarding_times, station_times
from drenthe_geo.trips.door_to_door import board
from drenthe_geo.trips.model import DoorToDoor
from drenthe_geo.words.message import Message

PARTS = ("access_min", "board_min", "wait_min", "ride_min", "transfer_min", "egress_min")
SAID = {
    "en": [
        "by bicycle to station Venendal",
        "by bicycle: to the platform",
        (
            "for Stoptrein Heidestad - Venendal - Oosterveen (2 an hour; half the time between two "
            "would be longer)"
        ),
        "Stoptrein Heidestad - Venendal - Oosterveen to Heidestad",
        (
            "at Heidestad to Intercity Hoofdstad - Heidestad - Rietstad (1 an hour; half the time "
            "between two would be longer)"
        ),
        "Intercity Hoofdstad - Heidestad - Rietstad to Hoofdstad Centraal",
        "to Hoofdstad",
    ],
    "nl": [
        "met de fiets naar station Venendal",
        "met de fiets: naar het perron",
        (
            "op Stoptrein Heidestad - Venendal - Oosterveen (2 per uur; de halve tijd tussen twee "
            "zou langer zijn)"
        ),
        "Stoptrein Heidestad - Venendal - Oosterveen naar Heidestad",
        (
            "in Heidestad op Intercity Hoofdstad - Heidestad - Rietstad (1 per uur; de halve tijd "
            "tussen twee zou langer zijn)"
        ),
        "Intercity Hoofdstad - Heidestad - Rietstad naar Hoofdstad Centraal",
        "naar Hoofdstad",
    ],
}
MODES = tuple(dg.transit.read_transit(VELDLAND).rules.modes)


@pytest.mark.parametrize("access", ["walk", BEST])
def test_the_legs_of_a_trip_add_up_to_its_minutes(
    all_trips: dict[str, DoorToDoor], access: str
) -> None:
    trips = all_trips[access]
    for origin in trips.minutes.index.drop("sea"):
        for destination in trips.minutes:
            legs = trips.legs(origin, str(destination))
            if trips.minutes[destination].isna()[origin]:
                assert legs.empty
                continue
            total = float(trips.minutes[destination][origin])
            assert legs["minutes"].sum() == pytest.approx(total, abs=1e-9, rel=0)
            rides = int((legs["part"] == "ride").sum())
            middle = ["board", "wait", "ride", *["transfer", "ride"] * (rides - 1)] if rides else []
            assert legs["part"].tolist() == ["access", *middle, "egress"]
            assert (rides == 0) == pd.isna(trips.station[destination][origin])
    assert trips.legs("sea", "hoofdstad").empty


def test_the_parts_of_a_trip_in_words(by_mode: dict[str, DoorToDoor]) -> None:
    legs = by_mode["bicycle"].legs("veencampus-venendal", "hoofdstad")
    said = {lang: [VELDLAND.words(lang).say(part) for part in legs["what"]] for lang in SAID}
    assert said == SAID


@pytest.mark.parametrize("access", [*MODES, BEST])
def test_the_rows_of_the_table_add_up(all_trips: dict[str, DoorToDoor], access: str) -> None:
    trips = all_trips[access]
    table = dg.trips.trips_table(trips)
    pairs = [(o, d) for o in trips.minutes.index for d in trips.minutes]
    assert list(zip(table["origin"], table["destination"], strict=True)) == pairs
    total = table[list(PARTS)].sum(axis=1, min_count=len(PARTS))
    assert np.allclose(total, table["minutes"], atol=1e-6, rtol=0, equal_nan=True)
    sea = table["origin"] == "sea"
    assert (
        table.loc[sea, ["minutes", "low", "high", "station", "mode", *PARTS]].isna().all(axis=None)
    )
    there = table[~sea & table["station"].notna()]
    assert (there["via_nearest_min"].fillna(np.inf) >= there["minutes"] - 1e-9).all()
    own = table[table["minutes"].notna() & table["station"].isna()]
    assert table.loc[table["minutes"].isna(), list(PARTS)].isna().all(axis=None)
    assert [one.key for way in own["way"] for one in way] == ["trips.no_train"] * len(own)
    assert (own["mode"] != "car").all()
    assert ((there["transfer_min"] > 0) == (there["transfers"] > 0)).all()
    assert (there["transfers"] == there["way"].map(len) - 1).all()
    assert {one.key for way in there["way"] for one in way} == {"trips.ride"}
    for row in there.itertuples():
        legs = trips.legs(str(row.origin), str(row.destination))
        keys = [one.key.rpartition(".")[2] for one in legs["what"]]
        assert row.waits_cut == keys.count("cap")
        assert row.changes_known == keys.count("timetable")
    cut = int((there["waits_cut"] > 0).sum())
    said = dg.trips.waits_cut(table)
    assert (said == Message("trips.waits_cut", cut=cut, all=len(there))) == (cut > 0)


def test_people_for_whom_the_best_station_is_not_the_nearest(situation: Situation) -> None:
    places = VELDLAND.layer("places")
    trips = dg.station_trips(VELDLAND, places, situation=situation)
    people = places["population"].iloc[::-1]
    found = dg.trips.best_or_nearest(trips, people)
    assert found.index.to_list() == trips.minutes.columns.to_list()
    assert found["people_elsewhere"].sum() > 0
    for destination in trips.minutes:
        there = elsewhere = compared = 0
        saved = 0.0
        for place in places.index:
            heads = int(people[place])
            there += heads
            station = trips.station[destination][place]
            if pd.notna(station) and station != trips.nearest[place]:
                elsewhere += heads
                if pd.isna(trips.via_nearest[destination][place]):
                    continue
                compared += heads
                by_nearest = float(trips.via_nearest[destination][place])
                saved += heads * (by_nearest - float(trips.minutes[destination][place]))
        row = found.loc[[destination]].to_dict("records")[0]
        assert (row["people"], row["people_elsewhere"]) == (there, elsewhere)
        mean = saved / compared if compared else 0.0
        assert row["saved_min"] == pytest.approx(mean, abs=1e-9)


def test_who_has_no_way_does_not_count(by_mode: dict[str, DoorToDoor]) -> None:
    trips = by_mode["bicycle"]
    one_each = pd.Series(1, trips.minutes.index)
    found = dg.trips.best_or_nearest(trips, one_each)
    assert found["people"].tolist() == trips.minutes.notna().sum().tolist()
    assert (found["people"] < len(trips.minutes)).all()


def test_an_arrival_is_by_at_least_one_ride(best: DoorToDoor, situation: Situation) -> None:
    found = dg.trips.arrival_minutes(best.boarding, situation.transit)
    between = situation.transit.times().minutes
    start = best.boarding.minutes
    assert found.columns.equals(situation.transit.served)
    assert found.index.equals(start.index)
    for end in between.columns:
        others = [str(code) for code in start if code != end]
        sums = start[others].to_numpy() + between[end][others].to_numpy()
        known = np.fmin.reduce(sums, axis=1)
        assert np.allclose(found[end], known, atol=1e-9, rtol=0, equal_nan=True)
    assert found.loc[["sea"]].isna().all(axis=None)


def test_where_one_boards_one_has_not_arrived(situation: Situation) -> None:
    """With one station in reach by the access, no train comes to that station."""
    site = situation.sites.loc[["stationsgebied-heidestad"]]
    boarding = boarding_times(VELDLAND, site, situation, "walk")
    only = replace(boarding, minutes=boarding.minutes[["hds"]])
    found = dg.trips.arrival_minutes(only, situation.transit)
    assert found.columns[found.isna().any()].tolist() == ["hds"]


def test_train_minutes_are_the_least_sum_over_arrivals(
    best: DoorToDoor, situation: Situation, walks_out: TravelTimes
) -> None:
    arrivals = dg.trips.arrival_minutes(best.boarding, situation.transit)
    found = dg.trips.train_minutes(arrivals, walks_out)
    assert found.index.equals(arrivals.index)
    assert found.columns.equals(walks_out.minutes.index)
    out = walks_out.minutes
    for origin in arrivals.index:
        for door in out.index:
            sums = [float(arrivals[code][origin]) + float(out[code][door]) for code in out]
            known = min((total for total in sums if not np.isnan(total)), default=np.nan)
            assert found[door][origin] == pytest.approx(known, abs=1e-9, rel=0, nan_ok=True)
    assert found["sea"].isna().all()
    assert found.drop(index="sea", columns="sea").notna().all(axis=None)


def test_a_limit_leaves_out_longer_trips_alone(
    best: DoorToDoor, situation: Situation, walks_out: TravelTimes
) -> None:
    arrivals = dg.trips.arrival_minutes(best.boarding, situation.transit)
    every = dg.trips.train_minutes(arrivals, walks_out)
    known = np.unique(every.to_numpy()[every.notna().to_numpy()])
    # Exactly a trip, a hair less, and what no trip is.
    for limit_min in (known[0], known[len(known) // 2], np.nextafter(known[9], 0), 0.0, 1e4):
        found = dg.trips.train_minutes(arrivals, walks_out, limit_min=float(limit_min))
        pd.testing.assert_frame_equal(found, every.where(every <= limit_min), check_exact=True)
        # Without a table of all arrivals it is the same.
        at_once = minutes_to_doors(best.boarding, situation.transit, walks_out, float(limit_min))
        pd.testing.assert_frame_equal(at_once, found, check_exact=True, check_names=False)
    trains = situation.transit.by_train
    some = dg.trips.arrival_minutes(best.boarding, situation.transit, trains)
    pd.testing.assert_frame_equal(some, arrivals[trains], check_exact=True)


def test_a_station_exactly_on_the_limit_of_a_mode_is_near_enough(
    origins: gpd.GeoDataFrame, situation: Situation
) -> None:
    times = station_times(VELDLAND, origins, situation, "walk")
    values = times.minutes.to_numpy()
    for cap_min in np.sort(values[np.isfinite(values)])[[3, 20, 60]].tolist():
        caps = {**situation.transit.rules.access_cap_min, "walk": cap_min}
        rules = replace(situation.transit.rules, access_cap_min=caps)
        found = board({"walk": times}, replace(situation.transit, rules=rules)).minutes
        near = times.minutes[found.columns] <= cap_min
        assert (found.notna() == near).all(axis=None)


def test_who_has_only_a_bus_within_the_cap_has_no_nearest_station() -> None:
    """Close to the stop of a bus, too far from any station to ride there."""
    stop = dg.transit.read_transit(VELDLAND).halts.loc[["b-heidedorp"]]
    points = gpd.GeoDataFrame({"name": ["Stop"]}, geometry=stop.geometry.to_numpy(), crs=stop.crs)
    trips = dg.station_trips(VELDLAND, points, access="walk")
    table = dg.trips.trips_table(trips)
    boarded = table[table["vehicles"].isin(["bus", "train+bus"])]
    assert len(boarded)
    assert boarded["nearest_station"].isna().all()
    assert boarded["via_nearest_min"].isna().all()
