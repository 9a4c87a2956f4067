"""A timetable in GTFS in place of the embedded tables of trains and buses.

Its trips of one day become lines with trains an hour and minutes per leg, so that the same
functions work.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.timetable.days import day_of
from drenthe_geo.io.timetable.feed_day import open_day
from drenthe_geo.io.timetable.lines import part_trips, tables_of
from drenthe_geo.io.timetable.notices import note_day, note_lines, note_rare
from drenthe_geo.transit.lines import make_transit
from drenthe_geo.units import H_PER_DAY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.io.timetable.feed_day import FeedDay
    from drenthe_geo.transit.lines import Transit


def read_transit_from_gtfs(
    area: Area,
    path: str | Path,
    *,
    date: str | dt.date | None = None,
    hours: Sequence[float] | None = None,
    buses: bool = True,
) -> Transit:
    """Read trains and buses from a GTFS feed.

    Parameters
    ----------
    area : Area
        The area.
    path : str or pathlib.Path
        Zip file or folder of the feed.
    date : str or datetime.date, optional
        Day as ``YYYYMMDD`` or ``YYYY-MM-DD``; the busiest of the first seven days from the
        first with service on where not given.
    hours : sequence of float, optional
        Trains that leave their first stop between these two hours count, and are
        divided over them; `gtfs_hours` of the settings where not given.
    buses : bool
        Whether buses count.

    Returns
    -------
    Transit
        A line per sequence of calls, both ways together: trains an hour each way, and
        the median of the minutes with their least and most as range. Trains that run
        one way only that day are lines of one way. A stop is a station of the layer
        ``stations`` by its name and place (`gtfs_name_m` of the settings), or by its
        place (`gtfs_match_m`), or is what its parent station is; trains pass the stops that
        are none. Buses call at stations too, and at the stops of the layer ``stops`` in the
        same way; a bus that calls at fewer than two of them is left out. Nobody boards
        where ``pickup_type`` is 1 or alights where ``drop_off_type`` is. Stops without a
        time get one between those before and after, by distance. Its `notices` say which
        day was taken, and what is odd.

    Raises
    ------
    FileError
        If the file is no feed, its tables do not fit together, or its times cannot be
        used (by headway, not as H:MM:SS, or going back).
    ArgumentError
        If no train of the feed calls at two known stations on that day in those hours.

    Examples
    --------
    >>> read_transit_from_gtfs(area, "no-feed.zip")
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: no-feed.zip: no such file.
    """
    asked = None if date is None else day_of(date)
    span = _span(area, hours)
    return transit_of_day(open_day(area, path, asked, buses=buses), span)


def _span(area: Area, hours: Sequence[float] | None) -> tuple[float, float]:
    """Take the hours that count, refusing what is none of a day."""
    early, late = area.settings.gtfs_hours if hours is None else hours
    if not 0 <= early < late <= H_PER_DAY:
        raise ArgumentError("io.wrong_hours", early=float(early), late=float(late))
    return float(early), float(late)


def transit_of_day(feed_day: FeedDay, hours: tuple[float, float] | None = None) -> Transit:
    """Make trains and buses of a day of a feed, as `read_transit_from_gtfs` gives them."""
    area = feed_day.area
    early, late = _span(area, hours)
    feed, day, embedded = feed_day.feed, feed_day.day, feed_day.embedded
    calls = feed_day.calls((early, late))
    note_day(feed, calls)
    parted = part_trips(feed_day.at_halts(calls))
    if not parted.patterns:
        span = {"early": float(early), "late": float(late)}
        raise ArgumentError("io.no_trains", file=feed.name, day=day.isoformat(), **span)
    ways_apart, _ = sourced_value(area.toml("timetable")["ways_apart"], "ways_apart")
    lines, legs = tables_of(parted, late - early, float(ways_apart))
    notices = [*feed.notices, *note_lines(feed.name, parted, lines)]
    notices += note_rare(feed.name, lines, embedded.rules.wait_cap_min)
    area.note(*notices)
    made = make_transit(embedded.stations, lines, legs, embedded.rules, stops=embedded.stops)
    return replace(made, notices=tuple(dict.fromkeys(notices)))
