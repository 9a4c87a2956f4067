"""What a call, a train and a line of a feed are."""

from __future__ import annotations

import zipfile
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from feeds import (
    HEAD,
    clock,
    full,
    hourly,
    notices,
    read,
    taken,
    times_of,
    trips_of,
    write_feed,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.timetable.lines import _parts

if TYPE_CHECKING:
    from pathlib import Path


def minutes_of(transit: dg.transit.Transit) -> dict[tuple[str, str], float]:
    rows = transit.legs[["from_station", "to_station", "minutes"]].itertuples(index=False)
    return {(str(one), str(other)): round(float(leg), 6) for one, other, leg in rows}


def test_blanks_bom_and_a_folder_in_the_zip_change_nothing(tmp_path: Path) -> None:
    plain = read(write_feed(tmp_path / "feed.zip"))
    spaced = {
        name: text.replace(",", " , ").replace("\n", " \r\n") for name, text in full().items()
    }
    marked = {name: b"\xef\xbb\xbf" + text.encode() for name, text in spaced.items()}
    same = read(write_feed(tmp_path / "other.zip", folder="my feed/", **marked))
    assert same.legs.equals(plain.legs)
    assert same.lines.equals(plain.lines)
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(tmp_path / "feed.zip") as feed:
        feed.extractall(unpacked)
    assert read(unpacked).legs.equals(plain.legs)


def test_a_train_that_passes_is_not_boarded(tmp_path: Path) -> None:
    passing = full()["stop_times"].replace("\n", ",0,0\n").replace(",v,2,0,0", ",v,2,1,1")
    passing = passing.replace("stop_sequence,0,0", "stop_sequence,pickup_type,drop_off_type")
    transit = read(write_feed(tmp_path / "feed.zip", stop_times=passing))
    assert minutes_of(transit) == {("hds", "otv"): 25}
    assert "vnd" not in transit.served
    assert notices(transit)[1] == (
        "In feed.zip 24 trips have stops where one may only board, only alight, or neither; "
        "so they are counted."
    )


def test_who_may_only_alight_rides_to_there_and_not_from_there(tmp_path: Path) -> None:
    """Heidestad and Venendal pick up, the others set down: no ride between two alike."""
    rows = [f"{HEAD},pickup_type,drop_off_type"]
    for hour in range(7, 19):
        for number, (stop, kinds) in enumerate(
            zip("hvoz", ("0,1", "0,1", "1,0", "1,0"), strict=True)
        ):
            at = f"{hour:02d}:{number * 10:02d}:00"
            rows.append(f"t{hour},{at},{at},{stop},{number},{kinds}")
    transit = read(
        write_feed(
            tmp_path / "feed.zip",
            trips=trips_of(*(f"t{hour}" for hour in range(7, 19))),
            stop_times="\n".join(rows) + "\n",
        )
    )
    rides = {tuple(sorted(ends)): leg for ends, leg in minutes_of(transit).items()}
    assert rides == {
        ("hds", "otv"): 20,
        ("hds", "zdk"): 30,
        ("otv", "vnd"): 10,
        ("vnd", "zdk"): 20,
    }
    assert transit.lines["trains_per_hour"].tolist() == [1.0] * 4


def test_calls_on_request_count_and_are_told(tmp_path: Path) -> None:
    times = (
        full()["stop_times"]
        .replace("\n", ",\n")
        .replace("stop_sequence,", "stop_sequence,pickup_type")
    )
    times = times.replace(",v,2,", ",v,2,2")
    transit = read(write_feed(tmp_path / "feed.zip", stop_times=times))
    assert minutes_of(transit) == {("hds", "vnd"): 10, ("vnd", "otv"): 15}
    assert notices(transit)[1] == (
        "In feed.zip 24 calls of that day are on request alone (by phone or by the driver); "
        "they count like any other."
    )


def test_stops_without_times_get_one_by_distance(tmp_path: Path) -> None:
    empty = times_of(hourly("hvo", [0, None, 25]))
    transit = read(write_feed(tmp_path / "feed.zip", stop_times=empty))
    stations = VELDLAND.layer("stations").geometry
    one, other = (
        stations["hds"].distance(stations["vnd"]),
        stations["vnd"].distance(stations["otv"]),
    )
    first = 25 * one / (one + other)
    legs = transit.legs["minutes"].tolist()
    assert legs == pytest.approx([first, 25 - first], rel=0.002)
    assert notices(transit)[1] == (
        "In feed.zip 24 calls of that day have no time; these were reckoned from the times before "
        "and after, by distance."
    )
    dist = {"h": "0", "v": "4", "o": "5"}
    lines = [f"{line},{dist[line.split(',')[3]]}" for line in empty.splitlines()[1:]]
    backward = [line for line in lines if line.startswith("out")]
    measured = "\n".join([f"{HEAD},shape_dist_traveled", *backward]) + "\n"
    transit = read(
        write_feed(
            tmp_path / "feed.zip",
            stop_times=measured,
            trips=trips_of(*(f"out{hour:02d}" for hour in range(7, 19))),
        )
    )
    assert minutes_of(transit) == {("hds", "vnd"): 20, ("vnd", "otv"): 5}


def test_one_of_arrival_and_departure_is_enough(tmp_path: Path) -> None:
    times = full()["stop_times"].replace("07:10:00,07:10:00", "07:10:00,")
    assert minutes_of(read(write_feed(tmp_path / "feed.zip", stop_times=times))) == {
        ("hds", "vnd"): 10,
        ("vnd", "otv"): 15,
    }


def test_a_trip_without_its_first_time_is_left_out_and_told(tmp_path: Path) -> None:
    trips = hourly("hvo", [0, 10, 25])
    trips["out07"] = (420, "hvo", [None, 10, 25])
    transit = read(write_feed(tmp_path / "feed.zip", stop_times=times_of(trips)))
    assert transit.lines["trains_per_hour"].tolist() == [23 / 24]
    assert notices(transit)[1] == (
        "In feed.zip 1 trip of that day has no time at its first or last stop; it is left out."
    )


def test_coupled_trains_and_trips_that_stand_twice_count_once(tmp_path: Path) -> None:
    trips = hourly("hvo", [0, 10, 25])
    twice = {f"x{name}": told for name, told in trips.items()}
    feed = write_feed(
        tmp_path / "feed.zip",
        trips=trips_of(*trips, *twice),
        stop_times=times_of({**trips, **twice}),
    )
    transit = read(feed)
    assert transit.lines["trains_per_hour"].tolist() == [1.0]
    assert notices(transit)[1] == (
        "In feed.zip 24 trips run at the very minutes of another between the same stations or "
        "stops; they count once."
    )
    parted = {f"x{name}": told for name, told in hourly("hvz", [0, 10, 30]).items()}
    parted = {name: told for name, told in parted.items() if "out" in name}
    feed = write_feed(
        tmp_path / "feed.zip",
        trips=trips_of(*trips, *parted),
        stop_times=times_of({**trips, **parted}),
    )
    transit = read(feed)
    often = _often(transit)
    assert often[("hds", "vnd")] == 1.0
    assert often[("hds", "zdk")] == 1.0
    assert often[("vnd", "zdk")] == 1.0
    assert "12 trips run part of their way at the very minutes of another" in notices(transit)[1]


def _often(transit: dg.transit.Transit) -> dict[tuple[str, str], float]:
    """Trains an hour between two halts, over all lines."""
    found: dict[tuple[str, str], float] = {}
    for line, legs in transit.legs.groupby("line"):
        stops = sorted([str(legs["from_station"].iloc[0]), *map(str, legs["to_station"])])
        for ends in combinations(stops, 2):
            found[ends] = found.get(ends, 0.0) + transit.lines["trains_per_hour"][line]
    return found


@given(
    st.lists(st.sampled_from("abcd"), min_size=2, max_size=6),
    st.data(),
)
@settings(max_examples=40)
def test_a_parted_trip_offers_the_same_rides_each_once(
    stops: list[str], data: st.DataObject
) -> None:
    every = [
        (one, other)
        for one in range(len(stops))
        for other in range(one + 1, len(stops))
        if stops[one] != stops[other]
    ]
    pairs = data.draw(st.sets(st.sampled_from(every))) if every else set()
    rides = []
    for part in _parts(stops, pairs):
        assert len({stops[at] for at in part}) == len(part)
        rides += [
            (stops[one], stops[other]) for at, one in enumerate(part) for other in part[at + 1 :]
        ]
    assert len(rides) == len(set(rides))
    assert set(rides) == {(stops[one], stops[other]) for one, other in pairs}


def test_who_goes_out_and_back_along_the_same_halts_has_two_parts() -> None:
    stops = "abcdedcba"
    pairs = {(one, other) for one, other in combinations(range(9), 2) if stops[one] != stops[other]}
    assert ["".join(stops[at] for at in part) for part in _parts(stops, pairs)] == [
        "abcde",
        "edcba",
    ]


def test_a_line_far_longer_one_way_is_two(tmp_path: Path) -> None:
    # h is left for v at :00; v for h at :20, but round the loop.
    for back_min, expected in ((15, [13.5]), (90, [12.0, 90.0])):
        trips: dict[str, tuple[float, str, list[float | None]]] = {}
        for hour in range(7, 19):
            trips[f"a{hour}"] = (hour * 60.0, "hv", [0.0, 12.0])
            trips[f"b{hour}"] = (hour * 60.0 + 20, "vh", [0.0, float(back_min)])
        feed = write_feed(tmp_path / "feed.zip", trips=trips_of(*trips), stop_times=times_of(trips))
        found = read(feed)
        assert found.legs["minutes"].tolist() == expected
        assert found.lines["trains_per_hour"].tolist() == [1.0] * len(expected)


def test_rare_lines_are_named(tmp_path: Path) -> None:
    feed = write_feed(
        tmp_path / "feed.zip",
        trips=trips_of("one", "two"),
        stop_times=times_of({"one": (480, "hvo", [0, 10, 25]), "two": (490, "ovh", [0, 15, 25])}),
    )
    assert notices(read(feed))[1] == (
        "In feed.zip 1 of 1 lines (trips with the same stops) run less than once an hour "
        "(Stoptrein): half their headway is waited for, less 20 minutes, also where others run "
        "beside them; judge whether that fits."
    )
    one = write_feed(tmp_path / "feed.zip")
    assert not [said for said in notices(read(one)) if "less than once" in said]


def test_a_line_of_one_way_is_told(tmp_path: Path) -> None:
    names = [f"out{hour:02d}" for hour in range(7, 19)]
    transit = read(write_feed(tmp_path / "feed.zip", trips=trips_of(*names)))
    assert notices(transit) == [
        taken("5 January 2026", 12),
        (
            "In feed.zip (stop_times.txt) 36 calls are of trips that trips.txt does not have; "
            "they are left out."
        ),
        "In feed.zip 1 of 1 lines runs one way only that day; it counts that way alone.",
    ]


def test_a_platform_is_the_station_of_its_parent(tmp_path: Path) -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "h,Spoor 1,52.1655,5.5246,0,H\nH,Heidestad,52.1718,5.5246,1,\n"
        "v,Venendal,52.153423,5.658111,0,\no,Oosterveen,52.101284,5.661589,0,\nz,Zandkerk,52.1,5.5,0,\n"
        "n,,,,3,H\n"
    )
    assert read(write_feed(tmp_path / "feed.zip", stops=stops)).served.tolist() == [
        "hds",
        "otv",
        "vnd",
    ]


