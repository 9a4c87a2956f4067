"""Trips from door to door: least sums by brute force, and what bounds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.situation import Situation
from drenthe_geo.trips.boarding import BEST
from drenthe_geo.trips.model import DoorToDoor

MODES = tuple(dg.transit.read_transit(VELDLAND).rules.modes)


def least_over_stations(
    first: pd.DataFrame,
    between: pd.DataFrame,
    own: pd.DataFrame,
    last: Mapping[str, tuple[str, float]],
) -> NDArray[np.float64]:
    """Least sum of boarding, train and egress, one trip and one station after the other.

    Or without a train, on foot or by bicycle all the way.
    """
    found = np.full((len(first), len(last)), np.nan)
    for row in range(len(first)):
        for column, (end, egress) in enumerate(last.values()):
            sums = [
                float(first[str(code)].iloc[row]) + float(between[end][str(code)]) + egress
                for code in first
                if str(code) != end
            ]
            if end in own:
                sums.append(float(own[end].iloc[row]) + egress)
            there = [total for total in sums if not np.isnan(total)]
            found[row, column] = min(there, default=np.nan)
    return found


def ends(trips: DoorToDoor) -> dict[str, tuple[str, float]]:
    rows = trips.destinations.reset_index().to_dict("records")
    return {row["destination"]: (row["station"], float(row["egress_min"])) for row in rows}


def test_the_fixtures_have_trips_and_a_point_without(best: DoorToDoor) -> None:
    assert best.minutes.loc[["sea"]].isna().all(axis=None)
    assert best.minutes.drop(index="sea").notna().all(axis=None)
    used = {str(mode) for mode in best.boarding.mode.to_numpy().ravel() if mode is not None}
    assert len(used) > 1


def test_best_is_the_fastest_of_the_single_modes(
    by_mode: dict[str, DoorToDoor], best: DoorToDoor
) -> None:
    for name in ("minutes", "low", "high"):
        modes = best.boarding.access
        single = [getattr(by_mode[mode], name).to_numpy() for mode in modes]
        fastest = np.fmin.reduce(single)
        assert np.array_equal(getattr(best, name).to_numpy(), fastest, equal_nan=True)


def test_the_word_best_means_the_modes_of_the_rules(
    origins: gpd.GeoDataFrame, situation: Situation, best: DoorToDoor
) -> None:
    asked = dg.station_trips(VELDLAND, origins, access=BEST, situation=situation)
    pd.testing.assert_frame_equal(asked.minutes, best.minutes)
    assert tuple(asked.boarding.access) == situation.transit.rules.best_access
    assert "ebike" not in asked.boarding.access


def test_best_is_the_access_unless_told(
    origins: gpd.GeoDataFrame, situation: Situation, best: DoorToDoor
) -> None:
    untold = dg.station_trips(VELDLAND, origins, situation=situation)
    pd.testing.assert_frame_equal(untold.minutes, best.minutes)


def test_nobody_goes_further_to_a_station_or_all_the_way_than_the_rules_say(
    by_mode: dict[str, DoorToDoor], situation: Situation
) -> None:
    caps, own_caps = (
        situation.transit.rules.access_cap_min,
        situation.transit.rules.own_way_cap_min,
    )
    impossible = 0
    for mode, trips in by_mode.items():
        rows = dg.trips.trips_table(trips)
        trains = rows["station"].notna()
        assert (rows.loc[trains, "access_min"] <= caps[mode]).all()
        own = rows["minutes"].notna() & ~trains
        assert (rows.loc[own, "access_min"] <= own_caps.get(mode, -1)).all()
        near = trips.boarding.access[mode].minutes <= caps[mode]
        none = ~near.any(axis=1) & trips.boarding.own["expected"].isna().all(axis=1)
        assert trips.minutes[none].isna().all(axis=None)
        impossible += int(none.drop("sea").sum())
    assert impossible > 0


def test_boarding_is_the_way_there_and_the_minutes_to_the_platform(
    all_trips: dict[str, DoorToDoor], situation: Situation
) -> None:
    for trips in all_trips.values():
        for bound, frame in (
            ("low", trips.boarding.low),
            ("expected", trips.boarding.minutes),
            ("high", trips.boarding.high),
        ):
            modes = [
                times.minutes[frame.columns]
                .where(times.minutes <= situation.transit.rules.access_cap_min[mode])
                .to_numpy()
                * times.profile.factor(bound)  # type: ignore[arg-type]
                + situation.transit.rules.board_min
                for mode, times in trips.boarding.access.items()
            ]
            known = np.fmin.reduce(modes)
            assert np.allclose(frame.to_numpy(), known, atol=1e-9, rtol=0, equal_nan=True)


@pytest.mark.parametrize("access", [*MODES, BEST])
def test_door_to_door_is_the_least_sum_over_the_stations(
    all_trips: dict[str, DoorToDoor], situation: Situation, access: str
) -> None:
    trips = all_trips[access]
    for bound, found, start in (
        ("low", trips.low, trips.boarding.low),
        ("expected", trips.minutes, trips.boarding.minutes),
        ("high", trips.high, trips.boarding.high),
    ):
        trains = situation.transit.times(bound).minutes  # type: ignore[arg-type]
        own = trips.boarding.own[bound]  # type: ignore[index]
        known = least_over_stations(start, trains, own, ends(trips))
        # An end of a range is rounded to a tenth of a second before it is added.
        within = 1e-9 if bound == "expected" else 0.05 / 60 + 1e-9
        assert np.allclose(found.to_numpy(), known, atol=within, rtol=0, equal_nan=True)


@pytest.mark.parametrize("access", ["walk", "car"])
def test_trip_minutes_are_the_minutes_of_the_trips(
    by_mode: dict[str, DoorToDoor], situation: Situation, access: str
) -> None:
    trips = by_mode[access]
    shuffled = replace(trips.boarding, minutes=trips.boarding.minutes.iloc[:, ::-1])
    alone = dg.trips.trip_minutes(shuffled, situation.transit, trips.destinations)
    pd.testing.assert_frame_equal(alone, trips.minutes)


def test_the_station_of_a_trip_is_one_that_makes_its_minutes(
    all_trips: dict[str, DoorToDoor],
) -> None:
    for trips in all_trips.values():
        for origin in trips.minutes.index.drop("sea"):
            for name, (end, egress) in ends(trips).items():
                if pd.isna(trips.minutes[name][origin]):
                    assert pd.isna(trips.station[name][origin])
                    continue
                if pd.isna(trips.station[name][origin]):
                    way = trips.boarding.own["expected"][end][origin]
                else:
                    code = str(trips.station[name][origin])
                    way = trips.boarding.minutes[code][origin] + trips.trains.minutes[end][code]
                assert trips.minutes[name][origin] == pytest.approx(way + egress, abs=1e-9, rel=0)


def test_of_equal_sums_the_station_first_in_the_alphabet_is_taken(
    best: DoorToDoor, situation: Situation
) -> None:
    trains = situation.transit.times().minutes
    equal = pd.DataFrame(
        {code: [100 - trains["hfd"][code]] for code in ("zdk", "hds", "otv")}, ["o"]
    )

    far = replace(situation.transit.rules, access_cap_min={"car": 1000.0}, own_way_cap_min={})
    transit = replace(situation.transit, rules=far)
    by_car = replace(best.boarding.access["car"], minutes=equal - far.board_min)
    boarding = dg.trips.board({"car": by_car}, transit)
    capital = pd.DataFrame({"station": ["hfd"], "egress_min": [0.0]}, ["capital"])
    trips = dg.trips.door_to_door(boarding, transit, capital)
    assert trips.minutes["capital"].tolist() == [100]
    assert trips.station["capital"].tolist() == ["hds"]


def test_the_nearest_station_is_the_one_soonest_reached(all_trips: dict[str, DoorToDoor]) -> None:
    for trips in all_trips.values():
        every = trips.boarding.minutes
        start = every.loc[:, every.columns.isin(trips.trains.transit.by_train)]
        for origin in start.index:
            if start.T[origin].isna().all():
                assert trips.nearest[origin] is None
                continue
            assert start[trips.nearest[origin]][origin] == start.T[origin].min()
        assert trips.nearest["sea"] is None


def test_by_the_nearest_station_is_the_sum_by_that_station(
    all_trips: dict[str, DoorToDoor],
) -> None:
    for trips in all_trips.values():
        for name, (end, egress) in ends(trips).items():
            for origin in trips.nearest[trips.nearest.notna()].index:
                code = str(trips.nearest[origin])
                if code == end:  # there is no ride
                    assert np.isnan(trips.via_nearest[name][origin])
                    continue
                way = trips.boarding.minutes[code][origin] + trips.trains.minutes[end][code]
                found = trips.via_nearest[name][origin]
                assert found == pytest.approx(way + egress, abs=1e-9, rel=0)
        assert trips.via_nearest.loc[["sea"]].isna().all(axis=None)


def test_the_best_station_is_never_worse_than_the_nearest(
    all_trips: dict[str, DoorToDoor],
) -> None:
    better = 0
    for trips in all_trips.values():
        saved = (trips.via_nearest - trips.minutes).drop(index="sea")
        assert (saved.isna() | (saved >= -1e-9)).all(axis=None)
        better += int((saved > 0.1).to_numpy().sum())
    assert better > 0


def test_low_is_no_more_than_expected_and_expected_no_more_than_high(
    all_trips: dict[str, DoorToDoor],
) -> None:
    for trips in all_trips.values():
        low, expected, high = (
            frame.drop(index="sea") for frame in (trips.low, trips.minutes, trips.high)
        )
        none = expected.isna()
        assert (none == low.isna()).all(axis=None)
        assert (none == high.isna()).all(axis=None)
        assert (none | (low <= expected)).all(axis=None)
        assert (none | (expected <= high)).all(axis=None)
        assert (low < high).to_numpy().any()
