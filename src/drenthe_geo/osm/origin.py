"""Where roads of OpenStreetMap are from: whom its licence asks to name, and their moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.area.sources import Source
from drenthe_geo.osm.gate import require_osm_file, said_by_osmium

if TYPE_CHECKING:
    from pathlib import Path

PATH = "https://www.openstreetmap.org/copyright"
"""Where OpenStreetMap says how it wants to be named."""

MOMENTS = ("osmosis_replication_timestamp", "timestamp")
"""What a header calls the moment of its data."""

DAY = 10
"""Signs of a day in ISO 8601."""


def origin_of(path: Path) -> Source:
    """Say where the roads of a file of OpenStreetMap are from.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    Source
        OpenStreetMap, with its licence and whom to name; its date is the day that the header
        of the file tells, and empty where it tells none: that of the file itself is no such.
    """
    require_osm_file(path)
    import osmium  # noqa: PLC0415 - an extra

    with said_by_osmium(path):
        reader = osmium.io.Reader(str(path), osmium.osm.NOTHING)
        header = reader.header()
        told = next((day for name in MOMENTS if (day := str(header.get(name, ""))[:DAY])), "")
        reader.close()
    return openstreetmap(path.name, told)


def openstreetmap(file: str, date: str) -> Source:
    """Give OpenStreetMap as the source of a file (or of no file, as of a graph in memory).

    It is called and credited in the words of ``sources.toml``.
    """
    said = read_toml(data_dir() / DEFAULTS / "sources.toml")["osm"]
    credit = tuple(said["credit"].items())
    title = f"OpenStreetMap, {file}" if file else "OpenStreetMap"
    return Source(title, date, said["licence"], PATH, credit)