def test_a_trip_after_midnight_is_of_the_day_after(tmp_path: Path) -> None:
    feed = write_feed(
        tmp_path / "feed.zip",
        trips=trips_of("late", "back"),
        stop_times=times_of(
            {"late": (1450, "hvo", [0, 10, 25]), "back": (1460, "ovh", [0, 15, 25])}
        ),
    )
    with pytest.raises(dg.ArgumentError, match="no train or bus calls at two known"):
        read(feed, date="20260105", hours=(0, 2))
    night = read(feed, date="20260106", hours=(0, 2))
    assert night.lines["trains_per_hour"].tolist() == [0.5]
    assert minutes_of(night) == {("hds", "vnd"): 10, ("vnd", "otv"): 15}


def test_who_may_stay_seated_and_changes_of_their_own_are_counted(tmp_path: Path) -> None:
    trips = hourly("hvo", [0, 10, 25])
    blocks = "route_id,service_id,trip_id,block_id\n" + "".join(
        f"r,wk,{trip},{trip[-2:]}\n" for trip in trips
    )
    transfers = (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nv,v,2,300\no,o,3,\nh,h,0,\n"
    )
    transit = read(write_feed(tmp_path / "feed.zip", trips=blocks, transfers=transfers))
    assert notices(transit)[1:] == [
        (
            "In feed.zip 12 trips of that day go on as another, so that one may stay seated "
            "(block_id); that counts as a change by headway, and in a window (--window) as none."
        ),
        (
            "In feed.zip 2 rows of transfers.txt tell how long a change takes, or that none is "
            "possible; lines by headway all take the minutes of the rules."
        ),
    ]


