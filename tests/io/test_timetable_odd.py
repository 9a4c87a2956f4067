"""Feeds that are odd in what agencies do write: read as meant, and what is left out is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from feeds import STOPS, full, write_feed
from pandas.testing import assert_frame_equal
from veldland import VELDLAND

import drenthe_geo as dg

if TYPE_CHECKING:
    from pathlib import Path

SAY = VELDLAND.words("en").say
GOOD = full()
HEADS = {name: text.partition("\n")[0] + "\n" for name, text in GOOD.items()}
NO_SIXTH = "service_id,date,exception_type\nwk,20260105,1\n"
PLACED_BY_PARENT = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "H,Heidestad,52.171810,5.524613,1,\nh,Spoor 1,,,0,H\n"
    "v,Venendal,52.153423,5.658111,,\no,Oosterveen,52.101284,5.661589,,\n"
)
ZONES = "In feed.zip (stop_times.txt) 2 calls of that day are at no stop (in a zone, on request); "

SAME: dict[str, tuple[dict[str, Any], str]] = {
    "rows of commas": (
        {
            "stops": STOPS + ",,,\n",
            "routes": GOOD["routes"] + ",,,\n",
            "trips": GOOD["trips"] + ",,\n",
            "stop_times": GOOD["stop_times"] + ",,,,\n",
            "calendar": GOOD["calendar"] + "," * 9 + "\n",
            "frequencies": "trip_id,start_time,end_time,headway_secs\n,,,\n",
        },
        "",
    ),
    "blank lines": ({"stops": STOPS.replace("\n", "\n\n")}, ""),
    "a line end in a name": ({"stops": STOPS.replace("Oosterveen", '"Ooster\nveen"')}, ""),
    "a comma at the end of every line": ({"stops": STOPS.replace("\n", ",\n")}, ""),
    "days in calendar_dates alone, beside an empty calendar": (
        {"calendar": HEADS["calendar"], "calendar_dates": NO_SIXTH},
        "",
    ),
    "a day that is taken off twice": (
        {"calendar_dates": NO_SIXTH.replace(",1\n", ",2\n") + "wk,20260105,2\nxx,20260106,1\n"},
        "",
    ),
    "calls that stand twice": (
        {"stop_times": GOOD["stop_times"] + "\n".join(GOOD["stop_times"].split("\n")[1:4])},
        "In feed.zip (stop_times.txt) 3 rows are the very same as one before; they count once.",
    ),
    "a platform without a place": ({"stops": PLACED_BY_PARENT}, ""),
    "a stop without a place at which nothing calls": (
        {"stops": STOPS + "n,Nowhere,,\n"},
        "In feed.zip (stops.txt) 1 stop has no place ('n'); what calls there is taken as passing.",
    ),
    "a bus on call in a zone": (
        {
            "trips": GOOD["trips"] + "r,wk,zone\n",
            "stop_times": GOOD["stop_times"] + "zone,,,,1\nzone,,,,2\n",
        },
        ZONES + "they are left out.",
    ),
    "a trip of which no time is known": ({"trips": GOOD["trips"] + "r,wk,none\n"}, ""),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dg.transit.Transit:
    return dg.io.read_transit_from_gtfs(
        VELDLAND, write_feed(tmp_path_factory.mktemp("f") / "f.zip")
    )


@pytest.mark.parametrize("case", SAME)
def test_what_is_odd_changes_no_train(case: str, plain: dg.transit.Transit, tmp_path: Path) -> None:
    tables, said = SAME[case]
    found = dg.io.read_transit_from_gtfs(VELDLAND, write_feed(tmp_path / "feed.zip", **tables))
    assert_frame_equal(found.legs, plain.legs)
    assert_frame_equal(found.lines, plain.lines)
    assert [SAY(one) for one in found.notices][1:] == ([said] if said else [])


def test_a_stop_without_a_place_is_passed_and_told(tmp_path: Path) -> None:
    stops = STOPS.replace("52.153423,5.658111", ",")
    found = dg.io.read_transit_from_gtfs(VELDLAND, write_feed(tmp_path / "feed.zip", stops=stops))
    assert found.served.tolist() == ["hds", "otv"]
    assert found.legs["minutes"].tolist() == [25.0]
    assert SAY(found.notices[1]) == (
        "In feed.zip (stops.txt) 1 stop has no place ('v'); what calls there is taken as passing."
    )


def test_half_a_place_is_refused(tmp_path: Path) -> None:
    stops = STOPS.replace("52.153423,5.658111", "52.153423,")
    with pytest.raises(dg.FileError) as caught:
        dg.io.read_transit_from_gtfs(VELDLAND, write_feed(tmp_path / "feed.zip", stops=stops))
    assert str(caught.value) == (
        "feed.zip (stops.txt): stop 'v' has '' as stop_lon, which is no place in degrees (1 such)."
    )


def test_two_calls_at_one_place_of_the_order_are_refused(tmp_path: Path) -> None:
    times = GOOD["stop_times"] + "out07,07:11:00,07:11:00,v,2\n"
    with pytest.raises(dg.FileError) as caught:
        dg.io.read_transit_from_gtfs(VELDLAND, write_feed(tmp_path / "feed.zip", stop_times=times))
    assert str(caught.value) == (
        "feed.zip (stop_times.txt): trip 'out07' has the stop_sequence 2 twice; 1 calls repeat one "
        "before."
    )


def test_a_headway_that_stands_twice_counts_once(tmp_path: Path) -> None:
    row = "out07,07:00:00,09:00:00,600,1\n"
    rows = f"trip_id,start_time,end_time,headway_secs,exact_times\n{row}{row}"
    found = dg.io.read_transit_from_gtfs(VELDLAND, write_feed(tmp_path / "f.zip", frequencies=rows))
    assert SAY(found.notices[1]) == (
        "In f.zip 1 trip runs by headway (frequencies.txt); it was spelled out into 12 departures "
        "from the beginning of each span."
    )
