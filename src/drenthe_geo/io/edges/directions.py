"""Which way roads may be travelled: by words of many sources, or by the sign of a cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import LayerError
from drenthe_geo.io.edges.columns import like_a_direction, may_be_directions, usual_name
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.io.edges.values import blanks, is_blank, refuse
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

BOTH = frozenset(
    {
        "no",
        "false",
        "0",
        "b",
        "n",
        "both",
        "none",
        "unknown",
        "reversible",
        "alternating",
        "bidirectional",
        "two-way",
        "twoway",
        "o",
    }
)
FORWARD = frozenset({"yes", "true", "1", "f", "y", "ft", "h", "with", "forward"})
BACKWARD = frozenset({"-1", "t", "tf", "reverse", "reversed", "against", "backward"})
"""OpenStreetMap's words; F, T and B of Geofabrik and HERE; FT and TF of TomTom; H (heen),
T (terug), B and O of the Dutch NWB; YES, NO and REVERSED of osm2pgrouting."""

BY_NUMBER = {"2": "no", "3": "no"}
"""Numbers of osm2pgrouting's one_way: 2 is two-way, 3 reversible."""

TOMTOM = frozenset({"ft", "tf"})


@dataclass(frozen=True)
class Ways:
    """Whether each road may be travelled along its line, and against it."""

    along: NDArray[np.bool_]
    against: NDArray[np.bool_]
    notices: tuple[Message, ...] = ()


def read_ways(
    edges: gpd.GeoDataFrame, found: Mapping[str, str], named: Mapping[str, str], what: Message
) -> Ways:
    """Read the directions; a column that looks like one and is not read is refused."""
    by_word = _by_word(edges, found["oneway"], what) if "oneway" in found else None
    by_cost = _by_cost(edges, found, what) if _has_signs(edges, found) else None
    if by_word is None and by_cost is None and {"speed_kmh", "back_kmh"} <= set(found):
        by_cost = _by_speed(edges, found, what)
    if by_word is None and by_cost is None:
        odd = like_a_direction(edges)
        odd += [name for name in may_be_directions(edges) if _tells_ways(edges[name])]
        if odd:
            raise LayerError("io.like_a_direction", what=what, column=odd[0])
        open_ = np.ones(len(edges), dtype=bool)
        return Ways(open_, open_)
    if by_word is None or by_cost is None:
        return by_word or by_cost  # type: ignore[return-value]  # one of them is there
    if {"oneway", "reverse_cost"} & set(named):
        return by_word if "oneway" in named else by_cost
    differ = (by_word.along != by_cost.along) | (by_word.against != by_cost.against)
    if differ.any():
        raise LayerError(
            "io.ways_differ",
            what=what,
            column=found["oneway"],
            other=found.get("reverse_cost", found.get("cost")),
            row=int(differ.argmax()) + 1,
            count=int(differ.sum()),
            total=len(edges),
        )
    return by_word


def _tells_ways(column: pd.Series) -> bool:
    """Tell whether all values of a column are words for directions, and some are one-way."""
    words = set(column.dropna().astype(str).str.strip().str.lower().str.removesuffix(".0"))
    return bool(words & (FORWARD | BACKWARD)) and words <= BOTH | FORWARD | BACKWARD


def _has_signs(edges: gpd.GeoDataFrame, found: Mapping[str, str]) -> bool:
    """Tell whether costs say which way roads are open: there are two, or some are negative."""
    if "reverse_cost" in found or "cost" not in found:
        return "reverse_cost" in found
    return bool((pd.to_numeric(edges[found["cost"]], errors="coerce") < 0).any())


def _by_word(edges: gpd.GeoDataFrame, column: str, what: Message) -> Ways:
    """Read directions that are told in words or numbers."""
    cells = edges[column].reset_index(drop=True).astype(object)
    empty = blanks(edges[column])
    words = cells.astype(str).str.strip().str.lower().str.removesuffix(".0")
    words = words.where(~empty, "no")
    if usual_name(column) == "one_way":
        words = words.replace(BY_NUMBER)
    said = set(words[~empty])
    closed = words == "n"
    if {"t", "f"} >= said and said:
        # With B beside them they are Geofabrik's; alone they may be true and false.
        raise LayerError("io.true_or_to", what=what, column=column)
    if "n" in said and not said & TOMTOM:
        closed[:] = False
        if not said & {"y", "yes", "no"}:
            raise LayerError("io.no_or_none", what=what, column=column)
    along = words.isin(BOTH | FORWARD).to_numpy(dtype=bool) & ~closed.to_numpy(dtype=bool)
    against = words.isin(BOTH | BACKWARD).to_numpy(dtype=bool) & ~closed.to_numpy(dtype=bool)
    unknown = ~words.isin(BOTH | FORWARD | BACKWARD).to_numpy(dtype=bool)
    refuse(cells, unknown, column, what, Message("io.wanted.ways"))
    return Ways(along, against)


def _by_cost(edges: gpd.GeoDataFrame, found: Mapping[str, str], what: Message) -> Ways:
    """Read directions that are told by costs: a negative or empty one is closed that way."""
    open_ = {}
    for role in ("cost", "reverse_cost"):
        if role not in found:
            # One cost alone is that of the way along the line.
            open_[role] = np.ones(len(edges), dtype=bool)
            continue
        cells = edges[found[role]].reset_index(drop=True).astype(object)
        empty = cells.map(is_blank)
        cost = pd.to_numeric(cells.where(~empty), errors="coerce").to_numpy(dtype=float)
        bad = (np.isnan(cost) & ~empty.to_numpy(dtype=bool)) | np.isneginf(cost)
        refuse(cells, bad, found[role], what, Message("io.wanted.costs"))
        closed = np.isnan(cost) | (cost < 0) | (cost >= network_rules().closed_cost)
        open_[role] = ~closed
    column = found.get("reverse_cost", found.get("cost", ""))
    said = Message("io.ways_by_cost", what=what, column=column)
    return Ways(open_["cost"], open_["reverse_cost"], (said,))


def _by_speed(edges: gpd.GeoDataFrame, found: Mapping[str, str], what: Message) -> Ways:
    """Read directions that are told by a speed of 0 one way, as in the NWB's graphs."""
    closed = [
        pd.to_numeric(edges[found[role]], errors="coerce").eq(0).to_numpy(dtype=bool)
        for role in ("speed_kmh", "back_kmh")
    ]
    said = Message("io.ways_by_speed", what=what, count=int((closed[0] | closed[1]).sum()))
    return Ways(~closed[0], ~closed[1], (said,) if (closed[0] | closed[1]).any() else ())


def require_times(found: Mapping[str, str], what: Message) -> None:
    """Refuse a table without a time or a speed; a cost may be one, if the user says so."""
    cost = found.get("cost")
    if cost is not None:
        raise LayerError(
            "io.cost_of_what", what=what, column=cost, back=found.get("reverse_cost", "")
        )
    raise LayerError("io.no_time", what=what)
