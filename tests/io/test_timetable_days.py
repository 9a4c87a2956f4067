"""Which day of a feed is taken, what is said of it, and what is no day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from feeds import (
    SAY,
    STOPS,
    calendar,
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
from drenthe_geo.cli.main import main
from drenthe_geo.io.timetable.days import Service

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("tables", "day"),
    [
        ({"calendar": calendar("20240103", "20240103")}, "3 January 2024"),
        ({"calendar": calendar("20240103", "20240105", "1,1,1,1,1,0,0")}, "3 January 2024"),
        ({"calendar": calendar("20240106", "99991231", "1,1,1,1,1,0,0")}, "8 January 2024"),
        (
            {
                "calendar": calendar("20240101", "20241231"),
                "calendar_dates": "service_id,date,exception_type\n"
                + "".join(f"wk,202401{day:02d},2\n" for day in range(1, 8)),
            },
            "8 January 2024",
        ),
        (
            {"calendar": None, "calendar_dates": "service_id,date,exception_type\nwk,20240105,1\n"},
            "5 January 2024",
        ),
    ],
)
def test_a_day_with_service_is_taken_and_said(
    tables: dict[str, Any], day: str, tmp_path: Path
) -> None:
    transit = read(write_feed(tmp_path / "feed.zip", **tables))
    assert notices(transit) == [taken(day)]
    assert transit.lines["trains_per_hour"].tolist() == [1.0]


def test_the_busiest_day_of_the_first_seven_is_taken(tmp_path: Path) -> None:
    trips = hourly("hvo", [0, 10, 25])
    late = {f"s{name}": (start + 5, *rest) for name, (start, *rest) in trips.items()}
    feed = write_feed(
        tmp_path / "feed.zip",
        trips=trips_of(*trips) + trips_of(*late, service="sat").partition("\n")[2],
        stop_times=times_of({**trips, **late}),  # type: ignore[dict-item]
        calendar=calendar("20240103", "20241231") + "sat,0,0,0,0,0,1,0,20240101,20241231\n",
    )
    assert notices(read(feed)) == [taken("6 January 2024", 48)]
    chosen = read(feed, date="2024-01-10")
    assert notices(chosen) == ["Of feed.zip the trains and buses of 10 January 2024 count."]
    assert chosen.lines["trains_per_hour"].tolist() == [1.0]
    assert read(feed, date=dt.date(2024, 1, 13)).lines["trains_per_hour"].tolist() == [2.0]


DAYS_OF = st.integers(dt.date(2024, 1, 1).toordinal(), dt.date(2024, 3, 1).toordinal())


@given(
    first=DAYS_OF,
    days=st.integers(-3, 40),
    flags=st.lists(st.booleans(), min_size=7, max_size=7),
    added=st.frozensets(DAYS_OF, max_size=4),
    removed=st.frozensets(DAYS_OF, max_size=9),
)
@settings(max_examples=50)
def test_the_first_day_of_a_service_is_the_first_on_which_it_runs(
    first: int, days: int, flags: list[bool], added: frozenset[int], removed: frozenset[int]
) -> None:
    service = Service(first, first + days, tuple(flags), added - removed, removed)
    span = range(dt.date(2024, 1, 1).toordinal(), dt.date(2024, 5, 1).toordinal())
    every = [day for day in span if service.runs_on(day)]
    assert service.first_day() == (every[0] if every else None)
    assert not every or service.last_day() >= every[-1]


@pytest.mark.parametrize("text", ["14-07-2026", "20261332", "morgen", "2026714", ""])
def test_what_is_no_day_is_said_before_all(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = write_feed(tmp_path / "feed.zip")
    words = ["trips", "--area", str(VELDLAND.folder), "--gtfs", str(feed), "--date", text]
    assert main([*words, "--out", str(tmp_path / "trips")]) == 1
    assert capsys.readouterr().err == (
        f"drenthe-geo: date {text!r}: is no day; write it as 20260714 or 2026-07-14.\n"
    )


def test_a_date_without_a_feed_is_not_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trips", "--area", str(VELDLAND.folder), "--date", "20260714"]) == 1
    assert capsys.readouterr().err == (
        "drenthe-geo: --date chooses a day of a feed; give one with --gtfs, or leave it out.\n"
    )


def test_the_answer_says_the_day(tmp_path: Path) -> None:
    feed = write_feed(
        tmp_path / "feed.zip",
        stops=STOPS + "r,Rietstad,52.207368,5.551203\n",
        stop_times=times_of(hourly("hvr", [0, 10, 25])),
    )
    answer = dg.ask_trips(VELDLAND, "sites", access="walk", gtfs=feed, date="20260706")
    said = [SAY(one) for one in answer.warnings]
    assert "Of feed.zip the trains and buses of 6 July 2026 count." in said
    assert answer.subject["date"] == "2026-07-06"
