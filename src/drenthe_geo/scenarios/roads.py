"""Edits of the roads: new ones, closed ones, other speeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.scenarios.model import unknown_in
from drenthe_geo.units import M_PER_KM, S_PER_H

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.scenarios.model import Edit

ROAD_KINDS = frozenset({"add_road", "close_road", "set_speed"})

MOST_USE = 0.5
"""Of the roads of a class: who may use so many of them may use a new one."""


def chosen_roads(edit: Edit, nodes: pd.DataFrame, edges: pd.DataFrame) -> NDArray[np.intp]:
    """Find the positions of the edges that an edit means: by number, class and box."""
    chosen = np.ones(len(edges), dtype=bool)
    for field in ("road_number", "road_class"):
        if field not in edit.said:
            continue
        wanted = edit.said[field]
        same = (edges[field] == wanted).fillna(value=False).to_numpy(dtype=bool)
        if not same.any():
            known = sorted({str(value) for value in edges[field].dropna()})
            raise unknown_in(edit, field, wanted, known)
        chosen &= same
    if "within_m" in edit.said:
        xy = nodes.set_index("node")[["x_m", "y_m"]]
        ends = [xy.loc[edges[end]].to_numpy(dtype=float) for end in ("tail", "head")]
        middle = (ends[0] + ends[1]) / 2
        low_x, low_y, high_x, high_y = edit.said["within_m"]
        inside = (middle >= [low_x, low_y]).all(axis=1) & (middle <= [high_x, high_y]).all(axis=1)
        chosen = chosen & inside
    if not chosen.any():
        named = edit.said.get("road_number") or edit.said["road_class"]
        box = list(edit.said.get("within_m", ()))
        raise ArgumentError("scenarios.none_in_box", where=edit.where, road=named, box=str(box))
    return np.flatnonzero(chosen)


def edit_roads(
    edit: Edit,
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    before: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """Make the table of edges that an edit would make.

    Of the edges `before` any edit a number or a class chooses, so that a road that a scenario
    adds is none of another edit's.
    """
    said = edit.said
    if edit.kind == "add_road":
        return _with_road(edit, nodes, edges, settings)
    ids = before["edge"].to_numpy()[chosen_roads(edit, nodes, before)]
    at = edges.index[edges["edge"].isin(ids)]
    if edit.kind == "close_road":
        return edges.drop(index=at)
    changed = edges.copy()
    # Scaled from the speed it has, so that the speed it has changes nothing.
    known = changed.loc[at, "maxspeed_kmh"].astype(float)
    faster = changed.loc[at, "free_flow_s"] * (known / float(said["kmh"]))
    changed["maxspeed_kmh"] = changed["maxspeed_kmh"].astype(float)
    changed.loc[at, "free_flow_s"] = faster
    if "back_s" in changed:
        changed.loc[at, "back_s"] *= known / float(said["kmh"])
    changed.loc[at, "maxspeed_kmh"] = float(said["kmh"])
    return changed


def _with_road(
    edit: Edit, nodes: pd.DataFrame, edges: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Add a road between two junctions."""
    said = edit.said
    xy = nodes[["x_m", "y_m"]].to_numpy(dtype=float)
    ends = []
    for name in ("from_m", "to_m"):
        off_m = np.hypot(*(xy - np.array(said[name], dtype=float)).T)
        nearest = int(off_m.argmin())
        if off_m[nearest] > settings.road_end_m:
            raise ArgumentError(
                "scenarios.no_junction",
                where=edit.where,
                field=name,
                metres=float(off_m[nearest]),
                at="{:.0f},{:.0f}".format(*xy[nearest]),
                most_m=settings.road_end_m,
            )
        ends.append(nearest)
    if ends[0] == ends[1]:
        raise ArgumentError("scenarios.same_junction", where=edit.where)
    known = sorted(set(edges["road_class"]))
    if said["road_class"] not in known:
        raise unknown_in(edit, "road_class", said["road_class"], known)
    straight = float(np.hypot(*(xy[ends[0]] - xy[ends[1]])))
    length = float(said.get("length_m", straight))
    if length < straight - 1:
        raise ArgumentError(
            "scenarios.too_short", where=edit.where, length_m=length, straight_m=straight
        )
    row = dict.fromkeys(edges.columns)
    row |= {
        "edge": int(edges["edge"].max()) + 1,
        "tail": nodes["node"].iloc[ends[0]],
        "head": nodes["node"].iloc[ends[1]],
        "length_m": length,
        "free_flow_s": length / M_PER_KM / float(said["kmh"]) * S_PER_H,
        "junctions": 1.0,  # half of one at each end
        "road_class": said["road_class"],
        "road_number": said["road"],
        "oneway": bool(said.get("oneway", False)),
        "maxspeed_kmh": float(said["kmh"]),
        # It is joined at its ends alone: else a point could leave the road it had.
        "may_join": False,
    }
    row |= _as_its_class(row, edges)
    base = edges if "may_join" in edges else edges.assign(may_join=True)
    added = pd.DataFrame([row], index=[base.index.max() + 1])
    kept = [column for column in base if column in added and added[column].notna().all()]
    base = base.astype({"length_m": float, "maxspeed_kmh": float})
    return pd.concat([base, added[kept].astype(base[kept].dtypes.to_dict())])


def _as_its_class(row: Mapping[str, Any], edges: pd.DataFrame) -> dict[str, Any]:
    """Fill what roads of OpenStreetMap tell besides: who may use it as most roads of its class."""
    told: dict[str, Any] = {"back_s": row["free_flow_s"], "back_junctions": row["junctions"]}
    alike = edges[edges["road_class"] == row["road_class"]]
    for name in ("car", "bicycle", "walk"):
        if name in edges:
            used = alike[name].isin(["along", "against", "both"])
            open_ = "along" if row["oneway"] and name != "walk" else "both"
            told[name] = "none" if used.mean() < MOST_USE else open_
    return {name: one for name, one in told.items() if name in edges}
