"""Timetables: our reader beside gtfs-kit, a country of many calls, and `headways`."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.headways import DOORS, HEAD, WORLD, Town, compare
from benchmarks.report import paragraph, table_text
from drenthe_geo.build.halts import read_feed_choices
from drenthe_geo.build.timetable import Asked, read_feeds, tables_of_feed

TRIPS, CALLS, STOPS = 100_000, 25, 40_000
"""A quarter of a country, so that it is measured in a minute; all of it takes four times that."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

TIMES_HEAD = (
    "trip_id,stop_sequence,stop_id,stop_headsign,arrival_time,departure_time,pickup_type,"
    "drop_off_type,shape_dist_traveled\n"
)


def towns(source: Path) -> list[Town]:
    """Name the towns with real feeds; the buses of Porto Alegre were cut to some hours of a day."""
    folder = source / "gtfs"
    alegre = folder / "porto-alegre-bus.zip", folder / "porto-alegre-rail.zip"
    return [
        Town("Porto Alegre", alegre, 31982, 13.0),
        Town("São Paulo", (folder / "sao-paulo.zip",), 31983, 7.0),
    ]


def write_large(path: Path) -> None:
    """Write a feed of a made-up country; a quarter of its trips runs on any day."""
    rng = np.random.default_rng(17)
    lat, lon = rng.uniform(50.8, 53.4, STOPS), rng.uniform(3.6, 7.1, STOPS)
    order = np.argsort(lat + lon)
    tables = {
        "stops": ["stop_id,stop_name,stop_lat,stop_lon"]
        + [f"s{n},Halte {n},{lat[n]:.5f},{lon[n]:.5f}" for n in range(STOPS)],
        "routes": ["route_id,route_short_name,route_type"]
        + [f"r{n},{n},{3 if n % 20 else 2}" for n in range(1000)],
        "calendar": [f"service_id,{','.join(DAYS)},start_date,end_date"]
        + [
            f"c{n},1,1,1,1,1,0,0,2026{n % 4 * 3 + 1:02d}01,2026{n % 4 * 3 + 3:02d}28"
            for n in range(40)
        ],
        "trips": ["route_id,service_id,trip_id"]
        + [f"r{n % 1000},c{n % 40},trip-number-{n:07d}" for n in range(TRIPS)],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as feed:
        for name, rows in tables.items():
            feed.writestr(f"{name}.txt", "\n".join(rows) + "\n")
        with feed.open("stop_times.txt", "w", force_zip64=True) as file:
            file.write(TIMES_HEAD.encode())
            for trip in range(TRIPS):
                stops = order[(trip % 1000 * 39 + np.arange(CALLS)) % STOPS]
                file.write(_calls(trip, stops.tolist()).encode())


def _calls(trip: int, stops: list[int]) -> str:
    """Write the calls of a trip, two minutes from each other."""
    rows = []
    for place, stop in enumerate(stops):
        at = 18_000 + (trip * 7919) % 60_000 + 120 * place
        clock = f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}"
        rows.append(f"trip-number-{trip:07d},{place},s{stop},,{clock},{clock},0,0,{place * 900}\n")
    return "".join(rows)


def large() -> str:
    """Make the tables of a province out of the large feed, in a process of its own."""
    path = Path(tempfile.mkdtemp()) / "large.zip"
    write_large(path)
    done = subprocess.run(
        [sys.executable, "-m", __name__, str(path)], capture_output=True, text=True, check=True
    )
    path.unlink()
    return done.stdout.strip()


def _province(path: Path) -> str:
    """Say what the tables of a province took."""
    area = gpd.GeoSeries([shapely.box(6.1, 52.6, 7.1, 53.2)], crs=4326).to_crs(28992).iloc[0]
    start = time.process_time()
    found = tables_of_feed([path], None, area, crs=28992, rim_m=10_000)
    cpu_s = time.process_time() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"Tables of a province ({len(found.transit_legs):,} legs) out of a made-up country of "
        f"{TRIPS * CALLS / 1e6:.1f} million calls take {cpu_s:.0f} s of CPU and {peak_mb:.0f} MB."
    )


def beside_gtfs_kit(source: Path) -> list[list[object]]:
    """Make rows: trips and calls of a day as we and as gtfs-kit read them."""
    import gtfs_kit  # noqa: PLC0415 - a peer

    rows: list[list[object]] = []
    for town in towns(source):
        for path in town.feeds:
            none = gpd.GeoDataFrame({"name": []}, geometry=[], crs=town.crs)
            start = time.process_time()
            met = read_feeds([path], Asked(none, WORLD, None, (0.0, 48.0), read_feed_choices()))
            ours_s = time.process_time() - start
            day = f"{met.days[0]:%Y%m%d}"
            start = time.process_time()
            feed = gtfs_kit.read_feed(path, dist_units="km")
            trips, times = gtfs_kit.get_trips(feed, day), gtfs_kit.get_stop_times(feed, day)
            theirs_s = time.process_time() - start
            timed = pd.to_timedelta(times["departure_time"], errors="coerce").notna().sum()
            rows.append(
                [
                    path.name,
                    f"{met.calls['of'].nunique():,} / {trips['trip_id'].nunique():,}",
                    f"{len(met.calls):,} / {len(times):,} ({timed:,} with a time)",
                    f"{ours_s:.2f} / {theirs_s:.2f}",
                ]
            )
    return rows


def text(source: Path) -> str:
    """Measure it all."""
    head = ("feed", "trips that day, ours / gtfs-kit", "calls", "s of CPU")
    return "\n".join(
        [
            paragraph(
                "**Timetables** (`timetables.py`): a day of real feeds as we read it and as "
                "gtfs-kit does. Ours has by then put every call in its place and time; gtfs-kit "
                "has the rows of the file."
            ),
            "",
            *table_text(head, beside_gtfs_kit(source)),
            "",
            paragraph(large()),
            "",
            paragraph(
                f"**By headway or by departure** (`headways.py`): trips between {DOORS} random "
                "doors that begin at every minute of two hours, by a search on all departures; "
                "the middle of them beside the trip by headway."
            ),
            "",
            *table_text(HEAD, [row for town in towns(source) for row in compare(town)]),
        ]
    )


if __name__ == "__main__":
    print(_province(Path(sys.argv[1])))
