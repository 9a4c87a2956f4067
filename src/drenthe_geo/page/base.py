"""What lies below every map of a page: land, borders, motorways, railways and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from drenthe_geo.crs import WGS84
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
    around = area.layer("neighbours")
    names = area.layer("place_names")
    shapes: dict[str, object] = {
        "gemeenten": features_of(gemeenten, ["name"]),
        "outline": features_of(outline),
        "roads_end": features_of(_end(area, outline), within_m=BORDER_M),
        "neighbours": features_of(around, ["name"], within_m=BORDER_M),
    }
    for name in LINES:
        if name in area.layer_names:
            layer = area.layer(name)
            lines = layer.set_geometry(shapely.line_merge(layer.geometry.to_numpy()), crs=layer.crs)
            shapes[name] = features_of(lines, within_m=BORDER_M)
    rows = zip(
        names["name"].tolist(),
        names["rank"].tolist(),
        names["population"].tolist(),
        degrees_of(names),
        strict=True,
    )
    west, south, east, north = outline.to_crs(WGS84).total_bounds.round(4).tolist()
    return {
        **shapes,
        "names": [{"name": str(n), "rank": int(r), "people": int(p), "at": at}
                  for n, r, p, at in rows],
        "box": [west, south, east, north],
        "inks": inks(),
    }  # fmt: skip


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
