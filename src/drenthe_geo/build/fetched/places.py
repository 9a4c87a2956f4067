"""Places as points with their people and names, and what homes cost, as they were fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.build import places as tables
from drenthe_geo.build.fetched.people import PLACES
from drenthe_geo.build.points import gemeente_of

if TYPE_CHECKING:
    from drenthe_geo.build.fetched.people import Counted
    from drenthe_geo.build.fetched.reading import Sources
    from drenthe_geo.build.inputs import Ground

NAMES = ["place_id", "name", "fcode", "pop", "rd_x", "rd_y"]

OUTLINES = "boundaries_gemeenten"


def source_of_places(sources: Sources) -> str:
    """Choose what places are: postcodes, else buurten or wijken, else gemeenten."""
    return next((name for name in PLACES if sources.has(name)), OUTLINES)


def place_areas(
    sources: Sources, ground: Ground, known: Counted, names: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Give the areas that places are, by id: postcodes, else buurten or wijken, else gemeenten."""
    source = source_of_places(sources)
    margin = ground.outline.buffer(sources.settings["places"]["margin_m"])
    if source == OUTLINES:
        areas = ground.outlines.rename(columns={"naam": "plaats"})[["code", "plaats", "geometry"]]
    elif source == known.source:
        areas = known.frame.rename(columns={"naam": "plaats"})
    else:
        areas = sources.frame(source, "areas").rename(columns={"naam": "plaats"})
    areas = areas[areas.intersects(margin)].drop_duplicates("code").copy()
    areas["postcode"] = areas["code"].map(lambda one: str(one).strip().removesuffix(".0"))
    middles = areas.set_geometry(areas.representative_point())
    areas["gemeente"] = _told_gemeente(areas, gemeente_of(middles, ground.outlines), ground)
    province = dict(zip(ground.outlines["naam"], ground.outlines["provincie"], strict=True))
    areas["provincie"] = areas["gemeente"].map(province).fillna("")
    if "plaats" not in areas:
        areas["plaats"] = _largest_within(areas, names, sources.crs).fillna(areas["gemeente"])
    areas["plaats"] = areas["plaats"].fillna("").replace("", np.nan).fillna(areas["postcode"])
    columns = ["postcode", "plaats", "gemeente", "provincie", "geometry"]
    return areas[columns].set_index("postcode").sort_index()


def _told_gemeente(areas: gpd.GeoDataFrame, at: pd.Series, ground: Ground) -> pd.Series:
    """Take the gemeente whose code a source tells; where it tells none, that of the middle."""
    if "gemeente" not in areas:
        return at
    names = dict(zip(ground.outlines["code"].astype(str), ground.outlines["naam"], strict=True))
    told: pd.Series = areas["gemeente"].astype(str).str.strip().map(names)
    return told.fillna(at)


def _largest_within(areas: gpd.GeoDataFrame, names: pd.DataFrame, crs: str) -> pd.Series:
    """Name each area after the largest of the named places in it."""
    points = gpd.GeoSeries(gpd.points_from_xy(names["rd_x"], names["rd_y"]), names.index, crs=crs)
    area, name = np.asarray(points.sindex.query(areas.geometry, predicate="intersects"))
    rows = pd.DataFrame(
        {
            "area": areas.index[area],
            "name": names["name"].to_numpy()[name],
            "pop": names["pop"].to_numpy()[name],
        }
    ).sort_values(["pop", "name"], ascending=[False, True], kind="stable")
    largest: pd.Series = rows.drop_duplicates("area").set_index("area")["name"]
    return largest.reindex(areas.index)


def place_table(
    areas: gpd.GeoDataFrame, people: pd.DataFrame, streets: gpd.GeoDataFrame, chosen: dict[str, Any]
) -> pd.DataFrame:
    """Make the table of places; in each live those people who lie in it."""
    living = people.groupby("pc4")["population"].sum()
    inhabited = areas.assign(inwoners=living.reindex(areas.index).fillna(0).astype(int))
    inhabited = inhabited[inhabited["inwoners"] > 0].rename_axis("postcode").reset_index()
    return tables.place_table(inhabited, streets, chosen)


def name_table(
    names: pd.DataFrame, ground: Ground, there: pd.DataFrame, chosen: dict[str, Any]
) -> pd.DataFrame:
    """Make the names of a map; where OpenStreetMap gave none, those of the gemeenten."""
    if names.empty:
        names = _of_gemeenten(ground, there)
    return tables.name_table(names, ground.gemeenten, there, chosen)


def _of_gemeenten(ground: Ground, there: pd.DataFrame) -> pd.DataFrame:
    middle = ground.outlines.representative_point()
    people = there.groupby("gemeente")["population"].sum()
    return pd.DataFrame(
        {
            "place_id": ground.outlines["code"],
            "name": ground.outlines["naam"],
            "fcode": "",
            "pop": ground.outlines["naam"].map(people).fillna(0.0),
            "rd_x": middle.x,
            "rd_y": middle.y,
        }
    )


def dwelling_table(sources: Sources, ground: Ground) -> pd.DataFrame:
    """Make the table of dwellings of wijken, or of buurten, of which a value is told."""
    empty = ["wijk", "name", "dwellings", "value_keur", "x_m", "y_m"]
    source = next((name for name in ("wijken", "buurten") if sources.has(name)), None)
    if source is None:
        return pd.DataFrame(columns=empty)
    frame = sources.frame(source, "areas")
    if not {"dwellings", "value_keur", "naam"} <= set(frame):
        return pd.DataFrame(columns=empty)
    margin = ground.outline.buffer(sources.settings["places"]["margin_m"])
    near = frame[frame.representative_point().within(margin)]
    renamed = near.rename(
        columns={"naam": "name", "dwellings": "dwelling_total", "value_keur": "dwelling_value"}
    )
    return tables.dwelling_table(renamed.drop_duplicates("code"), sources.settings["dwellings"])
