"""On which days the trips of a feed run, and which day of it is asked about.

The calendar is never spelled out day by day: it may run to the year 9999.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.io.timetable.feed import DAYS
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

    from drenthe_geo.io.timetable.feed import Feed

WEEK = 7
GIVEN = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{4})(\d{2})(\d{2})")
WRITTEN = re.compile(r"\d{8}")
NO_DAY = "00000000"
ADDED, REMOVED = "1", "2"
FLAGS = {"0": False, "1": True}


@dataclass(frozen=True)
class Service:
    """The days of a service: from, to, on which days of the week, and the exceptions."""

    first: int
    last: int
    weekdays: tuple[bool, ...]
    added: frozenset[int]
    removed: frozenset[int]

    def runs_on(self, day: int) -> bool:
        """Tell whether it runs on a day; days are counted as `datetime.date` does."""
        if day in self.removed:
            return False
        if day in self.added:
            return True
        weekday = dt.date.fromordinal(day).weekday() if day > 0 else 0
        return self.first <= day <= self.last and self.weekdays[weekday]

    def first_day(self) -> int | None:
        """Find its first day; none if it never runs."""
        found = [day for day in self.added if day not in self.removed]
        for weekday, runs in enumerate(self.weekdays):
            if not runs or self.first > self.last:
                continue
            day = self.first
            day += (weekday - dt.date.fromordinal(day).weekday()) % WEEK
            while day in self.removed:  # as many steps as there are exceptions, at most
                day += WEEK
            if day <= self.last:
                found.append(day)
        return min(found, default=None)

    def last_day(self) -> int:
        """Find a day after which it does not run."""
        ends = [self.last] if any(self.weekdays) and self.first <= self.last else []
        return max((*ends, *self.added), default=0)


def services_of(feed: Feed) -> dict[str, Service]:
    """Read the calendars of a feed, refusing days and flags that are none."""
    added: dict[str, set[int]] = {}
    removed: dict[str, set[int]] = {}
    for row, service, day, kind in feed.calendar_dates.itertuples(name=None):
        number = _day(feed, "calendar_dates", row, "date", day)
        if kind not in (ADDED, REMOVED):
            said = {"column": "exception_type", "given": kind, "choices": [ADDED, REMOVED]}
            raise FileError("io.feed_flag", where=feed.where("calendar_dates"), row=row, **said)
        mine, other = (added, removed) if kind == ADDED else (removed, added)
        mine.setdefault(service, set()).add(number)
        if number in other.get(service, ()):
            said = {"service": service, "day": dt.date.fromordinal(number)}
            raise FileError("io.feed_both", where=feed.where("calendar_dates"), **said)
    found = {}
    rows: dict[Any, Any] = feed.calendar.to_dict("index")
    for row, told in rows.items():
        flags = []
        for name in DAYS:
            given = told[name]
            if given not in FLAGS:
                said = {"column": name, "given": given, "choices": list(FLAGS)}
                where = feed.where("calendar")
                raise FileError("io.feed_flag", where=where, row=row, **said)
            flags.append(FLAGS[given])
        first, last = (
            _day(feed, "calendar", row, name, told[name]) for name in ("start_date", "end_date")
        )
        service = str(told["service_id"])
        more = frozenset(added.pop(service, ())), frozenset(removed.pop(service, ()))
        found[service] = Service(first, last, tuple(flags), *more)
    for service in {*added, *removed}:
        more = frozenset(added.get(service, ())), frozenset(removed.get(service, ()))
        found[service] = Service(1, 0, (False,) * WEEK, *more)
    return found


def _day(feed: Feed, table: str, row: int, column: str, given: str) -> int:
    """Read a day of a calendar."""
    try:
        known = given if WRITTEN.fullmatch(given) else NO_DAY
        return dt.date(int(known[:4]), int(known[4:6]), int(known[6:])).toordinal()
    except ValueError:
        said = {"column": column, "given": given}
        raise FileError("io.feed_no_day", where=feed.where(table), row=row, **said) from None


def day_of(given: str | dt.date) -> dt.date:
    """Read a day that a user gave: 20260714 or 2026-07-14.

    Raises
    ------
    ArgumentError
        If it is no day.

    Examples
    --------
    >>> day_of("20260714") == day_of("2026-07-14") == dt.date(2026, 7, 14)
    True
    """
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    match = GIVEN.fullmatch(str(given).strip())
    year, month, day = (int(part) for part in match.groups() if part) if match else (0, 0, 0)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ArgumentError("io.no_day", given=str(given)) from None


def running(trips: pd.DataFrame, services: dict[str, Service], day: int) -> pd.Index:
    """Name the trips that run on a day; days are counted as `datetime.date` does."""
    runs = {name for name, service in services.items() if service.runs_on(day)}
    found: pd.Index = trips.index[trips["service_id"].isin(runs)]
    return found


def choose_day(
    feed: Feed, services: dict[str, Service], trips: pd.DataFrame, asked: dt.date | None
) -> tuple[dt.date, Message]:
    """Take the day that is asked for, else the busiest of the first week with service.

    With it comes a sentence that says which day it is.
    """
    count = Counter(service for service in trips["service_id"] if service in services)
    starts = [day for one in count if (day := services[one].first_day()) is not None]
    if not starts:
        raise ArgumentError("io.no_service", file=feed.name)
    first = min(starts)
    if asked is not None:
        last = max(services[one].last_day() for one in count)
        if not first <= asked.toordinal() <= last:
            ends = {"first": dt.date.fromordinal(first), "last": dt.date.fromordinal(last)}
            raise ArgumentError("io.wrong_date", file=feed.name, date=asked, **ends)
        day = asked.toordinal()
        if not any(services[one].runs_on(day) for one in count):
            raise ArgumentError("io.no_service_on", file=feed.name, date=asked)
        return asked, Message("io.feed_day_asked", file=feed.name, date=asked)

    def runs(day: int) -> int:
        return sum(number for one, number in count.items() if services[one].runs_on(day))

    last = min(first + WEEK, dt.date.max.toordinal() + 1)
    day = max(range(first, last), key=runs)  # of equal days the earliest
    found = dt.date.fromordinal(day)
    return found, Message("io.feed_day", file=feed.name, date=found, trips=runs(day))
