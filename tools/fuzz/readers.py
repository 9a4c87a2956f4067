"""Every reader of a user's files, with the first use of what it read, as functions of a path."""

from __future__ import annotations

import signal
import threading
import warnings
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

import drenthe_geo as dg
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.siting.brief import read_weights
from drenthe_geo.siting.weights.choices import read_siting
from tools.fuzz.public import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

AREA_DIR = Path(__file__).parents[2] / "tests" / "areas" / "veldland"
MOST_S = 20
"""A file of a few kilobytes that takes longer hangs."""


@cache
def area() -> dg.Area:
    """Open the made-up area once."""
    return dg.open_area(AREA_DIR)


def read_points(path: Path) -> None:
    """Read points, and ask for times from them."""
    dg.answers.ask_times(area(), path, "stations")


def read_layer(path: Path) -> None:
    """Read people of a user's own, and look at each kind of value."""
    own = dg.io.with_own_layers(area(), {"places": path})
    own.fresh().layer("places").describe(include="all")


def read_network(path: Path) -> None:
    """Read roads, and search them from the middle of the first."""
    found = dg.io.read_network_from(area(), path, "car")
    middle = shapely.line_interpolate_point(found.lines[found.joinable[:1]], 0.5, normalized=True)
    spot = gpd.GeoDataFrame(index=["a"], geometry=middle, crs=getattr(found, "crs", "EPSG:28992"))
    times = dg.roads.travel_times(dg.roads.compute_reach(found, spot), spot)
    least = float(times.minutes.to_numpy(dtype=float)[0, 0])
    if not 0 <= least < found.profile.park_min + 1:
        raise AssertionError(f"{least} minutes from a point to itself")


def read_profile(path: Path) -> None:
    """Read a mode, and travel by it."""
    dg.answers.ask_times(area(), "sites", "stations", profile_file=path)


def read_scenario(path: Path) -> None:
    """Read a scenario, and apply it."""
    one = dg.scenarios.read_scenario(area(), path)
    dg.scenarios.apply_scenarios(dg.situation.read_situation(area()), [one], area().settings)


def read_own_weights(path: Path) -> None:
    """Read weights."""
    read_weights(path, read_siting(area()))


def read_feed(path: Path) -> None:
    """Read a timetable, and find the ways between all stations."""
    dg.io.read_transit_from_gtfs(area(), path).times()


POINT_ENDINGS = (".csv", ".geojson", ".gpkg", ".parquet", ".xlsx", ".kml", ".fgb", ".zip")
EDGE_ENDINGS = (".geojson", ".parquet", ".gpkg", ".graphml")
READERS: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "points": (read_points, POINT_ENDINGS),
    "layer": (read_layer, POINT_ENDINGS),
    "network": (read_network, EDGE_ENDINGS),
    "profile": (read_profile, (".toml",)),
    "scenario": (read_scenario, (".toml",)),
    "weights": (read_own_weights, (".toml",)),
    "feed": (read_feed, (".zip",)),
    **PUBLIC,
}
"""What reads, and the endings of the files that it reads."""


class HangError(Exception):
    """A reader does not end."""


@contextmanager
def limited() -> Iterator[None]:
    """Stop what takes too long; only the main thread of a system with alarms can."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(MOST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def outcome(name: str, path: Path) -> str:
    """Read a file: empty if there is a result, else the sentence; any other error goes on."""
    read, _ = READERS[name]
    try:
        with limited(), warnings.catch_warnings():
            warnings.simplefilter("error")
            read(path)
    except DrentheGeoError as error:
        sentence = str(error)
        if not sentence.strip() or "\n" in sentence or "Traceback" in sentence:
            raise AssertionError(f"no sentence: {sentence!r}") from error
        return sentence
    return ""
