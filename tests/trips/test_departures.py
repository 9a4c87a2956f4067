"""Trips in a window of the day, by a feed's departures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from feeds import STOPS, hourly, times_of, trips_of, write_feed
from pandas.testing import assert_frame_equal
from veldland import NO_TIMETABLE, VELDLAND

import drenthe_geo as dg
from drenthe_geo.cli.main import main
from drenthe_geo.io.timetable.archive import Archive
from drenthe_geo.trips.departures import WINDOW_COLUMNS, window_named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRIPS = hourly("hvo", [0, 10, 25])
AT_HDS = VELDLAND.layer("sites").loc[["stationsgebied-heidestad"]]
END = pd.DataFrame({"name": ["Oosterveen"], "station": ["otv"], "egress_min": [5.0]}, ["end"])


def trips_by(feed: Path) -> dg.trips.DoorToDoor:
    transit = dg.io.read_transit_from_gtfs(VELDLAND, feed)
    there = replace(dg.situation.read_situation(VELDLAND), transit=transit)
    return dg.station_trips(VELDLAND, AT_HDS, access="walk", situation=there, destinations=END)


def test_minutes_of_leaving_are_waits_until_the_train(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "feed.zip")
    trips = trips_by(feed)
    timetable = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (8.0, 9.0))
    found = dg.trips.window_minutes(trips, timetable, (8.0, 9.0)).iloc[0]
    ready = float(trips.boarding.minutes["hds"].iloc[0])
    # Every hour a train: with the minutes of coming in order, each of them is waited once.
    waits = np.sort([np.ceil((at + ready) / 60) * 60 - at + 25 + 5 for at in range(480, 540)])
    expected = [waits[5], waits[29], waits[53]]
    assert found[list(WINDOW_COLUMNS)].tolist() == pytest.approx(expected)


def test_without_a_train_that_comes_in_time_there_is_no_trip(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "feed.zip")
    trips = trips_by(feed)
    timetable = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (18.0, 20.0))
    found = dg.trips.window_minutes(trips, timetable, (18.0, 20.0)).iloc[0]
    # The last one leaves at 18:00, and all the way on foot takes longer than anybody goes.
    assert found[list(WINDOW_COLUMNS)].isna().all()


def test_how_long_before_the_window_trips_count_is_a_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = write_feed(tmp_path / "feed.zip")
    chosen, real = VELDLAND.toml("timetable"), dg.Area.toml
    monkeypatch.setattr(
        dg.Area, "toml", lambda area, name: chosen if name == "timetable" else real(area, name)
    )
    first = {}
    for hours in (12.0, 1.0):
        chosen["before_h"]["value"] = hours
        timetable = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (14.0, 15.0))
        first[hours] = timetable.calls["leave_s"].min() / 3600
    assert first == {12.0: 7.0, 1.0: 13.0}


def test_a_change_takes_what_transfers_txt_says(tmp_path: Path) -> None:
    both = {**hourly("hv", [0, 10]), **{f"x{k}": v for k, v in hourly("vo", [0, 15]).items()}}
    both = {
        name: (start + (14 if name.startswith("xout") else 0), stops, minutes)
        for name, (start, stops, minutes) in both.items()
    }
    tables = {"trips": trips_of(*both), "stop_times": times_of(both)}
    took = {}
    for seconds, kind in (("", None), ("240", "2"), ("241", "2"), ("", "3"), ("", "1")):
        told = f"from_stop_id,to_stop_id,transfer_type,min_transfer_time\nv,v,{kind},{seconds}\n"
        feed = write_feed(tmp_path / "feed.zip", **tables, transfers=told if kind else None)
        timetable = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (8.0, 9.0))
        arrive = timetable.arrivals("otv").after("hds", np.array([8 * 3600.0]))[0]
        took[kind, seconds] = (arrive - 8 * 3600) / 60
    assert took == {
        (None, ""): 29,
        ("2", "240"): 29,
        ("2", "241"): 89,
        ("3", ""): np.inf,
        ("1", ""): 29,
    }


GOES_ON = {"a": (480.0, "hv", [0.0, 10.0]), "b": (490.0, "vo", [0.0, 15.0])}
"""A train to Venendal, and one that leaves from there as it comes in."""


@pytest.mark.parametrize(
    ("blocks", "told", "minutes"),
    [
        (("", ""), "", np.inf),
        (("1", "2"), "", np.inf),
        (("1", "1"), "", 25),
        (("1", "1"), "v,v,5,a,b\n", np.inf),
        (("1", "1"), "v,v,3,,\n", 25),  # who stays seated makes no change
        (("", ""), "v,v,4,a,b\n", 25),
        (("", ""), "v,v,4,b,a\n", np.inf),
    ],
)
def test_who_stays_seated_makes_no_change(
    blocks: tuple[str, str], told: str, minutes: float, tmp_path: Path
) -> None:
    feed = write_feed(
        tmp_path / "feed.zip",
        trips=f"route_id,service_id,trip_id,block_id\nr,wk,a,{blocks[0]}\nr,wk,b,{blocks[1]}\n",
        stop_times=times_of(GOES_ON),  # type: ignore[arg-type]
        transfers="from_stop_id,to_stop_id,transfer_type,from_trip_id,to_trip_id\n" + told,
    )
    timetable = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (8.0, 9.0))
    found = timetable.arrivals("otv").after("hds", np.array([8 * 3600.0]))[0]
    assert (found - 8 * 3600) / 60 == minutes
    assert len(timetable.calls) == (3 if minutes < np.inf else 4)


def test_trips_by_headway_run_beside_vehicles_that_go_on(tmp_path: Path) -> None:
    trips = {**GOES_ON, "c": (300.0, "hz", [0.0, 20.0])}
    feed = write_feed(
        tmp_path / "feed.zip",
        trips="route_id,service_id,trip_id,block_id\nr,wk,a,1\nr,wk,b,1\nr,wk,c,1\n",
        stop_times=times_of(trips),  # type: ignore[arg-type]
        frequencies="trip_id,start_time,end_time,headway_secs\nc,08:00:00,09:00:00,600\n",
    )
    timetable = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (8.0, 9.0))
    stops = timetable.calls.groupby("trip", sort=False)["station"].agg("".join)
    assert sorted(stops) == ["hdsvndotv", *["hdszdk"] * 6]


@pytest.mark.parametrize(
    ("stop", "start"), [("h", 490.0), ("v", 489.0)], ids=["elsewhere", "before it comes"]
)
def test_a_vehicle_that_runs_empty_to_its_next_trip_takes_nobody_along(
    stop: str, start: float, tmp_path: Path
) -> None:
    trips = {"a": GOES_ON["a"], "b": (start, f"{stop}o", [0.0, 15.0])}
    feed = write_feed(
        tmp_path / "feed.zip",
        trips="route_id,service_id,trip_id,block_id\nr,wk,a,1\nr,wk,b,1\n",
        stop_times=times_of(trips),  # type: ignore[arg-type]
    )
    timetable = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (8.0, 9.0))
    assert timetable.calls["trip"].nunique() == 2


PLATFORMS = (
    "stop_id,stop_name,stop_lat,stop_lon,parent_station\n"
    "h,Heidestad,52.171810,5.524613,\no,Oosterveen,52.101284,5.661589,\n"
    + "".join(f"{one},Venendal,52.153423,5.658111,v\n" for one in "wxy")
    + "v,Venendal,52.153423,5.658111,\n"
)
"""Venendal with platforms w and x, one at which nothing calls, and a station above them."""


@pytest.mark.parametrize(
    ("rows", "seconds"),
    [
        ("", 120),
        ("w,x,3,\n", 120),  # the other pairs stay as the rules say
        ("w,x,3,\nx,w,3,\nw,w,3,\nx,x,3,\n", None),
        ("v,v,3,\n", None),
        ("v,v,3,\nw,x,2,400\n", 400),  # of the stops themselves counts first
        ("v,x,3,\nv,w,3,\n", None),
        ("w,x,2,400\n", 120),
        ("w,x,2,40\n", 40),
        ("v,v,2,400\n", 400),
        ("y,y,3,\n", 120),
        ("w,x,2,400\nx,w,2,300\nw,w,3,\nx,x,2,500\n", 300),
    ],
)
def test_a_halt_is_closed_where_all_its_platforms_are(
    rows: str, seconds: int | None, tmp_path: Path
) -> None:
    there = {**hourly("hwo", [0, 10, 25]), **{f"x{k}": v for k, v in hourly("xo", [0, 15]).items()}}
    feed = write_feed(
        tmp_path / "feed.zip",
        stops=PLATFORMS,
        trips=trips_of(*there),
        stop_times=times_of(there),
        transfers=f"from_stop_id,to_stop_id,transfer_type,min_transfer_time\n{rows}",
    )
    changes = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (8.0, 9.0)).changes
    within = changes[changes["from_station"] == changes["to_station"]]
    assert dict(zip(within["from_station"], within["change_s"], strict=True)).get("vnd") == seconds


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("v,v,9,", "row 1 has '9' as transfer_type, which must be 0, 1, 2, 3, 4 or 5."),
        (
            "v,v,2,-60",
            (
                "row 1 has '-60' as min_transfer_time, which must be a number of seconds of 0 or "
                "more, up to a day."
            ),
        ),
    ],
)
def test_transfers_that_cannot_be_are_refused(row: str, said: str, tmp_path: Path) -> None:
    told = f"from_stop_id,to_stop_id,transfer_type,min_transfer_time\n{row}\n"
    feed = write_feed(tmp_path / "feed.zip", transfers=told)
    with pytest.raises(dg.FileError) as caught:
        dg.io.read_timetable_from_gtfs(VELDLAND, feed, (8.0, 9.0))
    assert str(caught.value) == f"feed.zip (transfers.txt): {said}"


@pytest.mark.parametrize("given", ["9-7", "7", "7-25", "seven", "7:60-8", "-1-3"])
def test_what_is_no_window_is_refused(given: str) -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        window_named(given)
    assert str(caught.value) == (
        f"window '{given}': is no part of a day; write it as 7-9 or 7:30-8:15, from earlier to "
        "later."
    )


def test_a_window_without_a_feed_is_not_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trips", "--area", str(VELDLAND.folder), "--window", "7-9"]) == 1
    assert capsys.readouterr().err == (
        "drenthe-geo: --window looks at the departures of a feed; give one with --gtfs, or leave "
        "it out.\n"
    )


def test_the_command_adds_the_window_to_the_table_and_reads_the_feed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read: list[str] = []
    chunks = Archive.chunks

    def counted(self: Archive, table: str, columns: tuple[str, ...]) -> Iterator[pd.DataFrame]:
        read.append(table)
        return chunks(self, table, columns)

    monkeypatch.setattr(Archive, "chunks", counted)
    feed = write_feed(
        tmp_path / "feed.zip",
        stops=STOPS + "r,Rietstad,52.207368,5.551203\n",
        stop_times=times_of(hourly("hvr", [0, 10, 25])),
    )
    out = tmp_path / "trips"
    words = ["trips", "--area", str(VELDLAND.folder), "--points", "sites", "--gtfs", str(feed)]
    assert main([*words, "--window", "8-9", "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "the window 8-9 counts the departures" in shown
    table = pd.read_csv(out / "trips.csv")
    of_end = table[table["destination_name"] == "Rietstad"]
    [row] = [line for line in shown.splitlines() if line.startswith("Rietstad ")]
    minutes = of_end["minutes"]
    assert row.split()[1:7] == [
        f"{value:.0f}"
        for value in (minutes.min(), minutes.median(), minutes.max())
        + tuple(of_end[name].median() for name in WINDOW_COLUMNS)
    ]
    low, middle, high = (table[name] for name in WINDOW_COLUMNS)
    assert table["minutes"].notna().any()
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert sorted(read) == sorted(set(read))
    # A day that was read for the one says the same for the other as one that is read for it.
    monkeypatch.undo()
    transit = dg.io.read_transit_from_gtfs(VELDLAND, feed)
    there = replace(dg.situation.read_situation(VELDLAND), transit=transit)
    trips = dg.station_trips(VELDLAND, VELDLAND.layer("sites"), situation=there)
    timetable = dg.io.read_timetable_from_gtfs(VELDLAND, feed, (8.0, 9.0))
    expected = dg.trips.window_minutes(trips, timetable, (8.0, 9.0))[list(WINDOW_COLUMNS)]
    assert_frame_equal(table[list(WINDOW_COLUMNS)], expected, atol=0.001)


def test_a_feed_works_where_the_area_has_no_timetable(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "feed.zip")
    for what in ("lines", "legs"):
        mine, theirs = (
            getattr(dg.io.read_transit_from_gtfs(area, feed), what)
            for area in (NO_TIMETABLE, VELDLAND)
        )
        assert_frame_equal(mine, theirs)
