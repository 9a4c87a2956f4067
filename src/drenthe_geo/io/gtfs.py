"""A timetable in GTFS in place of the embedded tables of trains and buses.

Reading is gtfs-kit's (optional: ``pip install drenthe-geo[gtfs]``); here its trips
become lines with trains an hour and minutes per leg, so that the same functions work.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.crs import RD_NEW, WGS84
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.transit.lines import LEAST_CALLS, make_transit, read_transit
from drenthe_geo.transit.rules import BUS, TRAIN
from drenthe_geo.units import H_PER_DAY, S_PER_H, S_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.transit.lines import Transit

ROUTE_TYPES: dict[str, frozenset[int]] = {
    TRAIN: frozenset({2, *range(100, 118)}),
    BUS: frozenset({3, *range(200, 210), *range(700, 717)}),
}
"""Route types of trains and buses, the extended ones too."""


Pattern = tuple[str, tuple[str, ...]]
"""Vehicle, and the codes of the halts it calls at."""


def read_transit_from_gtfs(
    area: Area,
    path: str | Path,
    *,
    date: str | None = None,
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
    date : str, optional
        Day as ``YYYYMMDD``; the busiest of the feed's first week where not given.
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
        one way only are taken to run back too. A stop is a station of the layer
        ``stations`` by its name and place (`gtfs_name_m` of the settings), or by its
        place (`gtfs_match_m`); trains pass the stops that are none, or have no time.
        Buses call at stations too, and at the stops of the layer ``stops`` in the same
        way; a bus that calls at fewer than two of them is left out.

    Raises
    ------
    FileError
        If gtfs-kit is not installed, the file is no feed, or its times cannot be
        used (by headway, not as H:MM:SS, or going back).
    ArgumentError
        If no train of the feed calls at two known stations on that day in those hours.

    Examples
    --------
    >>> read_transit_from_gtfs(area, "no-feed.zip")
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: no-feed.zip: no such file.
    """
    feed, path = _feed(path), Path(path)
    early, late = area.settings.gtfs_hours if hours is None else hours
    if not 0 <= early < late <= H_PER_DAY:
        raise ArgumentError("io.wrong_hours", early=float(early), late=float(late))
    day = date or feed.compute_busiest_date(feed.get_first_week())
    if date is not None and date not in feed.get_dates():
        first, *_, last = feed.get_dates()
        raise ArgumentError("io.wrong_date", date=date, first=first, last=last)
    transit = read_transit(area)
    kinds = [(TRAIN, transit.stations), (BUS, transit.halts)][: 2 if buses else 1]
    calls = pd.concat(
        _calls(feed, day, (kind, _known_halts(area, feed.stops, halts)), (early, late), path.name)
        for kind, halts in kinds
    )
    patterns = _patterns(calls)
    if not patterns:
        hours_said = {"early": float(early), "late": float(late)}
        raise ArgumentError("io.no_trains", file=path.name, day=day, **hours_said)
    lines, legs = [], []
    for number, ((vehicle, stops), trips) in enumerate(sorted(patterns.items()), start=1):
        name = f"gtfs-{number:04d}"
        ways = max(len({way for way, _ in trips}), 1)
        often = len(trips) / ways / (late - early)
        routes = pd.Series([frame["route"].iloc[0] for _, frame in trips])
        lines.append(
            {
                "line": name,
                "name": str(routes.mode().iloc[0]),
                "kind": vehicle,
                "vehicle": vehicle,
                "trains_per_hour": often,
            }
        )
        legs += _legs(name, stops, [frame for _, frame in trips])
    table = pd.DataFrame(lines).set_index("line")
    of = (transit.stations, table, pd.DataFrame(legs), transit.rules)
    return make_transit(*of, stops=transit.stops)


def _feed(path: str | Path) -> Any:  # noqa: ANN401 - gtfs-kit has no types
    file = Path(path).expanduser()
    if not file.exists():
        raise FileError("io.no_file", path=path)
    try:
        import gtfs_kit  # noqa: PLC0415 - optional
    except ImportError as error:
        raise FileError("io.needs_gtfs_kit", file=file.name) from error
    try:
        feed = gtfs_kit.read_feed(file, dist_units="km")
    except Exception as error:
        raise FileError("io.no_feed", file=file.name, reason=error) from error
    needed = ("stops", "routes", "trips", "stop_times")
    missing = [f"{name}.txt" for name in needed if getattr(feed, name, None) is None]
    if getattr(feed, "frequencies", None) is not None and len(feed.frequencies):
        raise FileError("io.headways", file=file.name)
    if feed.calendar is None and feed.calendar_dates is None:
        missing.append("calendar.txt")
    if missing:
        raise FileError("io.feed_lacks", file=file.name, missing=missing)
    return feed


def _known_halts(area: Area, stops: pd.DataFrame, stations: gpd.GeoDataFrame) -> pd.Series:
    """Code of the station or bus stop that each stop is, missing where it is none."""
    points = gpd.GeoSeries(
        gpd.points_from_xy(stops["stop_lon"], stops["stop_lat"]), crs=WGS84
    ).to_crs(RD_NEW)
    index, off_m = stations.sindex.nearest(
        points.to_numpy(), return_all=False, return_distance=True
    )
    near = np.full(len(stops), None, dtype=object)
    settings = area.settings
    within = off_m <= settings.gtfs_match_m
    near[index[0][within]] = stations.index.to_numpy(dtype=object)[index[1][within]]
    by_name = {plain_name(str(name)): code for code, name in stations["name"].items()}
    named = [
        code
        if code is not None and point.distance(stations.geometry[code]) <= settings.gtfs_name_m
        else None
        for code, point in zip(
            (by_name.get(plain_name(str(name))) for name in stops["stop_name"]),
            points,
            strict=True,
        )
    ]
    codes = [one or other for one, other in zip(named, near, strict=True)]
    return pd.Series(codes, stops["stop_id"].to_numpy(), dtype=object)