SPANS = st.lists(
    st.tuples(st.integers(0, 26 * 60), st.integers(1, 300), st.integers(1, 100)),
    min_size=1,
    max_size=3,
)


@given(spans=SPANS, exact=st.sampled_from(["", "0", "1"]), late=st.integers(0, 90))
@settings(max_examples=8, deadline=None)
def test_a_trip_by_headway_is_the_trips_that_it_stands_for(
    tmp_path_factory: pytest.TempPathFactory,
    spans: list[tuple[int, int, int]],
    exact: str,
    late: int,
) -> None:
    """Also past midnight, and if the pattern itself is written at any time of day."""
    folder = tmp_path_factory.mktemp("feeds")
    rows = [
        f"t,{clock(start)},{clock(start + length)},{every * 60},{exact}"
        for start, length, every in spans
    ]
    by_headway = write_feed(
        folder / "headway.zip",
        trips=trips_of("t"),
        stop_times=times_of({"t": (late, "hvo", [0, 10, 25])}),
        frequencies="trip_id,start_time,end_time,headway_secs,exact_times\n" + "\n".join(rows),
    )
    each = {
        f"t{number}-{at}": (float(at), "hvo", [0.0, 10.0, 25.0])
        for number, (start, length, every) in enumerate(spans)
        for at in range(start, start + length, every)
    }
    spelled_out = write_feed(
        folder / "each.zip",
        trips=trips_of(*each),
        stop_times=times_of(each),  # type: ignore[arg-type]
    )
    for hours in ((0.0, 3.0), (7.0, 19.0)):
        found: list[list[float] | None] = []
        for feed in (by_headway, spelled_out):
            try:
                lines = read(feed, hours=hours, date="2026-01-06").lines
                found.append(lines["trains_per_hour"].tolist())
            except dg.ArgumentError:
                found.append(None)
        assert found[0] == found[1]
