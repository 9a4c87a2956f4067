"""What lies below every map of a page: land, borders, motorways, railways and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.crs import RD, WGS84
from drenthe_geo.page.packing import degrees_of, features_of
from drenthe_geo.style.layers import score_inks
from drenthe_geo.style.minutes import MINUTE_INKS
from drenthe_geo.style.page import PAGE_DARK, PAGE_LIGHT
from drenthe_geo.style.table import GAIN_INKS, GAIN_STEPS_MIN, STYLES, TINTS

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area

BORDER_M = 40.0
"""Borders and roads of a page run no further than this from where they run."""

LINES = ("motorways", "railways")
"""Layers of lines, where an area has them."""


def base_of(area: Area) -> dict[str, object]:
    """Give the base map of an area.

    Examples
    --------
    >>> found = base_of(area)
    >>> sorted(found)[:3], len(found["names"]) > 3
    (['box', 'gemeenten', 'inks'], True)
    """
    gemeenten = area.layer("gemeenten")
    outline = gpd.GeoDataFrame(geometry=[area.outline()], crs=gemeenten.crs)
    gone = gemeenten.iloc[:0]  # an island has no neighbours
    around = area.layer("neighbours") if "neighbours" in area.layer_names else gone
    shapes: dict[str, object] = {
        "gemeenten": features_of(_between(gemeenten, outline.geometry.iloc[0])),
        "outline": features_of(outline),
        "roads_end": features_of(_end(area, outline), within_m=BORDER_M),
        "neighbours": features_of(around, ["name"], within_m=BORDER_M),
    }
    for name in LINES:
        if name in area.layer_names:
            layer = area.layer(name)
            lines = layer.set_geometry(shapely.line_merge(layer.geometry.to_numpy()), crs=layer.crs)
            told = ["kind"] if name == "motorways" else []
            shapes[name] = features_of(lines, told, within_m=BORDER_M)
    west, south, east, north = outline.to_crs(WGS84).total_bounds.round(4).tolist()
    corners = np.array([west, east]), np.array([south, north])
    return {
        **shapes,
        "names": _names(area),
        "box": [west, south, east, north],
        # The map that may lie below is one of the Netherlands.
        **({} if RD.holds_deg(*corners).all() else {"no_tiles": True}),
        "inks": inks(),
    }  # fmt: skip


def _between(gemeenten: gpd.GeoDataFrame, outline: shapely.Geometry) -> gpd.GeoDataFrame:
    """Give the borders between gemeenten, each once: dashes of two lines would fill each other."""
    every = shapely.union_all(shapely.boundary(gemeenten.geometry.to_numpy()))
    within = shapely.line_merge(shapely.difference(every, shapely.boundary(outline)))
    return gpd.GeoDataFrame(geometry=[within], crs=gemeenten.crs)


def _names(area: Area) -> list[dict[str, object]]:
    """Give the names of places, if the area has any."""
    if "place_names" not in area.layer_names:
        return []
    names = area.layer("place_names")
    columns = (names[one].tolist() for one in ("name", "rank", "population"))
    rows = zip(*columns, degrees_of(names), strict=True)
    return [{"name": str(n), "rank": int(r), "people": int(p), "at": at} for n, r, p, at in rows]


def _end(area: Area, outline: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the border that the roads of the data end at."""
    return outline.set_geometry(outline.buffer(area.facts.roads_end_m).boundary)


def inks() -> dict[str, object]:
    """Give the colours that paper, page and QGIS share."""
    return {
        "minutes": [[minutes, ink] for minutes, ink in MINUTE_INKS.items()],
        "light": PAGE_LIGHT,
        "dark": PAGE_DARK,
        "tints": list(TINTS),
        "scores": score_inks(),
        "gains": [[float(low), ink] for low, ink in zip(GAIN_STEPS_MIN, GAIN_INKS, strict=True)],
        "styles": {
            name: {"color": one.color, "edge": one.edge, "width": one.width_pt, "size": one.size_pt}
            for name, one in STYLES.items()
        },
    }
