"""A timetable in GTFS takes the place of the embedded trains."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from drenthe import DRENTHE

import drenthe_geo as dg
from drenthe_geo.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

# A stopping train Assen - Beilen - Hoogeveen every half hour, back every hour; by a stop
# that no station is near to, and a bus that is none of our business.
STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
a,Assen,52.9917,6.5708,0,
b,Perron 2,52.8547,6.5211,0,
x,Nergens,52.80,6.30,0,
h,Hoogeveen,52.725,6.50,0,
"""
AGENCY = "agency_id,agency_name,agency_url,agency_timezone\nt,Trein,https://example.org,Europe/Amsterdam\n"
ROUTES = """route_id,agency_id,route_short_name,route_long_name,route_type
r,t,SPR,Sprinter,2
b,t,27,Bus,3
"""
DAYS = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
CALENDAR = f"""service_id,{DAYS},start_date,end_date
wk,1,1,1,1,1,0,0,20260105,20260131
"""


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def make_feed(path: Path, *, without: str = "") -> Path:
    trips, times = ["route_id,service_id,trip_id"], []
    for number, start in enumerate(range(7 * 60, 10 * 60, 30)):
        trips.append(f"r,wk,out{number}")
        late = number % 2  # every other train takes a minute more to Beilen
        calls = [("a", 0, 0), ("b", 10 + late, 11 + late), ("x", 15, 15), ("h", 21, 21)]
        times += [(f"out{number}", start, n, *call) for n, call in enumerate(calls)]
    for number, start in enumerate(range(7 * 60, 10 * 60, 60)):
        trips.append(f"r,wk,back{number}")
        calls = [("h", 0, 0), ("b", 9, 10), ("a", 20, 20)]
        times += [(f"back{number}", start, n, *call) for n, call in enumerate(calls)]
    trips.append("b,wk,bus")
    times += [("bus", 420, 0, "a", 0, 0), ("bus", 420, 1, "h", 5, 5)]
    rows = [
        f"{trip},{clock(start + come)},{clock(start + go)},{stop},{n}"
        for trip, start, n, stop, come, go in times
    ]
    head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
    files = {
        "agency.txt": AGENCY,
        "stops.txt": STOPS,
        "routes.txt": ROUTES,
        "calendar.txt": CALENDAR,
        "trips.txt": "\n".join(trips) + "\n",
        "stop_times.txt": "\n".join([head, *rows]) + "\n",
    }
    with zipfile.ZipFile(path, "w") as feed:
        for name, text in files.items():
            if name != without:
                feed.writestr(name, text)
    return path


@pytest.fixture(scope="module")
def transit(tmp_path_factory: pytest.TempPathFactory) -> dg.transit.Transit:
    feed = make_feed(tmp_path_factory.mktemp("gtfs") / "feed.zip")
    return dg.io.read_transit_from_gtfs(DRENTHE, feed, hours=(7, 10))


def test_both_ways_are_one_line_with_the_mean_of_their_trains(transit: dg.transit.Transit) -> None:
    trains = transit.lines[transit.lines["vehicle"] == "train"]
    assert trains["name"].tolist() == ["Sprinter"]
    assert trains["trains_per_hour"].tolist() == [9 / 2 / 3]  # six out, three back, three hours


def test_a_bus_is_a_bus_and_can_be_left_out(tmp_path: Path) -> None:
    feed = make_feed(tmp_path / "feed.zip")
    both = dg.io.read_transit_from_gtfs(DRENTHE, feed, hours=(7, 10))
    trains = dg.io.read_transit_from_gtfs(DRENTHE, feed, hours=(7, 10), buses=False)
    assert both.lines[["name", "vehicle"]].to_numpy().tolist() == [
        ["Bus", "bus"],
        ["Sprinter", "train"],
    ]
    bus = both.legs.set_index("line").loc[both.lines.index[both.lines["vehicle"] == "bus"]]
    assert bus[["from_station", "to_station", "minutes"]].to_numpy().tolist() == [["asn", "hgv", 5]]
    assert trains.lines["name"].tolist() == ["Sprinter"]
    assert trains.times().minutes.equals(both.without_buses().times().minutes)


def test_a_feed_of_buses_alone_is_not_blamed_on_its_calendar(tmp_path: Path) -> None:
    whole, buses = make_feed(tmp_path / "whole.zip"), tmp_path / "buses.zip"
    with zipfile.ZipFile(whole) as read, zipfile.ZipFile(buses, "w") as written:
        for name in read.namelist():
            text = read.read(name).decode()
            written.writestr(name, text.replace(",2\n", ",3\n") if name == "routes.txt" else text)
    with pytest.raises(dg.FileError, match=r"buses\.zip: no trip of it is by train or metro"):
        dg.io.read_transit_from_gtfs(DRENTHE, buses, hours=(7, 10), buses=False)


def test_legs_are_the_median_and_the_range_of_the_trips(transit: dg.transit.Transit) -> None:
    legs = transit.without_buses().legs.set_index(["from_station", "to_station"])
    first, second = legs.iloc[0], legs.iloc[1]
    assert legs.index.tolist() == [("asn", "bl"), ("bl", "hgv")]
    assert (first["minutes_low"], first["minutes"], first["minutes_high"]) == (10, 10, 11)
    assert (second["minutes_low"], second["minutes"], second["minutes_high"]) == (9, 9, 10)
    assert first["dwell_min"] == 1


