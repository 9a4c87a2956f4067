"""Stations, exits, schools and business parks as they were fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.build.fetched.reading import read_table
from drenthe_geo.build.points import gemeente_of
from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.build.fetched.reading import Sources
    from drenthe_geo.build.inputs import Ground

WGS84 = "EPSG:4326"
STATION_COLUMNS = ["code", "name_long", "country", "type", "geo_lat", "geo_lng"]
"""What a table of Rijden de Treinen has, among others."""

SITE_COLUMNS = [
    "site_id", "name", "kind", "themes", "status", "certainty", "accuracy_m", "address",
    "coordinate_source", "profile_mention", "note",
]  # fmt: skip
EXIT_COLUMNS = ["exit_id", "road", "number", "name", "kind", "connects", "name_certainty",
                "source", "road_class"]  # fmt: skip


def stations_of(sources: Sources, ground: Ground) -> gpd.GeoDataFrame:
    """Read the stations: of the area, around it, abroad, and those that trips go to."""
    columns = ["code", "name", "intercity", "role", "status", "certainty", "accuracy_m",
               "source", "note"]  # fmt: skip
    if not sources.has("stations"):
        return no_rows(columns, sources.crs)
    file = sources.files("stations")[0]
    table = read_table(file)
    lost = [name for name in STATION_COLUMNS if name not in table]
    if lost:
        raise DataError("build.no_column", file=file.file, wanted=lost, there=list(table))
    lon, lat = (pd.to_numeric(table[one], errors="coerce") for one in ("geo_lng", "geo_lat"))
    placed = lon.between(-180, 180) & lat.between(-90, 90)
    if not placed.all():
        rows = np.flatnonzero(~placed.to_numpy())
        raise DataError("build.no_place", file=file.file, row=int(rows[0]) + 1, count=len(rows))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), table.index, crs=WGS84)
    table = gpd.GeoDataFrame(table, geometry=points.to_crs(sources.crs))
    table["code"] = table["code"].str.strip().str.lower()
    table = table[table["code"] != ""].drop_duplicates("code").reset_index(drop=True)
    chosen = sources.settings["stations"]
    goals = {str(one["station"]) for one in destinations(sources.settings).values()}
    near = table.within(ground.outline.buffer(chosen["around_m"]))
    around = set(table.index[near])
    table = table[near | table["code"].isin(goals)].copy()
    table["role"] = _roles(table, ground, sources.settings, around)
    kinds = table["type"].str.lower()
    table["intercity"] = kinds.str.contains("|".join(chosen["intercity_types"]))
    table["name"] = table["name_long"]
    told = {"status": "in_service", "certainty": "A", "accuracy_m": 100, "note": ""}
    table = table.assign(**told, source=file.title)
    return table[[*columns, "geometry"]].reset_index(drop=True)


def _roles(
    table: gpd.GeoDataFrame, ground: Ground, settings: Mapping[str, Any], near: set[int]
) -> list[str]:
    home = str(settings["area"]["country"]).upper()
    own = table.within(ground.outline)
    return [
        "own" if own[row] else
        "far" if row not in near else
        "abroad" if str(table.loc[row, "country"]).upper() not in {home, ""} else "neighbour"
        for row in table.index
    ]  # fmt: skip


def destinations(settings: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Where trips by train go to: of the area's own choices, else of its country."""
    own = settings.get("destinations_of_area")
    known: dict[str, dict[str, Any]] = settings["destinations"].get(settings["area"]["country"], {})
    return dict(own) if own is not None else dict(known)


def destination_table(settings: Mapping[str, Any], stations: pd.DataFrame) -> pd.DataFrame:
    """Make the table of destinations, of those whose station is known.

    Where none is, some stations stand for them: intercity first, the area's before those around.
    """
    codes = set(stations["code"])
    rows = [
        (name, one["name"], one["station"], one["egress_min"], "data/defaults/build.toml")
        for name, one in destinations(settings).items()
        if one["station"] in codes
    ]
    columns = ["destination", "name", "station", "egress_min", "source"]
    if not rows:
        chosen = settings["stations"]
        near = stations[stations["role"].isin(["own", "neighbour"])].assign(
            slow=lambda table: ~table["intercity"].astype(str).str.lower().eq("true")
        )
        in_order = near.sort_values(["slow", "role", "code"], ascending=[True, False, True])
        some = in_order.head(int(chosen["most_destinations"]))
        ids = unique(some["name"].map(_spoken_id))
        file = "data/defaults/build.toml"
        rows = [
            (goal, one["name"], one["code"], chosen["egress_min"], file)
            for goal, one in zip(ids, some.to_dict("records"), strict=True)
        ]
    return pd.DataFrame(rows, columns=columns)


def _spoken_id(name: str) -> str:
    """Make an id of a name that people read in tables: its words with hyphens."""
    words = [plain_name(word) for word in str(name).replace("-", " ").split()]
    return "-".join(word for word in words if word) or "station"


