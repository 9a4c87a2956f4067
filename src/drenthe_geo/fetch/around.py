"""The roads of cars around a point, straight from OpenStreetMap's Overpass, by osmnx."""

from __future__ import annotations

import datetime as dt
import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from drenthe_geo.contracts.extras import require_extra
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.fetch.client import Client, plain_text
from drenthe_geo.fetch.half import Half
from drenthe_geo.fetch.lock import locked
from drenthe_geo.fetch.manifest import FetchedFile, Manifest, known_manifest, sha256_of
from drenthe_geo.fetch.manners import USER_AGENT
from drenthe_geo.fetch.provinces import DEGREES, LAT_MOST, LON_MOST
from drenthe_geo.fetch.run import Watch
from drenthe_geo.fetch.sources import Source
from drenthe_geo.files.gate import own_path, short

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from drenthe_geo.fetch.manners import Manners

FILE = "around.graphml"
CREDIT = {"nl": "© OpenStreetMap-bijdragers", "en": "© OpenStreetMap contributors"}
SMALL_BYTES = 100_000


def point_of(text: str) -> tuple[float, float]:
    """Read longitude and latitude.

    Parameters
    ----------
    text : str
        Such as ``6.56,52.99``.

    Returns
    -------
    tuple of float
        Longitude and latitude.

    Examples
    --------
    >>> point_of("6.56,52.99")
    (6.56, 52.99)
    """
    try:
        lon, lat = map(float, text.split(","))
    except ValueError:
        raise ArgumentError("fetch.around_pair", given=text) from None
    if not (abs(lon) <= LON_MOST and abs(lat) < LAT_MOST):  # what is no number neither
        raise ArgumentError("fetch.around_pair", given=text)
    return lon, lat


def fetch_around(
    point: tuple[float, float], radius_m: float, to: Path, manners: Manners
) -> tuple[Path, int, int]:
    """Fetch the roads around a point as a graph of osmnx, which ``--network`` takes.

    Parameters
    ----------
    point : tuple of float
        Longitude and latitude.
    radius_m : float
        How far around it.
    to : pathlib.Path
        Folder for the file and its manifest.
    manners : Manners
        Waits and bounds, and where Overpass is.

    Returns
    -------
    tuple of pathlib.Path, int and int
        The file, and how many nodes and edges it has.

    Raises
    ------
    ArgumentError
        If the radius is no neighbourhood.
    FileError
        If Overpass gives no roads.
    """
    if not (math.isfinite(radius_m) and 0 < radius_m <= manners.overpass_most_m):
        raise ArgumentError("fetch.around_radius", given=radius_m, most=manners.overpass_most_m)
    for package in ("osmnx", "requests", "stamina", "filelock"):
        require_extra(package, "fetch --around")
    folder, area = own_path(to), "around-{:g}-{:g}".format(*point)
    manifest = known_manifest(folder) or Manifest(folder, area)
    if manifest.area != area:
        said = {"folder": short(folder), "area": manifest.area, "asked": area}
        raise FileError("fetch.other_area", **said)
    with locked(folder, Watch().waits):
        graph = _asked(point, radius_m, manners)
        graph.graph["data_date"] = dt.datetime.now(dt.UTC).date().isoformat()
        half = Half(folder, FILE)
        with half.writing():
            half.forget()
            _osmnx().save_graphml(graph, half.path)
            new = _noted(half, folder, manners)
            half.put_in_place()
            Manifest(folder, area).with_file(new).write()
    return folder / FILE, graph.number_of_nodes(), graph.number_of_edges()


def _noted(half: Half, folder: Path, manners: Manners) -> FetchedFile:
    """Write down what the file is."""
    return FetchedFile(
        source="overpass",
        file=FILE,
        address=f"{manners.overpass}/interpreter",
        fetched=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        bytes=half.size,
        sha256=sha256_of(half.path),
        licence="ODbL-1.0",
        title="OpenStreetMap (Overpass)",
        credit=CREDIT,
        crs=DEGREES,
        folder=folder,
    )


def _asked(point: tuple[float, float], radius_m: float, manners: Manners) -> Any:  # noqa: ANN401 - of networkx
    """Ask Overpass; first whether it is there at all, as osmnx would wait a minute to tell."""
    host = urlsplit(manners.overpass).netloc
    source = Source(
        "overpass", "", "file", manners.overpass, FILE, "", "json", None, None, (), "", "",
        rim=False, credit={}, query={}, least_mb=0.0, most_mb=0.0, max_age_days=0.0,
    )  # fmt: skip
    client = Client(manners)
    try:
        client.text(source, f"{manners.overpass}/status", SMALL_BYTES)
    finally:
        client.close()
    osmnx, (lon, lat) = _osmnx(), point
    with _settings(osmnx, manners):
        try:
            graph = osmnx.graph_from_point((lat, lon), radius_m, network_type="drive")
        except (OSError, ValueError, LookupError) as error:  # as osmnx and requests have it
            why = plain_text(error)
            raise FileError("fetch.around_unreached", host=host, why=why) from None
    limits = dict(manners.overpass_kmh)
    osmnx.add_edge_speeds(graph, hwy_speeds=limits, fallback=limits.pop("other"))
    return osmnx.add_edge_travel_times(graph)


def _osmnx() -> Any:  # noqa: ANN401 - an extra without types
    import osmnx  # noqa: PLC0415 - an extra

    return osmnx


@contextmanager
def _settings(osmnx: Any, manners: Manners) -> Iterator[None]:  # noqa: ANN401 - as above
    """Let osmnx behave as we do, and keep nothing of its own on the disk."""
    ours = {
        "overpass_url": manners.overpass,
        "http_user_agent": USER_AGENT,
        "requests_timeout": manners.overpass_s,
        "use_cache": False,
        "doh_url_template": None,
        "log_file": False,
        "log_console": False,
    }
    before = {name: getattr(osmnx.settings, name) for name in ours}
    try:
        for name, value in ours.items():
            setattr(osmnx.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(osmnx.settings, name, value)
