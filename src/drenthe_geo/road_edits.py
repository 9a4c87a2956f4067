"""Edits of the roads: new ones, closed ones, other speeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.scenarios import Edit
    from drenthe_geo.settings import Settings

ROAD_KINDS = frozenset({"add_road", "close_road", "set_speed"})
S_PER_H = 3600.0
M_PER_KM = 1000.0


def chosen_roads(edit: Edit, nodes: pd.DataFrame, edges: pd.DataFrame) -> NDArray[np.intp]:
    """Choose the edges that an edit means: by number, class and box.

    Parameters
    ----------
    edit : Edit
        The edit.
    nodes, edges : pandas.DataFrame
        Tables of the road network.

    Returns
    -------
    numpy.ndarray of int
        Positions among the edges.

    Raises
    ------
    ArgumentError
        If there is no such road, or none in the box.
    """
    chosen = np.ones(len(edges), dtype=bool)
    for field in ("road_number", "road_class"):
        if field not in edit.said:
            continue
        wanted = edit.said[field]
        same = (edges[field] == wanted).fillna(value=False).to_numpy(dtype=bool)
        if not same.any():
            known = sorted({str(value) for value in edges[field].dropna()})
            raise unknown_choice(f"{field} in {edit.where}", wanted, known)
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
        msg = f"{edit.where}: no stretch of {named} lies in the box {box}."
        raise ArgumentError(msg)
    return np.flatnonzero(chosen)


def edit_roads(
    edit: Edit,
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    before: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """Make the table of edges that an edit would make.

    Parameters
    ----------
    edit : Edit
        One of `ROAD_KINDS`.
    nodes, edges : pandas.DataFrame
        Tables of the road network; they are not changed.
    before : pandas.DataFrame
        Edges before any edit: of these a number or a class chooses, so that a road
        that a scenario adds is none of another edit's.
    settings : Settings
        For how far the end of a new road may be from a junction.

    Returns
    -------
    pandas.DataFrame
        The edges.

    Raises
    ------
    ArgumentError
        If the edit names what is not there.
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
    changed.loc[at, "maxspeed_kmh"] = float(said["kmh"])
    return changed


def _with_road(
    edit: Edit, nodes: pd.DataFrame, edges: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    said = edit.said
    xy = nodes[["x_m", "y_m"]].to_numpy(dtype=float)
    ends = []
    for name in ("from_m", "to_m"):
        off_m = np.hypot(*(xy - np.array(said[name], dtype=float)).T)
        nearest = int(off_m.argmin())
        if off_m[nearest] > settings.road_end_m:
            x, y = xy[nearest]
            msg = (
                f"{edit.where}: {name} is {off_m[nearest]:,.0f} m from the nearest junction "
                f"({x:.0f},{y:.0f}); it must be within {settings.road_end_m:g} m."
            )
            raise ArgumentError(msg)
        ends.append(nearest)
    if ends[0] == ends[1]:
        msg = f"{edit.where}: both ends join the same junction."
        raise ArgumentError(msg)
    known = sorted(set(edges["road_class"]))
    if said["road_class"] not in known:
        raise unknown_choice(f"road_class in {edit.where}", said["road_class"], known)
    straight = float(np.hypot(*(xy[ends[0]] - xy[ends[1]])))
    length = float(said.get("length_m", straight))
    if length < straight - 1:
        short = f"length_m {length:,.0f} is less than {straight:,.0f} m in a straight line"
        msg = f"{edit.where}: {short}."
        raise ArgumentError(msg)
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
    base = edges if "may_join" in edges else edges.assign(may_join=True)
    added = pd.DataFrame([row], index=[base.index.max() + 1])
    kept = [column for column in base if column in added and added[column].notna().all()]
    base = base.astype({"length_m": float, "maxspeed_kmh": float})
    return pd.concat([base, added[kept].astype(base[kept].dtypes.to_dict())])