def _calls(
    feed: Any,  # noqa: ANN401 - as above
    day: str,
    known: tuple[str, pd.Series],
    hours: Sequence[float],
    name: str,
) -> pd.DataFrame:
    """List the calls of a vehicle on a day at known halts, in order."""
    vehicle, station = known
    routes = feed.routes[feed.routes["route_type"].isin(ROUTE_TYPES[vehicle])]
    trips = feed.get_trips(day)
    trips = trips[trips["route_id"].isin(routes["route_id"])]
    names = routes.set_index("route_id")
    long_name = names.get("route_long_name", pd.Series(None, names.index, dtype=object))
    short_name = names.get("route_short_name", pd.Series(None, names.index, dtype=object))
    route = trips.set_index("trip_id")["route_id"]
    calls = feed.stop_times[feed.stop_times["trip_id"].isin(route.index)]
    calls = calls.sort_values(["trip_id", "stop_sequence"])
    if calls.empty:
        return pd.DataFrame(columns=["trip", "station", "vehicle"])
    table = pd.DataFrame(
        {
            "trip": calls["trip_id"].astype(str).to_numpy(),
            "vehicle": vehicle,
            "route": calls["trip_id"].map(route).map(long_name.fillna(short_name)).to_numpy(),
            "station": calls["stop_id"].map(station).to_numpy(),
            "arrive_s": _seconds(calls["arrival_time"], name),
            "leave_s": _seconds(calls["departure_time"], name),
        }
    )
    table = table[table["leave_s"].notna() & table["arrive_s"].notna()]
    back = table["arrive_s"] < table.groupby("trip")["leave_s"].shift()
    if back.any():
        raise FileError("io.times_back", file=name, trip=table.loc[back, "trip"].iloc[0])
    start_h = table.groupby("trip")["leave_s"].transform("first") / S_PER_H
    early, late = hours
    table = table[(start_h >= early) & (start_h < late) & table["station"].notna()]
    # Two platforms of one station are one call: the train arrives at the first.
    key = table[["trip", "station"]]
    again = (key == key.shift()).all(axis=1)
    merged = table.groupby((~again).cumsum()).agg(
        {column: "last" if column == "leave_s" else "first" for column in table}
    )
    return merged.reset_index(drop=True)


def _seconds(times: pd.Series, name: str) -> NDArray[np.float64]:
    """Seconds since midnight of ``H:MM:SS``, also after 24 h; NaN where there is no time."""
    parts = times.astype("str").str.extract(r"^\s*(\d{1,3}):(\d{2}):(\d{2})\s*$").astype(float)
    seconds: NDArray[np.float64] = (parts[0] * S_PER_H + parts[1] * S_PER_MIN + parts[2]).to_numpy(
        dtype=float
    )
    odd = np.isnan(seconds) & times.notna().to_numpy()
    if odd.any():
        raise FileError("io.no_clock", file=name, time=str(times[odd].iloc[0]))
    return seconds


def _patterns(calls: pd.DataFrame) -> dict[Pattern, list[tuple[bool, pd.DataFrame]]]:
    """Trips by vehicle and the halts they call at, both ways together."""
    patterns: dict[Pattern, list[tuple[bool, pd.DataFrame]]] = {}
    for _, trip in calls.groupby("trip", sort=True):
        stops = tuple(str(code) for code in trip["station"])
        if len(stops) < LEAST_CALLS or len(set(stops)) < len(stops):
            continue  # a train that comes back to a station is left out
        turned = stops > stops[::-1]
        pattern = str(trip["vehicle"].iloc[0]), stops[::-1] if turned else stops
        patterns.setdefault(pattern, []).append((turned, trip))
    return patterns


def _legs(line: str, stops: tuple[str, ...], trips: list[pd.DataFrame]) -> list[dict[str, Any]]:
    """Legs of a line: median, least and most of its trips."""
    rides, stands = [], []
    for trip in trips:
        arrive, leave = trip["arrive_s"].to_numpy(), trip["leave_s"].to_numpy()
        ride, stand = (arrive[1:] - leave[:-1]) / S_PER_MIN, (leave - arrive)[1:-1] / S_PER_MIN
        same_way = trip["station"].iloc[0] == stops[0]
        rides.append(ride if same_way else ride[::-1])
        stands.append([*(stand if same_way else stand[::-1]), 0.0])
    ride_min, stand_min = np.array(rides), np.array(stands)
    legs = []
    for at in range(len(stops) - 1):
        minutes = np.maximum(ride_min[:, at], 1 / S_PER_MIN)
        legs.append(
            {
                "line": line,
                "position": at + 1,
                "from_station": stops[at],
                "to_station": stops[at + 1],
                "minutes": float(np.median(minutes)),
                "minutes_low": float(minutes.min()),
                "minutes_high": float(minutes.max()),
                "dwell_min": max(float(np.median(stand_min[:, at])), 0.0),
                "basis": "published",
            }
        )
    return legs
