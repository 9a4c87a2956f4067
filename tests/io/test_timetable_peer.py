"""What runs on a day, when and where, beside gtfs-kit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import gtfs_kit
import pandas as pd
import pytest
from feeds import calendar, hourly, times_of, trips_of, write_feed
from hypothesis import given, settings
from hypothesis import strategies as st
from paths import PUBLIC_DATA

from drenthe_geo.io.timetable.calls import calls_of_day
from drenthe_geo.io.timetable.days import running, services_of
from drenthe_geo.io.timetable.feed import read_feed

if TYPE_CHECKING:
    from pathlib import Path

FIRST = dt.date(2026, 1, 1)
WEEKS = st.integers(0, 27)
FLAGS = st.lists(st.sampled_from("01"), min_size=7, max_size=7).map(",".join)


@given(
    spans=st.lists(st.tuples(WEEKS, WEEKS, FLAGS), min_size=1, max_size=3),
    odd=st.dictionaries(
        st.tuples(st.sampled_from("0123"), WEEKS), st.sampled_from("12"), max_size=6
    ),
)
@settings(max_examples=8, deadline=None)
def test_the_same_trips_run_on_every_day(
    tmp_path_factory: pytest.TempPathFactory,
    spans: list[tuple[int, int, str]],
    odd: dict[tuple[str, int], str],
) -> None:
    """The last service stands in calendar_dates alone."""

    def day(number: int) -> str:
        return f"{FIRST + dt.timedelta(days=number):%Y%m%d}"

    rows = [
        calendar(day(start), day(end), flags, str(number)).splitlines()
        for number, (start, end, flags) in enumerate(spans)
    ]
    dates = [f"{service},{day(at)},{kind}" for (service, at), kind in odd.items()]
    trips = [f"r,{service},t{service}" for service in "0123"]
    path = write_feed(
        tmp_path_factory.mktemp("feed") / "feed.zip",
        calendar="\n".join([rows[0][0], *(row for _, row in rows)]) + "\n",
        calendar_dates="\n".join(["service_id,date,exception_type", *dates]) + "\n",
        trips="\n".join(["route_id,service_id,trip_id", *trips]) + "\n",
        stop_times=times_of({f"t{service}": (480, "hvo", [0, 10, 25]) for service in "0123"}),
    )
    ours, theirs = read_feed(path), gtfs_kit.read_feed(path, dist_units="km")
    services = services_of(ours)
    for number in range(30):
        at = FIRST + dt.timedelta(days=number)
        runs = running(ours.trips, services, at.toordinal())
        known = gtfs_kit.get_trips(theirs, f"{at:%Y%m%d}")
        assert sorted(runs) == sorted(known["trip_id"])


def by_route(path: Path, day: dt.date) -> pd.DataFrame:
    """Trips, calls and the first and last departure of every route on a day."""
    feed = read_feed(path)
    trips = running(feed.trips, services_of(feed), day.toordinal())
    calls = calls_of_day(feed, trips, trips[:0], (0.0, 48.0))
    route = gtfs_kit.read_feed(path, dist_units="km").trips.set_index("trip_id")["route_id"]
    start = calls.groupby("trip", sort=False).first().reset_index()
    told = calls.assign(route=calls["of"].map(route)).groupby("route")
    starts = start.assign(route=start["of"].map(route)).groupby("route")["leave_s"]
    return pd.DataFrame(
        {
            "trips": told["of"].nunique(),
            "calls": told.size(),
            "first_s": starts.min(),
            "headway_min": starts.apply(
                lambda at: at.drop_duplicates().sort_values().diff().mean() / 60
            ),
            "last_s": told["arrive_s"].max(),
        }
    )


def beside(path: Path, day: dt.date) -> None:
    ours = by_route(path, day)
    feed = gtfs_kit.read_feed(path, dist_units="km")
    date = f"{day:%Y%m%d}"
    trips, times = gtfs_kit.get_trips(feed, date), gtfs_kit.get_stop_times(feed, date)
    times = times.merge(trips[["trip_id", "route_id"]])
    timed = times.assign(
        at=pd.to_timedelta(times["departure_time"]).dt.total_seconds(),
        end=pd.to_timedelta(times["arrival_time"]).dt.total_seconds(),
    )
    starts = timed.sort_values("stop_sequence").groupby("trip_id").first().groupby("route_id")["at"]
    by = timed.groupby("route_id")
    assert ours["trips"].to_dict() == trips.groupby("route_id").size().to_dict()
    assert ours["calls"].to_dict() == by.size().to_dict()
    assert ours["first_s"].to_dict() == starts.min().to_dict()
    assert ours["last_s"].to_dict() == by["end"].max().to_dict()
    gaps = starts.apply(lambda at: at.drop_duplicates().sort_values().diff().mean() / 60)
    pd.testing.assert_series_equal(ours["headway_min"], gaps, check_names=False)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("porto-alegre-bus.zip", dt.date(2019, 4, 19)),  # Good Friday: 324 exceptions
        ("porto-alegre-rail.zip", dt.date(2019, 3, 4)),
    ],
)
def test_routes_of_real_feeds_have_the_same_trips_calls_and_times(name: str, day: dt.date) -> None:
    path = PUBLIC_DATA / "gtfs" / name
    if not path.exists():
        pytest.skip("the public feeds are not at hand")
    beside(path, day)


def test_routes_of_a_small_feed_have_the_same_trips_calls_and_times(tmp_path: Path) -> None:
    trips = hourly("hvo", [0, 10, 25])
    trips["late"] = (1430.0, "hvo", [0, 10, 25])  # past midnight
    agency = (
        "agency_id,agency_name,agency_url,agency_timezone\na,A,https://example.org,Europe/Paris\n"
    )
    feed = write_feed(
        tmp_path / "feed.zip", trips=trips_of(*trips), stop_times=times_of(trips), agency=agency
    )
    beside(feed, dt.date(2026, 1, 6))
