"""Feeds for tests: a small one on Veldland, of which tables can be replaced."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from veldland import VELDLAND

import drenthe_geo as dg

if TYPE_CHECKING:
    from pathlib import Path

SAY = VELDLAND.words("en").say

DAYS = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"

STOPS = """stop_id,stop_name,stop_lat,stop_lon
h,Heidestad,52.171810,5.524613
v,Venendal,52.153423,5.658111
o,Oosterveen,52.101284,5.661589
z,Zandkerk,52.099546,5.524974
"""

ROUTES = "route_id,route_short_name,route_long_name,route_type\nr,S,Stoptrein,2\n"

HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"


def clock(minutes: float) -> str:
    """Write minutes since midnight."""
    seconds = round(minutes * 60)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def calendar(start: str, end: str, flags: str = "1,1,1,1,1,1,1", service: str = "wk") -> str:
    """Write a calendar of one service."""
    return f"service_id,{DAYS},start_date,end_date\n{service},{flags},{start},{end}\n"


def times_of(trips: dict[str, tuple[float, str, list[float | None]]]) -> str:
    """Write stop times: by trip its start, its stops, and the minutes of each from there."""
    rows = [HEAD]
    for trip, (start, stops, minutes) in trips.items():
        for number, (stop, after) in enumerate(zip(stops, minutes, strict=True), start=1):
            at = "" if after is None else clock(start + after)
            rows.append(f"{trip},{at},{at},{stop},{number}")
    return "\n".join(rows) + "\n"


def trips_of(*trips: str, service: str = "wk") -> str:
    """Write trips of one route and service."""
    return "route_id,service_id,trip_id\n" + "".join(f"r,{service},{trip}\n" for trip in trips)


def hourly(
    stops: str, minutes: list[float | None]
) -> dict[str, tuple[float, str, list[float | None]]]:
    """Give trips there and back every hour from 7 to 19."""
    found = {}
    whole = minutes[-1] or 0
    for hour in range(7, 19):
        found[f"out{hour:02d}"] = (hour * 60.0, stops, minutes)
        back = [None if one is None else whole - one for one in minutes[::-1]]
        found[f"back{hour:02d}"] = (hour * 60.0, stops[::-1], back)
    return found


def full() -> dict[str, str]:
    """Give the tables of a feed: a train an hour Heidestad - Venendal - Oosterveen."""
    trips = hourly("hvo", [0, 10, 25])
    return {
        "stops": STOPS,
        "routes": ROUTES,
        "trips": trips_of(*trips),
        "stop_times": times_of(trips),
        "calendar": calendar("20260105", "20261231"),
    }


def write_feed(path: Path, *, folder: str = "", **tables: str | bytes | None) -> Path:
    """Write a feed as a zip: the full one with some tables replaced, added or (None) left out."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as feed:
        for name, text in {**full(), **tables}.items():
            if text is not None:
                feed.writestr(f"{folder}{name}.txt", text)
    return path


def read(path: Path, **how: object) -> dg.transit.Transit:
    """Read the timetable of a feed on Veldland."""
    return dg.io.read_transit_from_gtfs(VELDLAND, path, **how)  # type: ignore[arg-type]


def notices(transit: dg.transit.Transit) -> list[str]:
    """What is said of it, in English."""
    return [SAY(one) for one in transit.notices]


def taken(day: str, trips: int = 24) -> str:
    """What is said of the day that is taken where nobody chose one."""
    return (
        f"Of feed.zip the trains and buses of {day} count, the busiest day (trips: {trips}) of its "
        "first week with service; choose another with --date."
    )
