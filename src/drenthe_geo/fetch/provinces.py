"""What the name of an area stands for when its public data are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.gazetteer import find_id
from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.crs import RD_NEW

if TYPE_CHECKING:
    from collections.abc import Mapping

DEGREES = "OGC:CRS84"
"""Longitude and latitude, in this order."""

LON_MOST, LAT_MOST = 180.0, 90.0

Box = tuple[float, float, float, float]
"""West, south, east and north."""


@dataclass(frozen=True)
class Extract:
    """An extract of OpenStreetMap at Geofabrik."""

    name: str
    path: str
    expected_mb: float | None = None
    country: str = ""


@dataclass(frozen=True)
class Where:
    """The place that data are asked of.

    Parameters
    ----------
    name : str
        Its name in the manifest.
    box : tuple of float
        Its bounds.
    crs : str
        CRS of the bounds: ``EPSG:28992`` or ``OGC:CRS84``.
    code : str
        Code of the province, such as ``PV20``; empty where it is none.
    extracts : tuple of Extract
        Its own extract, then those of its rim.
    """

    name: str
    box: Box
    crs: str
    code: str = ""
    extracts: tuple[Extract, ...] = ()

    def may_lie_in(self, country: str) -> bool:
        """Tell whether it or its rim has land of a country abroad; where nobody knows it may."""
        return self.crs == DEGREES or country in {one.country for one in self.extracts}

    def widened(self, rim_m: float) -> Where:
        """Take the land around it in; bounds in degrees stay, their maker chose them."""
        if self.crs == DEGREES:
            return self
        west, south, east, north = self.box
        return replace(self, box=(west - rim_m, south - rim_m, east + rim_m, north + rim_m))


def read_countries() -> list[str]:
    """Read which countries abroad there are extracts of."""
    extracts = _table()["extracts"].values()
    return sorted({one["country"] for one in extracts if "country" in one})


def read_provinces() -> dict[str, Any]:
    """Read all provinces by their slugs."""
    found: dict[str, Any] = _table()["provinces"]
    return found


def find_province(name: str) -> Where:
    """Find a province by its slug, its name or its code.

    Parameters
    ----------
    name : str
        As somebody typed it.

    Returns
    -------
    Where
        Its bounds, and its extracts with those of its rim.

    Raises
    ------
    ArgumentError
        If there is none of that name.

    Examples
    --------
    >>> [find_province(name).code for name in ("fryslan", "Friesland", "pv21")]
    ['PV21', 'PV21', 'PV21']
    """
    table = _table()
    provinces: Mapping[str, Any] = table["provinces"]
    also = {
        other: slug
        for slug, one in provinces.items()
        for other in (slug, one["name"], one["code"], *one.get("also", ()))
    }
    slug = also[find_id(name, also, "area")]
    one = provinces[slug]
    names = (one["extract"], *one["neighbours"], *one["abroad"])
    extracts = tuple(_extract(each, table["extracts"][each]) for each in names)
    west, south, east, north = map(float, one["bbox_rd_m"])
    return Where(slug, (west, south, east, north), RD_NEW, one["code"], extracts)


def _extract(name: str, entry: Mapping[str, Any]) -> Extract:
    return Extract(name, entry["path"], entry.get("expected_mb"), entry.get("country", ""))


def _table() -> dict[str, Any]:
    return read_toml(data_dir() / DEFAULTS / "provinces.toml")
