"""Trips from door to door on the embedded data: brute force, sums that add up, refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray

import drenthe_geo as dg
from drenthe_geo import DoorToDoor, Situation, TravelTimes
from drenthe_geo.journeys import BEST, boarding_times, read_origins, station_times
from drenthe_geo.rail import Bound

MODES = ("walk", "bicycle", "ebike", "car")
PARTS = ("access_min", "board_min", "wait_min", "ride_min", "transfer_min", "egress_min")
SITES = [
    "rijkskantoor-mandemaat-assen",
    "stationsgebied-meppel",
    "ai-hub-noord-nederland",
]
PEOPLE = 494_705


@pytest.fixture(scope="module")
def situation() -> Situation:
    return dg.read_situation()


@pytest.fixture(scope="module")
def origins(situation: Situation) -> gpd.GeoDataFrame:
    """Three sites and every thirtieth place; one point lies in the sea."""
    places = read_origins("places").iloc[::30]
    sites = situation.sites.loc[SITES]
    sea = gpd.GeoSeries([shapely.Point(150_000, 610_000)], ["sea"], crs=places.crs)
    geometry = pd.concat([sites.geometry, places.geometry, sea])
    return gpd.GeoDataFrame(geometry=geometry.rename_axis("origin"))


@pytest.fixture(scope="module")
def by_mode(origins: gpd.GeoDataFrame, situation: Situation) -> dict[str, DoorToDoor]:
    return {mode: dg.station_trips(origins, access=mode, situation=situation) for mode in MODES}


@pytest.fixture(scope="module")
def best(by_mode: dict[str, DoorToDoor], situation: Situation) -> DoorToDoor:
    """By whichever mode is fastest, put together from the times of the single modes."""
    access = {mode: trips.boarding.access[mode] for mode, trips in by_mode.items()}
    return dg.door_to_door(dg.board(access, situation.rail), situation.rail, dg.read_destinations())


@pytest.fixture(scope="module")
def all_trips(by_mode: dict[str, DoorToDoor], best: DoorToDoor) -> dict[str, DoorToDoor]:
    return {**by_mode, BEST: best}


@pytest.fixture(scope="module")
def walks_out(origins: gpd.GeoDataFrame, situation: Situation) -> TravelTimes:
    """On foot from the stations to the origins."""
    return station_times(origins, situation, "walk", direction="from")


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(dg.ArgumentError) as caught:
        attempt()
    return str(caught.value)


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
        single = [getattr(trips, name).to_numpy() for trips in by_mode.values()]
        fastest = np.fmin.reduce(single)
        assert np.array_equal(getattr(best, name).to_numpy(), fastest, equal_nan=True)


def test_the_word_best_means_all_modes(
    origins: gpd.GeoDataFrame, situation: Situation, best: DoorToDoor
) -> None:
    asked = dg.station_trips(origins, access=BEST, situation=situation)
    pd.testing.assert_frame_equal(asked.minutes, best.minutes)
    assert list(asked.boarding.access) == list(MODES)


def test_bicycle_is_the_access_unless_told(
    origins: gpd.GeoDataFrame, situation: Situation, by_mode: dict[str, DoorToDoor]
) -> None:
    untold = dg.station_trips(origins, situation=situation)
    pd.testing.assert_frame_equal(untold.minutes, by_mode["bicycle"].minutes)


def test_boarding_is_the_way_there_and_the_minutes_to_the_platform(
    all_trips: dict[str, DoorToDoor], situation: Situation
) -> None:
    for trips in all_trips.values():
        for sign, frame in (
            (-1, trips.boarding.low),
            (0, trips.boarding.minutes),
            (1, trips.boarding.high),
        ):
            modes = [
                times.minutes[frame.columns]
                .where(times.minutes <= situation.rail.rules.access_cap_min.get(mode, np.inf))
                .to_numpy()
                * (1 + sign * times.profile.uncertainty_share)
                + situation.rail.rules.board_min[mode]
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
        trains = dg.rail_times(situation.rail, bound=bound).minutes  # type: ignore[arg-type]
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
    alone = dg.trip_minutes(shuffled, situation.rail, trips.destinations)
    pd.testing.assert_frame_equal(alone, trips.minutes)


def test_the_station_of_a_trip_is_one_that_makes_its_minutes(
    all_trips: dict[str, DoorToDoor],
) -> None:
    for trips in all_trips.values():
        for origin in trips.minutes.index.drop("sea"):
            for name, (end, egress) in ends(trips).items():
                if pd.isna(trips.station[name][origin]):
                    way = trips.boarding.own["expected"][end][origin]
                else:
                    code = str(trips.station[name][origin])
                    way = trips.boarding.minutes[code][origin] + trips.trains.minutes[end][code]
                assert trips.minutes[name][origin] == pytest.approx(way + egress, abs=1e-9, rel=0)


def test_of_equal_sums_the_station_first_in_the_alphabet_is_taken(
    best: DoorToDoor, situation: Situation
) -> None:
    trains = dg.rail_times(situation.rail).minutes
    equal = pd.DataFrame({code: [100 - trains["zl"][code]] for code in ("mp", "bl", "hgv")}, ["o"])
    bounds: tuple[Bound, ...] = ("expected", "low", "high")
    own = dict.fromkeys(bounds, equal * np.nan)
    boarding = replace(best.boarding, minutes=equal, low=equal, high=equal, own=own)
    zwolle = pd.DataFrame({"station": ["zl"], "egress_min": [0.0]}, ["zwolle"])
    trips = dg.door_to_door(boarding, situation.rail, zwolle)
    assert trips.minutes["zwolle"].tolist() == [100]
    assert trips.station["zwolle"].tolist() == ["bl"]


def test_the_nearest_station_is_the_one_soonest_reached(all_trips: dict[str, DoorToDoor]) -> None:
    for trips in all_trips.values():
        start = trips.boarding.minutes
        for origin in start.index.drop("sea"):
            assert start[trips.nearest[origin]][origin] == start.T[origin].min()
        assert trips.nearest["sea"] is None


def test_by_the_nearest_station_is_the_sum_by_that_station(
    all_trips: dict[str, DoorToDoor],
) -> None:
    for trips in all_trips.values():
        for name, (end, egress) in ends(trips).items():
            for origin in trips.minutes.index.drop("sea"):
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
        assert (low <= expected).all(axis=None)
        assert (expected <= high).all(axis=None)
        assert (low < high).to_numpy().any()


@pytest.mark.parametrize("access", ["walk", BEST])
def test_the_legs_of_a_trip_add_up_to_its_minutes(
    all_trips: dict[str, DoorToDoor], access: str
) -> None:
    trips = all_trips[access]
    for origin in trips.minutes.index.drop("sea"):
        for destination in trips.minutes:
            legs = trips.legs(origin, str(destination))
            total = float(trips.minutes[destination][origin])
            assert legs["minutes"].sum() == pytest.approx(total, abs=1e-9, rel=0)
            rides = int((legs["part"] == "ride").sum())
            middle = ["board", "wait", "ride", *["transfer", "ride"] * (rides - 1)] if rides else []
            assert legs["part"].tolist() == ["access", *middle, "egress"]
            assert (rides == 0) == pd.isna(trips.station[destination][origin])
    assert trips.legs("sea", "utrecht").empty


def test_the_parts_of_a_trip_in_words(by_mode: dict[str, DoorToDoor]) -> None:
    legs = by_mode["walk"].legs("stationsgebied-meppel", "leeuwarden")
    assert legs["what"].tolist()[:2] == ["walk to station Meppel", "walk to platform"]
    assert legs["what"].tolist()[-1] == "to Leeuwarden"


@pytest.mark.parametrize("access", [*MODES, BEST])
def test_the_rows_of_the_table_add_up(all_trips: dict[str, DoorToDoor], access: str) -> None:
    trips = all_trips[access]
    table = dg.trips_table(trips)
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
    own = table[~sea & table["station"].isna()]
    assert own["way"].str.endswith("all the way, no train").all()
    assert (own["mode"] != "car").all()
    assert ((there["transfer_min"] > 0) == (there["transfers"] > 0)).all()
    changes = there["way"].str.count("; ").where(there["way"] != "", 0)
    assert (there["transfers"] == changes).all()


def test_people_for_whom_the_best_station_is_not_the_nearest(situation: Situation) -> None:
    places = read_origins("places").iloc[::10]
    trips = dg.station_trips(places, situation=situation)
    people = places["population"].iloc[::-1]
    found = dg.best_or_nearest(trips, people)
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
    found = dg.best_or_nearest(trips, one_each)
    assert (found["people"] == len(trips.minutes) - 1).all()


def test_an_arrival_is_by_at_least_one_ride(best: DoorToDoor, situation: Situation) -> None:
    found = dg.arrival_minutes(best.boarding, situation.rail)
    between = dg.rail_times(situation.rail).minutes
    start = best.boarding.minutes
    assert found.columns.equals(situation.rail.served)
    assert found.index.equals(start.index)
    for end in between.columns:
        others = [str(code) for code in start if code != end]
        sums = start[others].to_numpy() + between[end][others].to_numpy()
        known = np.fmin.reduce(sums, axis=1)
        assert np.allclose(found[end], known, atol=1e-9, rtol=0, equal_nan=True)
    assert found.loc[["sea"]].isna().all(axis=None)


def test_where_one_boards_one_has_not_arrived(situation: Situation) -> None:
    """With one station in reach by the access, no train comes to that station."""
    meppel = situation.sites.loc[["stationsgebied-meppel"]]
    boarding = boarding_times(meppel, situation, "walk")
    only = replace(boarding, minutes=boarding.minutes[["mp"]])
    found = dg.arrival_minutes(only, situation.rail)
    assert found.columns[found.isna().any()].tolist() == ["mp"]


def test_train_minutes_are_the_least_sum_over_arrivals(
    best: DoorToDoor, situation: Situation, walks_out: TravelTimes
) -> None:
    arrivals = dg.arrival_minutes(best.boarding, situation.rail)
    found = dg.train_minutes(arrivals, walks_out)
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


def test_an_access_that_is_none_is_refused(origins: gpd.GeoDataFrame, situation: Situation) -> None:
    assert refusal(lambda: dg.station_trips(origins, access="bycicle", situation=situation)) == (
        "unknown access 'bycicle': did you mean 'bicycle'? "
        "Choices: walk, bicycle, ebike, car, best."
    )


def test_boarding_refuses_what_does_not_fit(
    by_mode: dict[str, DoorToDoor], situation: Situation, walks_out: TravelTimes
) -> None:
    rail = situation.rail
    walk, car = (by_mode[mode].boarding.access[mode] for mode in ("walk", "car"))
    assert refusal(lambda: dg.board({}, rail)) == (
        "access: no mode was given; give times for walk, bicycle, ebike or car."
    )
    assert refusal(lambda: dg.board({"wak": walk}, rail)) == (
        "unknown mode of access 'wak': did you mean 'walk'? Choices: walk, bicycle, ebike, car."
    )
    assert refusal(lambda: dg.board({"walk": walks_out}, rail)) == (
        "access by walk: times must be to the stations, not from them."
    )
    fewer = replace(car, minutes=car.minutes.iloc[1:])
    assert refusal(lambda: dg.board({"walk": walk, "car": fewer}, rail)) == (
        "access by car: its origins are not those of the other modes."
    )
    renamed = replace(walk, minutes=walk.minutes.add_prefix("station-"))
    assert refusal(lambda: dg.board({"walk": renamed}, rail)) == (
        "access: no train stops at any of the stations; give codes as in the layer stations."
    )


def test_egress_must_be_from_the_stations(best: DoorToDoor, situation: Situation) -> None:
    arrivals = dg.arrival_minutes(best.boarding, situation.rail)
    there = best.boarding.access["walk"]
    assert refusal(lambda: dg.train_minutes(arrivals, there)) == (
        "egress: times must be from the stations, not to them."
    )


def test_a_destination_without_trains_is_refused(best: DoorToDoor, situation: Situation) -> None:
    nowhere = pd.DataFrame({"station": ["zzz"], "egress_min": [5]}, ["nowhere"])
    said = f"unknown station served by a train 'zzz': Choices: {', '.join(situation.rail.served)}."
    assert refusal(lambda: dg.door_to_door(best.boarding, situation.rail, nowhere)) == said
    alone = refusal(lambda: dg.trip_minutes(best.boarding, situation.rail, nowhere))
    assert alone == said


def test_legs_of_a_trip_that_is_not_there_are_refused(by_mode: dict[str, DoorToDoor]) -> None:
    trips = by_mode["walk"]
    origins = ", ".join(trips.minutes.index)
    destinations = ", ".join(trips.minutes.columns)
    assert refusal(lambda: trips.legs("q", "utrecht")) == f"unknown origin 'q': Choices: {origins}."
    assert refusal(lambda: trips.legs("sea", "utrect")) == (
        f"unknown destination 'utrect': did you mean 'utrecht'? Choices: {destinations}."
    )


POINTS = "id,lon,lat\nassen,6.5625,52.9953\nsea,5.2,53.1\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(POINTS, encoding="utf-8")
    return path


def test_trips_are_written_with_how_they_were_made(mine: Path) -> None:
    out = mine.parent / "deep" / "trips.csv"
    trips, warnings = dg.write_trips(mine, out, access="walk")
    assert sorted(path.name for path in out.parent.iterdir()) == ["trips.about.json", "trips.csv"]
    table = pd.read_csv(out)
    assert table["origin"].tolist() == ["assen"] * 10 + ["sea"] * 10
    written = table["minutes"].to_numpy()
    assert np.allclose(written, trips.minutes.to_numpy().ravel(), atol=6e-4, equal_nan=True)
    assert (table["minutes"].isna() == (table["origin"] == "sea")).all()
    about = json.loads((out.parent / "trips.about.json").read_text(encoding="utf-8"))
    assert about["parameters"] == {"scenarios": [], "origins": str(mine), "access": "walk"}
    assert list(about["own_files"]) == ["mine.csv"]
    assert about["counts"]["origins"] == 2
    assert sum(about["counts"]["legs_by_basis"].values()) == len(dg.read_rail().legs)
    assert about["rail_rules"]["board_min"]["value"]["walk"] == 2
    assert len(about["destinations"]) == 10
    assert about["warnings"] == warnings
    assert any("sea" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("out", "how", "said"),
    [
        ("trips.txt", {}, "--out trips.txt: must end in .csv."),
        ("trips", {}, "--out trips: must end in .csv."),
        (
            "trips.csv",
            {"access": "train"},
            "unknown access 'train': Choices: walk, bicycle, ebike, car, best.",
        ),
        (
            "trips.csv",
            {"scenarios": ["nedersaksenlin"]},
            (
                "unknown scenario 'nedersaksenlin': did you mean 'nedersaksenlijn'? Choices: "
                "coevorden-bad-bentheim, meppel-flessenhals, n34-verdubbeld, nedersaksenlijn, "
                "a file ending in .toml."
            ),
        ),
    ],
)
def test_trips_that_are_refused_write_nothing(
    mine: Path, out: str, how: dict[str, str], said: str
) -> None:
    attempt = lambda: dg.write_trips(mine, mine.parent / "deep" / out, **how)  # noqa: E731
    assert refusal(attempt) == said
    assert list(mine.parent.iterdir()) == [mine]


def test_origins_are_places_sites_or_a_file(mine: Path) -> None:
    assert len(read_origins("places")) == 260
    assert read_origins("sites").index.equals(dg.read_layer("sites").index)
    assert read_origins(mine).index.to_list() == ["assen", "sea"]


@pytest.fixture(scope="module")
def three() -> gpd.GeoDataFrame:
    return dg.read_layer("stations").loc[["asn", "emn", "mp"]]


@pytest.fixture(scope="module")
def cycling() -> dg.Network:
    return dg.read_network("bicycle")


@pytest.fixture(scope="module")
def in_reach(three: gpd.GeoDataFrame, cycling: dg.Network) -> pd.DataFrame:
    return dg.people_in_reach(three, [10, 20, 30, 600], cycling)


def test_people_in_reach_grow_with_the_minutes_and_never_exceed_all(in_reach: pd.DataFrame) -> None:
    for name in ("inhabitants", "working_age", "students", "no_number"):
        counts = in_reach[name].unstack("minutes")
        assert (counts.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (in_reach["inhabitants"] <= PEOPLE).all()
    assert in_reach["inhabitants"].xs(600, level="minutes").tolist() == [PEOPLE] * 3
    assert (in_reach["working_age"] <= in_reach["inhabitants"]).all()
    assert (in_reach["working_age"] > 0).all()


@pytest.mark.parametrize("direction", ["to", "from"])
def test_people_in_reach_are_those_whose_time_is_within(
    three: gpd.GeoDataFrame, network: dg.Network, direction: str
) -> None:
    how = {"direction": direction}
    found = dg.people_in_reach(three, [12, 25], network, **how)  # type: ignore[arg-type]
    reach = dg.compute_reach(network, three, **how)  # type: ignore[arg-type]
    people, learning = dg.read_people(), dg.read_layer("education")
    heads = dg.travel_times(reach, people).minutes
    schools = dg.travel_times(reach, learning).minutes
    for row in found.reset_index().to_dict("records"):
        near = people[heads[row["facility"]] <= row["minutes"]]
        assert row["inhabitants"] == sum(near["population"])
        assert row["working_age"] == sum(near["working_age"])
        taught = learning[schools[row["facility"]] <= row["minutes"]]["students"]
        assert row["students"] == sum(taught.dropna())
        assert row["no_number"] == sum(taught.isna())


def test_one_way_roads_tell_the_directions_apart(
    three: gpd.GeoDataFrame, network: dg.Network
) -> None:
    there, back = (
        dg.people_in_reach(three, [12, 25], network, direction=direction)
        for direction in ("to", "from")
    )
    assert not there["inhabitants"].equals(back["inhabitants"])


def test_a_facility_outside_the_roads_has_nobody(cycling: dg.Network) -> None:
    spots = gpd.GeoDataFrame(
        index=pd.Index(["land", "sea"], name="id"),
        geometry=[shapely.Point(233_900, 557_000), shapely.Point(150_000, 610_000)],
        crs="EPSG:28992",
    )
    found = dg.people_in_reach(spots, [30], cycling)["inhabitants"].droplevel("minutes")
    assert found["sea"] == 0
    assert found["land"] > 10_000


def test_all_people_are_more_than_those_of_drenthe(
    three: gpd.GeoDataFrame, cycling: dg.Network, in_reach: pd.DataFrame
) -> None:
    everyone, ours = dg.read_people("all"), dg.read_people("drenthe")
    assert set(ours.index) < set(everyone.index)
    assert ours["population"].sum() == PEOPLE < everyone["population"].sum()
    more = dg.people_in_reach(three, [10, 20, 30, 600], cycling, who="all")
    assert (more["inhabitants"] >= in_reach["inhabitants"]).all()
    assert more["inhabitants"].sum() > in_reach["inhabitants"].sum()
    assert more["students"].equals(in_reach["students"])


def test_the_people_of_every_postcode_add_up_to_its_place() -> None:
    people, places = dg.read_people("all"), dg.read_layer("places")
    sums = people.groupby("pc4")["population"].sum()
    assert sums.sort_index().to_dict() == places["population"].sort_index().to_dict()
    assert (people["working_age"] <= people["population"]).all()


def test_people_of_nowhere_and_no_minutes_are_refused(
    three: gpd.GeoDataFrame, cycling: dg.Network
) -> None:
    said = "unknown who 'drente': did you mean 'drenthe'? Choices: drenthe, all."
    assert refusal(lambda: dg.read_people("drente")) == said  # type: ignore[arg-type]
    assert refusal(lambda: dg.people_in_reach(three, [-1], cycling)) == (
        "cut-off -1 is not a number of minutes above 0; give e.g. 10, 20, 30."
    )
