"""The pages of sites for services: their order on the map, the surface and who can come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from drenthe_geo.crs import MERCATOR
from drenthe_geo.page.base import BORDER_M, base_of
from drenthe_geo.page.minutes import FAR, Frame
from drenthe_geo.page.packing import degrees_of, features_of, packed_numbers
from drenthe_geo.page.report import View
from drenthe_geo.style.layers import SCORE_STEPS
from drenthe_geo.words.message import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.words.table import Words

SCORE_PARTS = 250
"""Scores of cells are in steps of one by so many."""

OUT = FAR - 1
"""Of a cell: left out, by a limit or protected nature."""


def view_of_suggest(
    area: Area,
    found: Suggestion,
    table: pd.DataFrame,
    reach: gpd.GeoDataFrame,
    words: Words,
    *,
    parts: Mapping[str, object] | None = None,
) -> View:
    """Give the map of a suggestion.

    Parameters
    ----------
    area : Area
        The area.
    found : Suggestion
        The suggestion.
    table : pandas.DataFrame
        As `suggestion_table` makes it.
    reach : geopandas.GeoDataFrame
        Land from which the first is reached, by ``minutes``.
    words : Words
        Words of the page.
    parts : mapping of str to object, optional
        Data of further parts.
    """
    notes = [words.say("page.error_lines", metres=BORDER_M)]
    title = found.brief.title
    name = title.of(words.lang) if isinstance(title, Texts) else title
    data: dict[str, Any] = {
        **_of_table(table.assign(service_name=name), found.sites),
        "places": _places(area),
        "service": found.brief.service,
        "table": "suggestions",
        "criteria": [
            {"id": name, "title": one.title_in(words.lang)}
            for name, one in found.siting.criteria.items()
            if name in found.brief.weights or name in found.brief.limits
        ],
        "reach": features_of(reach.iloc[::-1], ["minutes"], within_m=BORDER_M),
        "first": found.verdict.first,
        "steps": list(SCORE_STEPS),
    }
    if found.surface is not None:
        frame = Frame.around(area.outline(), 0.0, area.facts.crs)
        data["surface"] = {"frame": frame.told(), "cells": _surface(found.surface, frame),
                           "parts": SCORE_PARTS, "out": OUT}  # fmt: skip
        notes.append(words.say("page.error_surface", metres=found.siting.settings["grid_m"]))
    if found.new_places is not None:
        fresh = found.new_places
        data["fresh"] = [
            {"name": str(near), "at": at, "score": float(score)}
            for near, score, at in zip(
                fresh["near"], fresh["score"], degrees_of(fresh), strict=True
            )
        ]
    return View("sites", base_of(area), data, parts or {}, notes)


def view_of_overview(
    area: Area,
    table: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    words: Words,
    *,
    parts: Mapping[str, object] | None = None,
) -> View:
    """Give the map of sites for every service; `table` is the one of the answer."""
    data = {
        **_of_table(table, sites),
        "places": _places(area),
        "service": str(table["service"].iloc[0]) if len(table) else "",
        "table": "overview",
        "criteria": [],
        "steps": list(SCORE_STEPS),
    }
    notes = [words.say("page.error_lines", metres=BORDER_M)]
    return View("sites", base_of(area), data, parts or {}, notes)


def _of_table(table: pd.DataFrame, sites: gpd.GeoDataFrame) -> dict[str, Any]:
    """Tell services, sites and the scores of each in each."""
    here = sites[sites.index.isin(table["site"])]
    scores: dict[str, dict[str, object]] = {}
    for row in table.to_dict("records"):
        known = np.isfinite(float(row["score"])) if row["score"] is not None else False
        scores.setdefault(str(row["service"]), {})[str(row["site"])] = {
            "rank": _number(row["rank"]),
            "score": float(row["score"]) if known else None,
            "low": _number(row["score_low"]),
            "high": _number(row["score_high"]),
            "role": str(row["role"]),
        }
    services = table.drop_duplicates("service")
    return {
        "services": [
            {"id": str(one), "name": str(name)}
            for one, name in zip(services["service"], services["service_name"], strict=True)
        ],
        "sites": [
            {"id": str(one), "name": str(name), "at": at}
            for one, name, at in zip(here.index, here["name"], degrees_of(here), strict=True)
        ],
        "scores": scores,
    }


def _places(area: Area) -> list[dict[str, object]]:
    """Give the places that a search finds, by name or postcode."""
    places = area.layer("places")
    return [
        {"id": str(one), "name": str(name), "in": str(gemeente), "at": at}
        for one, name, gemeente, at in zip(
            places.index, places["name"], places["gemeente"], degrees_of(places), strict=True
        )
    ]


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell
    """Give a number, or nothing where it is missing."""
    try:
        number = float(value)
    except (TypeError, ValueError):  # pandas.NA
        return None
    return number if np.isfinite(number) else None


def _surface(surface: gpd.GeoDataFrame, frame: Frame) -> dict[str, object]:
    """Give the score of the cell that the middle of each cell of a page lies in."""
    columns, rows = np.meshgrid(np.arange(frame.columns), np.arange(frame.rows))
    x = frame.west + (columns.ravel() + 0.5) * frame.cell
    y = frame.north - (rows.ravel() + 0.5) * frame.cell
    back = pyproj.Transformer.from_crs(MERCATOR, frame.crs, always_xy=True)
    points = shapely.points(*back.transform(x, y))
    tree = shapely.STRtree(surface.geometry.to_numpy())
    which, cell = tree.query(points, predicate="within")
    score = surface["score"].to_numpy(dtype=float)
    told = np.where(np.isfinite(score), np.rint(np.nan_to_num(score) * SCORE_PARTS), OUT)
    found = np.full(frame.rows * frame.columns, FAR, dtype=np.uint8)
    found[which] = told[cell].astype(np.uint8)
    return packed_numbers(found.reshape(frame.rows, frame.columns))