def schools_of(sources: Sources, ground: Ground) -> gpd.GeoDataFrame:
    """Read places of learning after school: mbo, hbo and universities, as far as told."""
    columns = ["education_id", "institution", "name", "town", "level", "students",
               "students_year", "students_basis", "themes", "certainty", "accuracy_m",
               "position_source", "students_source", "note"]  # fmt: skip
    if not sources.has("schools"):
        return no_rows(columns, sources.crs)
    frame = sources.frame("schools", "schools")
    margin = ground.outline.buffer(sources.settings["stations"]["around_m"])
    frame = frame[frame.within(margin)].copy()
    level = frame["level"] if "level" in frame else pd.Series("", frame.index)
    levels = sources.settings["education"]["levels"]
    frame["level"] = [_level(str(one), levels) for one in level]
    frame = frame[frame["level"] != ""]
    title = sources.files("schools")[0].title
    code = frame["code"].astype(str) if "code" in frame else frame["naam"].map(plain_name)
    frame["education_id"] = unique(code.str.strip().str.removesuffix(".0"))
    frame["name"] = frame["naam"]
    for name, column in (("institution", "institution"), ("town", "town")):
        frame[name] = frame[column].fillna("") if column in frame else ""
    frame["institution"] = frame["institution"].where(frame["institution"] != "", frame["name"])
    students = frame["students"] if "students" in frame else pd.Series(np.nan, frame.index)
    frame["students"] = students.astype("Int64")
    told = {"students_year": pd.NA, "themes": "", "certainty": "A", "accuracy_m": 100, "note": ""}
    basis = np.where(frame["students"].notna(), "published", "missing")
    frame = frame.assign(**told, students_basis=basis, position_source=title, students_source=title)
    return frame[[*columns, "geometry"]].reset_index(drop=True)


def _level(said: str, levels: Mapping[str, list[str]]) -> str:
    words = said.lower()
    short = set(words.replace("/", " ").replace(",", " ").split())
    for level, known in levels.items():
        if any(one in short or (" " in one and one in words) or one == words for one in known):
            return level
    return ""


def sites_of(sources: Sources, ground: Ground) -> gpd.GeoDataFrame:
    """Read the business parks of the area: one point for the plots of one name in a gemeente."""
    if not sources.has("business_parks"):
        return no_rows(SITE_COLUMNS, sources.crs)
    frame = sources.frame("business_parks", "business_parks")
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy())
    frame = frame[frame.representative_point().within(ground.outline)]
    frame = frame[frame["naam"].notna()].copy()
    # Several towns have a park of one name: plots of two towns are not one of them.
    middles = gpd.GeoDataFrame(geometry=frame.representative_point())
    frame["gemeente"] = gemeente_of(middles, ground.outlines)
    frame = frame.dissolve(["naam", "gemeente"], as_index=False, sort=True)
    points = frame.set_geometry(frame.representative_point())
    title = sources.files("business_parks")[0].title
    points["site_id"] = unique(points["naam"].map(plain_name))
    points["name"] = points["naam"]
    told = {
        "kind": "development_site", "themes": "", "status": "present", "certainty": "B",
        "accuracy_m": int(sources.settings["sites"]["accuracy_m"]), "address": "",
        "coordinate_source": title, "profile_mention": "", "note": "",
    }  # fmt: skip
    return points.assign(**told)[[*SITE_COLUMNS, "geometry"]]


def exits_of(
    junctions: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, chosen: Mapping[str, Any]
) -> gpd.GeoDataFrame:
    """Make exits of the junctions on main roads: one where both directions have their own.

    `roads` are lines with their ``road_number``, which may be empty, and ``road_class``; a road
    without a number goes by its class.
    """
    if junctions.empty or roads.empty:
        return no_rows(EXIT_COLUMNS, roads.crs)
    points = junctions.geometry.to_numpy()
    which, road = roads.sindex.nearest(points, max_distance=chosen["near_m"], return_all=False)
    found = junctions.iloc[which].copy()
    found["road_class"] = roads["road_class"].to_numpy()[road]
    numbers = roads["road_number"].to_numpy()[road]
    found["road"] = np.where(numbers == "", found["road_class"], numbers)
    found["number"] = found["ref"]
    found["name"] = found["name"].where(found["name"] != "", found["ref"])
    found = found[found["name"] != ""]
    is_meeting = found["name"].str.lower().str.startswith(chosen["interchange"])
    found["kind"] = np.where(is_meeting, "interchange", "exit")
    key = found["number"].where(found["number"] != "", found["name"].map(plain_name))
    found["exit_id"] = found["road"] + "-" + key
    found = found.drop_duplicates("exit_id").assign(
        connects="", name_certainty="B", source="OpenStreetMap"
    )
    return found[[*EXIT_COLUMNS, "geometry"]].reset_index(drop=True)


def no_rows(columns: list[str], crs: object) -> gpd.GeoDataFrame:
    """Give a table of points without rows."""
    return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=crs)


def unique(ids: pd.Series) -> pd.Series:
    """Give each of some ids that are the same a number."""
    again = ids.groupby(ids).cumcount()
    return ids.where(again == 0, ids + "-" + (again + 1).astype(str))
