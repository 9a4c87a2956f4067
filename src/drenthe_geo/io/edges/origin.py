"""Where the roads of a graph or a table are from, as far as its ids and attributes tell."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.sources import Source
from drenthe_geo.io.edges.values import is_blank
from drenthe_geo.osm.origin import openstreetmap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

IDS = ("osmid", "osm_id")
"""Columns with ids of OpenStreetMap: of osmnx, and of Geofabrik's tables."""

OURS, MADE_BY = "drenthe-geo", "created_with"
"""Who made a graph; ours has ids of its own, and tells its sources itself."""

SOURCES, DATE = "sources", "data_date"
"""Attributes of a graph that `to_osmnx` and `fetch --around` write."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def sources_told(sources: Iterable[Source]) -> str:
    """Write sources as an attribute of a graph."""
    return json.dumps([{**asdict(one), "credits": dict(one.credits)} for one in sources])


def sources_of(
    attributes: Mapping[str, Any], rows: pd.DataFrame, file: str = ""
) -> tuple[Source, ...]:
    """Tell whom the roads of a graph or a table credit.

    Parameters
    ----------
    attributes : mapping
        What the graph says of itself; nothing where it is a table.
    rows : pandas.DataFrame
        Its edges.
    file : str
        Name of its file.

    Returns
    -------
    tuple of Source
        OpenStreetMap where edges have ids of it, as those of osmnx; of a graph of ours what it
        tells. Its date is empty where nobody tells it: the day on which osmnx made a graph is
        not that of the roads in it.
    """
    if attributes.get(MADE_BY) == OURS:
        return _told(attributes.get(SOURCES))
    named = (rows[name] for name in IDS if name in rows)
    if not any((~column.map(is_blank)).any() for column in named):
        return ()
    date = str(attributes.get(DATE, ""))
    return (openstreetmap(file, date if DAY.fullmatch(date) else ""),)


def _told(text: object) -> tuple[Source, ...]:
    """Read sources that a graph of ours tells; none where that is something else."""
    try:
        found = json.loads(str(text))
        rows = [{**one, "credits": tuple(one["credits"].items())} for one in found]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ()
    names = {one.name for one in fields(Source)}
    good = all(
        set(row) == names and all(isinstance(each, str) for each in _texts(row)) for row in rows
    )
    return tuple(Source(**row) for row in rows) if good else ()


def _texts(row: Mapping[str, Any]) -> list[object]:
    """List what must be text of a source."""
    plain = [value for name, value in row.items() if name != "credits"]
    return [*plain, *(part for pair in row["credits"] for part in pair)]