def test_stops_are_known_by_name_or_by_place_and_others_are_passed(
    transit: dg.transit.Transit,
) -> None:
    """Hoogeveen lies two km off but has its name, Beilen only its place; Nergens neither."""
    assert transit.served.tolist() == ["asn", "bl", "hgv"]


def test_the_same_functions_work_on_it(transit: dg.transit.Transit) -> None:
    there = replace(dg.situation.read_situation(DRENTHE), transit=transit.without_buses())
    ends = pd.DataFrame({"name": ["Hoogeveen"], "station": ["hgv"], "egress_min": [5.0]}, ["end"])
    sites = DRENTHE.layer("sites").loc[["station-assen"]]
    trips = dg.station_trips(DRENTHE, sites, access="walk", situation=there, destinations=ends)
    legs = trips.legs("station-assen", "end")
    assert legs["part"].tolist() == ["access", "board", "wait", "ride", "egress"]
    assert legs.loc[3, "minutes"] == pytest.approx(20, abs=0.01)
    assert legs["minutes"].sum() == pytest.approx(trips.minutes.to_numpy()[0, 0])


def test_a_day_and_hours_can_be_chosen(tmp_path: Path) -> None:
    feed = make_feed(tmp_path / "feed.zip")
    transit = dg.io.read_transit_from_gtfs(DRENTHE, feed, date="20260107", hours=(8, 9))
    assert transit.without_buses().lines["trains_per_hour"].tolist() == [1.5]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (
            {"date": "20270101"},
            (
                "date 1 January 2027: the trains and buses of feed.zip run from 5 January 2026 "
                "to 31 January 2026."
            ),
        ),
        (
            {"date": "20260110"},
            "feed.zip: no train or bus of it runs on 10 January 2026; choose another --date.",
        ),
        ({"hours": (9.0, 8.0)}, "hours 9 to 8: must lie in a day and be in order."),
    ],
)
def test_what_is_not_in_the_feed_is_said(how: dict[str, object], said: str, tmp_path: Path) -> None:
    feed = make_feed(tmp_path / "feed.zip")
    with pytest.raises(dg.ArgumentError) as caught:
        dg.io.read_transit_from_gtfs(DRENTHE, feed, **how)  # type: ignore[arg-type]
    assert str(caught.value) == said


def test_what_is_no_feed_is_refused(tmp_path: Path) -> None:
    feed = make_feed(tmp_path / "half.zip", without="stop_times.txt")
    with pytest.raises(dg.FileError) as caught:
        dg.io.read_transit_from_gtfs(DRENTHE, feed)
    assert str(caught.value) == "half.zip: is not a GTFS feed; it has no stop_times.txt."
    words = tmp_path / "words.zip"
    words.write_text("no zip", encoding="utf-8")
    with pytest.raises(dg.FileError) as caught:
        dg.io.read_transit_from_gtfs(DRENTHE, words)
    assert str(caught.value) == (
        "words.zip: is not a GTFS feed; it is no zip file that can be read."
    )


def test_the_command_takes_a_feed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = make_feed(tmp_path / "feed.zip")
    out = tmp_path / "trips"
    words = ["trips", "--points", "sites", "--gtfs", str(feed), "--out", str(out)]
    assert main(words) == 1
    assert capsys.readouterr().err == (
        "drenthe-geo: no train of feed.zip goes to any destination.\n"
    )
    assert not out.exists()


def rewritten(path: Path, name: str, old: str, new: str) -> Path:
    """The feed with a text of one of its files replaced."""
    with zipfile.ZipFile(path) as feed:
        files = {entry: feed.read(entry).decode() for entry in feed.namelist()}
    assert old in files.get(name, old)
    files[name] = files.get(name, old).replace(old, new)
    with zipfile.ZipFile(path, "w") as feed:
        for entry, text in files.items():
            feed.writestr(entry, text)
    return path


OUT0 = "out0,07:10:00,07:11:00"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("stop_times.txt", OUT0, "out0,07:10,07:11", "time '07:10' is not as H:MM:SS."),
        ("stop_times.txt", OUT0, "out0,06:10:00,06:11:00", "times of trip 'out0' go back."),
    ],
)
def test_times_that_cannot_be_used_are_refused(
    name: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    feed = rewritten(make_feed(tmp_path / "feed.zip"), name, old, new)
    with pytest.raises(dg.FileError) as caught:
        dg.io.read_transit_from_gtfs(DRENTHE, feed)
    assert str(caught.value) == f"feed.zip: {said}"


def test_a_place_of_the_same_name_far_away_is_another(tmp_path: Path) -> None:
    feed = make_feed(tmp_path / "feed.zip")
    rewritten(feed, "stops.txt", "h,Hoogeveen,52.725,6.50", "h,Hoogeveen,47.0,8.3")
    assert dg.io.read_transit_from_gtfs(DRENTHE, feed).served.tolist() == ["asn", "bl"]


def test_two_platforms_of_a_station_are_one_call(tmp_path: Path) -> None:
    feed = make_feed(tmp_path / "feed.zip")
    rewritten(feed, "stops.txt", "x,Nergens,52.80,6.30", "x,Beilen,52.8547,6.5212")
    transit = dg.io.read_transit_from_gtfs(DRENTHE, feed)
    assert transit.served.tolist() == ["asn", "bl", "hgv"]
    assert transit.legs["dwell_min"].max() >= 4
