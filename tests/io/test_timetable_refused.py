"""What of a timetable is refused, by its full message."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from feeds import HEAD, ROUTES, STOPS, calendar, full, write_feed
from veldland import VELDLAND

import drenthe_geo as dg

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> dg.transit.Transit:
    return dg.io.read_transit_from_gtfs(VELDLAND, path)


GOOD = full()

HEADWAYS = "trip_id,start_time,end_time,headway_secs\n"


def changed(table: str, old: str, new: str) -> dict[str, str]:
    assert old in GOOD[table]
    return {table: GOOD[table].replace(old, new, 1)}


REFUSED = {
    "stop twice": (
        {"stops": STOPS + "h,Heidestad,52.17,5.52\n"},
        (
            "feed.zip (stops.txt): stop_id 'h' stands twice, in rows 1 and 5; 1 of "
            "its rows repeat one "
            "before."
        ),
    ),
    "trip twice": (
        {"trips": GOOD["trips"] + "r,we,out07\n"},
        (
            "feed.zip (trips.txt): trip_id 'out07' stands twice, in rows 1 and 25; "
            "1 of its rows repeat "
            "one before."
        ),
    ),
    "route twice": (
        {"routes": ROUTES + "r,S,Sneltrein,2\n"},
        (
            "feed.zip (routes.txt): route_id 'r' stands twice, in rows 1 and 2; 1 "
            "of its rows repeat one "
            "before."
        ),
    ),
    "no id": (
        changed("stops", "\nv,", "\n ,"),
        "feed.zip (stops.txt): row 2 has no stop_id.",
    ),
    "semicolons": (
        {"stops": STOPS.replace(",", ";")},
        (
            "feed.zip (stops.txt): its columns are parted by semicolons; GTFS asks "
            "for commas, so save "
            "it as CSV with commas."
        ),
    ),
    "long row": (
        changed("stops", "\nv,Venendal,", "\nv,Venendal, Station,"),
        "feed.zip (stops.txt): row 2 has 5 cells, but there are 4 column names.",
    ),
    "long rows": (
        {"stops": STOPS.replace(",52", ",x,52")},
        "feed.zip (stops.txt): row 1 has 5 cells, but there are 4 column names.",
    ),
    "column twice": (
        changed("routes", "route_short_name", "route_long_name"),
        ("feed.zip (routes.txt): 'route_long_name' stands more than once among the column names."),
    ),
    "empty": (
        {"routes": ""},
        "feed.zip (routes.txt): is empty; its first line must name the columns.",
    ),
    "latin": (
        {"stops": STOPS.replace("Zandkerk", "Zandkërk").encode("cp1252")},
        ("feed.zip (stops.txt): is not text in UTF-8, which GTFS asks for; save it as CSV UTF-8."),
    ),
    "decimal comma": (
        changed("stops", "52.153423", '"52,153423"'),
        (
            "feed.zip (stops.txt): stop 'v' has '52,153423' as stop_lat; write it "
            "with a point instead of "
            "the comma (1 such)."
        ),
    ),
    "no place": (
        changed("stops", "52.153423", ""),
        (
            "feed.zip (stops.txt): stop 'v' has '' as stop_lat, which is no place "
            "in degrees (1 such)."
        ),
    ),
    "metres": (
        changed("stops", "52.153423", "452345"),
        (
            "feed.zip (stops.txt): stop 'v' has '452345' as stop_lat, which is no "
            "place in degrees (1 such)."
        ),
    ),
    "route type": (
        changed("routes", "Stoptrein,2", "Stoptrein,"),
        ("feed.zip (routes.txt): route 'r' has '' as route_type, which must be a whole number."),
    ),
    "no route": (
        changed("trips", "\nr,", "\nq,"),
        (
            "feed.zip: 1 trips are of routes that routes.txt does not have, the "
            "first trip 'out07' of 'q'."
        ),
    ),
    "no stop": (
        changed("stop_times", ",v,2", ",w,2"),
        (
            "feed.zip (stop_times.txt): 1 calls are at stops that stops.txt does "
            "not have, the first at "
            "'w' of trip 'out07'."
        ),
    ),
    "flag": (
        changed("calendar", "wk,1", "wk,yes"),
        "feed.zip (calendar.txt): row 1 has 'yes' as monday, which must be 0 or 1.",
    ),
    "day": (
        changed("calendar", "20261231", "2026-12-31"),
        (
            "feed.zip (calendar.txt): row 1 has '2026-12-31' as end_date, which is "
            "no day as YYYYMMDD."
        ),
    ),
    "no day": (
        changed("calendar", "20261231", ""),
        ("feed.zip (calendar.txt): row 1 has '' as end_date, which is no day as YYYYMMDD."),
    ),
    "both": (
        {"calendar_dates": "service_id,date,exception_type\nwk,20260110,1\nwk,20260110,2\n"},
        (
            "feed.zip (calendar_dates.txt): service 'wk' is both added and removed "
            "on 10 January 2026."
        ),
    ),
    "never": (
        {"calendar": calendar("20260105", "20261231", "0,0,0,0,0,0,0")},
        "feed.zip: no train or bus of it ever runs, says its calendar.",
    ),
    "taxis alone": (
        {"routes": "route_id,route_short_name,route_long_name,route_type\nr,T,Taxi,1501\n"},
        (
            "feed.zip: no route of it is a train, metro, tram, bus, ferry or the like; its routes "
            "are of type 1501 (route_type in routes.txt), which this package does not ride."
        ),
    ),
    "sequence": (
        changed("stop_times", ",v,2", ",v,x"),
        (
            "feed.zip (stop_times.txt): trip 'out07' has 'x' as stop_sequence, "
            "which must be a whole "
            "number of 0 or more."
        ),
    ),
    "sequence twice": (
        changed("stop_times", ",v,2", ",v,1"),
        (
            "feed.zip (stop_times.txt): trip 'out07' has the stop_sequence 1 "
            "twice; 1 calls repeat one "
            "before."
        ),
    ),
    "clock": (
        changed("stop_times", "07:10:00,07:10:00", "07:10:00,07:61:00"),
        "feed.zip: time '07:61:00' is not as H:MM:SS.",
    ),
    "back": (
        changed("stop_times", "07:10:00,07:10:00", "07:10:00,07:09:00"),
        "feed.zip: times of trip 'out07' go back.",
    ),
    "no headway": (
        {"frequencies": f"{HEADWAYS}out07,07:00:00,09:00:00,0\n"},
        (
            "feed.zip (frequencies.txt): row 1 has '0' as headway_secs, which must be a whole "
            "number of seconds, from 1 to a day."
        ),
    ),
    "headway below nought": (
        {"frequencies": f"{HEADWAYS}out07,07:00:00,09:00:00,-600\n"},
        (
            "feed.zip (frequencies.txt): row 1 has '-600' as headway_secs, which must be a whole "
            "number of seconds, from 1 to a day."
        ),
    ),
    "headway of hundreds of digits": (
        {"frequencies": f"{HEADWAYS}out07,07:00:00,09:00:00,{'9' * 40}\n"},
        (
            f"feed.zip (frequencies.txt): row 1 has '{'9' * 40}' as headway_secs, which must be a "
            "whole number of seconds, from 1 to a day."
        ),
    ),
    "headway that ends before it begins": (
        {"frequencies": f"{HEADWAYS}out07,09:00:00,09:00:00,600\n"},
        (
            "feed.zip (frequencies.txt): row 1 runs from '09:00:00' to '09:00:00'; the end must be "
            "later than the start."
        ),
    ),
    "headways without number": (
        {"frequencies": HEADWAYS + "".join(f"out07,07:00:{n:02d},19:00:00,1\n" for n in range(24))},
        (
            "feed.zip (frequencies.txt): its headways make 1,036,524 departures in the hours asked "
            "for, more than the 1,000,000 that can be read; look whether headway_secs is in "
            "seconds."
        ),
    ),
    "parents in a circle": (
        {
            "stops": "stop_id,stop_name,stop_lat,stop_lon,parent_station\n"
            "h,A,52.1,5.5,v\nv,B,52.2,5.5,h\no,C,52.2,5.6,\n"
        },
        (
            "feed.zip (stops.txt): the parent_station of stop 'h' leads round in a circle, or "
            "further up than a station (2 such)."
        ),
    ),
    "route type of hundreds of digits": (
        changed("routes", "Stoptrein,2", f"Stoptrein,{'2' * 30}"),
        (
            f"feed.zip (routes.txt): route 'r' has '{'2' * 30}' as route_type, which must be a "
            "whole number."
        ),
    ),
    "clock of hundreds of digits": (
        changed("stop_times", "07:10:00,07:10:00", f"{'7' * 30}:10:00,07:10:00"),
        f"feed.zip: time '{'7' * 30}:10:00' is not as H:MM:SS.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_in_a_sentence(case: str, tmp_path: Path) -> None:
    tables, said = REFUSED[case]
    feed = write_feed(tmp_path / "feed.zip", **tables)  # type: ignore[arg-type]
    with pytest.raises((dg.FileError, dg.ArgumentError)) as caught:
        read(feed)
    assert str(caught.value) == said


COLUMNS = [
    (table, column)
    for table, head in (
        ("stops", "stop_id,stop_name,stop_lat,stop_lon"),
        ("routes", "route_id,route_type"),
        ("trips", "route_id,service_id,trip_id"),
        ("stop_times", HEAD),
        ("calendar", GOOD["calendar"].splitlines()[0]),
    )
    for column in head.split(",")
]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_missing_column_is_named(table: str, column: str, tmp_path: Path) -> None:
    feed = write_feed(
        tmp_path / "feed.zip", **{table: GOOD[table].replace(column, f"my_{column}", 1)}
    )
    with pytest.raises(dg.FileError) as caught:
        read(feed)
    assert str(caught.value) == f"feed.zip: is no full GTFS feed; {table}.txt has no {column}."


def test_what_is_no_feed_or_no_zip_is_refused(tmp_path: Path) -> None:
    whole = write_feed(tmp_path / "feed.zip").read_bytes()
    for name, cut in (("half.zip", whole[: len(whole) // 2]), ("empty.zip", b"")):
        (tmp_path / name).write_bytes(cut)
        with pytest.raises(dg.FileError) as caught:
            read(tmp_path / name)
        said = f"{name}: is not a GTFS feed; it is no zip file that can be read."
        assert str(caught.value) == said
    outside = write_feed(tmp_path / "out.zip", folder="../")
    with pytest.raises(dg.FileError) as caught:
        read(outside)
    assert str(caught.value) == "out.zip: is not a GTFS feed; it has no stops.txt."
    torn = bytearray(whole)
    at = whole.index(b"stop_times.txt") + 60
    torn[at : at + 40] = bytes(40)
    (tmp_path / "torn.zip").write_bytes(torn)
    with pytest.raises(dg.FileError) as caught:
        read(tmp_path / "torn.zip")
    assert str(caught.value) == (
        "torn.zip (stop_times.txt): is damaged, or is no text of columns with commas."
    )
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as feed:
        for folder in ("north", "south"):
            feed.writestr(f"{folder}/stops.txt", STOPS)
    with pytest.raises(dg.FileError) as caught:
        read(tmp_path / "two.zip")
    assert (
        str(caught.value)
        == "two.zip: holds more than one feed (in north, south); give one of them."
    )


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as feed:
        with feed.open("stops.txt", "w") as file:
            for _ in range(60):
                file.write(b"0" * 1_000_000)
        for name, text in GOOD.items():
            if name != "stops":
                feed.writestr(f"{name}.txt", text)
    # It can be told from the directory of the zip; nothing in it is opened.
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(dg.FileError, match=r"bomb.zip \(stops.txt\): is 60 MB unpacked, \d+ times"):
        read(tmp_path / "bomb.zip")


def refused(path: Path) -> str:
    with pytest.raises(dg.FileError) as caught:
        read(path)
    return str(caught.value)


def test_files_of_a_zip_that_lie_elsewhere_are_not_looked_at(tmp_path: Path) -> None:
    for folder in ("/", "/etc/", "a/../../", "../"):
        outside = write_feed(tmp_path / "out.zip", folder=folder)
        assert refused(outside) == "out.zip: is not a GTFS feed; it has no stops.txt."


def test_a_zip_in_a_zip_is_no_feed(tmp_path: Path) -> None:
    inner = write_feed(tmp_path / "feed.zip")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as outer:
        outer.write(inner, "feed.zip")
    assert refused(tmp_path / "outer.zip") == (
        "outer.zip: is not a GTFS feed; it has no stops.txt."
    )


def test_a_file_that_stands_twice_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as feed:
        feed.writestr("stops.txt", STOPS)
    assert refused(path) == "feed.zip: is not a GTFS feed; it holds stops.txt more than once."


def test_a_zip_that_says_it_holds_a_petabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as feed:
        for name, text in GOOD.items():
            feed.writestr(f"{name}.txt", text)
        for one in feed.filelist:  # as its directory is written
            if one.filename == "stop_times.txt":
                one.file_size = 10**15
    assert refused(path) == (
        "feed.zip (stop_times.txt): is 1,000,000,000 MB unpacked, more than the 4,000 MB that can "
        "be read; cut the feed down to the area."
    )


def test_a_zip_that_holds_more_than_it_says_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as feed:
        for name, text in GOOD.items():
            feed.writestr(f"{name}.txt", text)
        for one in feed.filelist:
            if one.filename == "stop_times.txt":
                one.file_size = 90
    assert refused(path) == (
        "feed.zip (stop_times.txt): is damaged, or is no text of columns with commas."
    )


def test_rows_that_are_the_very_same_count_once(tmp_path: Path) -> None:
    plain = read(write_feed(tmp_path / "feed.zip"))
    twice = {
        name: GOOD[name] + GOOD[name].partition("\n")[2]
        for name in ("stops", "routes", "trips", "calendar")
    }
    found = read(write_feed(tmp_path / "feed.zip", **twice))
    assert found.legs.equals(plain.legs)
    assert [VELDLAND.words("en").say(one) for one in found.notices][2] == (
        "In feed.zip (routes.txt) 1 row is the very same as one before; it counts once."
    )
