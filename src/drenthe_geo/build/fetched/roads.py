"""Roads of several extracts as the tables of one area: straight from bend to bend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.build.inputs import Course
from drenthe_geo.osm.tables import ends_at_junctions
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

SHARED = ("free_flow_s", "back_s", "length_m")
"""What a piece has its share of."""

COLUMNS = [
    "edge", "tail", "head", "length_m", "free_flow_s", "junctions", "road_class", "road_number",
    "oneway", "maxspeed_kmh", "users", "back_s", "back_junctions", "car", "bicycle", "walk", "name",
]  # fmt: skip


@dataclass(frozen=True)
class Laid:
    """Roads of all extracts, each with its line."""

    nodes: pd.DataFrame
    edges: pd.DataFrame
    lines: NDArray[np.object_]
    bans: pd.DataFrame


def straightened(laid: Laid, bend_m: float) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make the tables of nodes, edges and bans: bends are nodes, and edges straight between them.

    A piece of an edge has its share of length and time; junctions count at the ends of the edge.
    """
    simple = shapely.simplify(laid.lines, bend_m, preserve_topology=False)
    xy, of = shapely.get_coordinates(simple, return_index=True)
    number = laid.nodes["node"].to_numpy()
    place = np.argsort(number)
    rank = place[np.searchsorted(number[place], laid.edges[["tail", "head"]].to_numpy())]
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    last = np.r_[starts[1:], len(of)] - 1
    node = np.full(len(of), -1)
    node[starts], node[last] = rank.T
    inner = node < 0
    node[inner] = len(laid.nodes) + np.arange(int(inner.sum()))
    nodes_xy = np.vstack([laid.nodes[["x_m", "y_m"]].to_numpy(dtype=float), xy[inner]])
    begins = np.delete(np.arange(len(of)), last)
    step_m = np.hypot(*(xy[begins + 1] - xy[begins]).T)
    edge = of[begins]
    whole_m = np.bincount(edge, step_m, minlength=len(laid.edges))
    count = np.bincount(edge, minlength=len(laid.edges))
    share = np.where(whole_m[edge] > 0, step_m / np.where(whole_m[edge] > 0, whole_m[edge], 1),
                     1 / count[edge])  # fmt: skip
    pieces = laid.edges.iloc[edge].reset_index(drop=True)
    for name in SHARED:
        pieces[name] = pieces[name].to_numpy(dtype=float) * share
    is_first = np.isin(begins, starts)
    is_last = np.isin(begins + 1, last)
    of_tail = _share_of_tail(laid.edges)[edge]
    for name in ("junctions", "back_junctions"):
        whole = pieces[name].to_numpy(dtype=float)
        pieces[name] = whole * (is_first * of_tail + is_last * (1 - of_tail))
    pieces["tail"], pieces["head"] = node[begins], node[begins + 1]
    pieces["edge"] = np.arange(len(pieces))
    bans = _bans_in_pieces(laid, pieces, edge, {int(one): at for at, one in enumerate(number)})
    table = pd.DataFrame({"node": np.arange(len(nodes_xy)), "x_m": nodes_xy[:, 0],
                          "y_m": nodes_xy[:, 1]})  # fmt: skip
    return table, pieces, bans


def _share_of_tail(edges: pd.DataFrame) -> NDArray[np.float64]:
    """Give how much of the junctions of each edge is its tail's: all, half, or nothing."""
    ends = ends_at_junctions(
        edges["tail"].to_numpy(), edges["head"].to_numpy(), (edges["car"] != "none").to_numpy()
    )
    # An edge may tell of junctions that are beyond the rim: half of those are at either end.
    share: NDArray[np.float64] = 0.5 * (1.0 + ends[0] - ends[1])
    return share


def _bans_in_pieces(
    laid: Laid, pieces: pd.DataFrame, edge: NDArray[np.intp], node_of: dict[int, int]
) -> pd.DataFrame:
    """Say the bans in pieces: of an edge the piece at the node, and of those between all."""
    row = {int(one): at for at, one in enumerate(laid.edges["edge"])}
    first = np.searchsorted(edge, np.arange(len(laid.edges)))
    last = np.searchsorted(edge, np.arange(len(laid.edges)), side="right") - 1
    tail, head = pieces["tail"].to_numpy(), pieces["head"].to_numpy()

    def touching(one: int, node: int) -> int:
        begin, end = int(first[row[one]]), int(last[row[one]])
        return begin if tail[begin] == node else end

    rows = []
    for ban in laid.bans.to_dict("records"):
        begins = at = node_of[int(ban["via_node"])]
        came = touching(int(ban["from_edge"]), at)
        via: list[int] = []
        for one in [int(each) for each in str(ban["via_edges"]).split(";") if each]:
            begin, end = int(first[row[one]]), int(last[row[one]])
            forward = tail[begin] == at
            span = list(range(begin, end + 1))
            via += span if forward else span[::-1]
            at = int(head[end] if forward else tail[begin])
        words = ";".join(map(str, via))
        rows.append((came, begins, words, touching(int(ban["to_edge"]), at)))
    columns = ["from_edge", "via_node", "via_edges", "to_edge"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(0, "ban", np.arange(len(table)))
    return table


def road_tables(laid: Laid, chosen: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Make the tables as they are written: rounded, in the order of the map."""
    nodes, edges, bans = straightened(laid, chosen["bend_m"])
    edges = edges.copy()
    edges["length_m"] = edges["length_m"].clip(lower=0.1).round(1)
    for name in ("free_flow_s", "back_s"):
        edges[name] = edges[name].clip(lower=0.1).round(1)
    kmh = edges["maxspeed_kmh"].astype(float).fillna(0)
    edges["maxspeed_kmh"] = kmh.round().astype(int)
    nodes = nodes.assign(x_m=nodes["x_m"].round(1), y_m=nodes["y_m"].round(1))
    return {"road_nodes": nodes, "road_edges": edges[COLUMNS], "road_bans": bans}


def main_roads(laid: Laid, chosen: dict[str, Any], crs: str) -> gpd.GeoDataFrame:
    """Give the roads of main classes, with the first number that each has, if any."""
    import geopandas as gpd  # noqa: PLC0415 - the module has no other use of it

    edges = laid.edges
    at = np.flatnonzero(edges["road_class"].isin(chosen["classes"]).to_numpy())
    numbers = edges["road_number"].iloc[at].fillna("").astype(str).map(first_number)
    rows = {"road_class": edges["road_class"].to_numpy()[at], "road_number": numbers.to_numpy()}
    rows["oneway"] = edges["oneway"].to_numpy(dtype=bool)[at]
    return gpd.GeoDataFrame(rows, geometry=laid.lines[at], crs=crs)


def courses_of(roads: gpd.GeoDataFrame, chosen: dict[str, Any]) -> list[Course]:
    """Give the roads that a map shows: by number, then those without one by class.

    A number is that of a motorway where most of its length is of such a class.
    """
    roads = roads.assign(m=roads.length, fast=roads["road_class"].isin(chosen["motorway_classes"]))
    least_m = chosen["least_km"] * M_PER_KM
    found: list[Course] = []
    for number, own in roads[roads["road_number"] != ""].groupby("road_number", sort=True):
        if own["m"].sum() >= least_m:
            is_fast = own["m"][own["fast"]].sum() > own["m"].sum() / 2
            kind: Literal["motorway", "n_road"] = "motorway" if is_fast else "n_road"
            found.append(Course(str(number), kind, list(own.geometry), _carriageways(own)))
    rest = roads[(roads["road_number"] == "") & roads["road_class"].isin(chosen["unnumbered"])]
    for road_class, own in rest.groupby("road_class", sort=True):
        if own["m"].sum() >= least_m:
            is_fast = road_class in chosen["motorway_classes"]
            kind_of_class: Literal["motorway", "main"] = "motorway" if is_fast else "main"
            course = Course(str(road_class), kind_of_class, list(own.geometry), _carriageways(own))
            found.append(course)
    return found


def _carriageways(own: gpd.GeoDataFrame) -> float:
    """Tell how long the lines of a road are beside the road: those of one way are half of it.

    Nearly every stretch of a main road that is one way has its other way beside it; the few that
    have none (in towns) count for half too.
    """
    road_m = own["m"].where(~own["oneway"], own["m"] / 2)
    return float(own["m"].sum() / road_m.sum())


def first_number(said: str) -> str:
    """Give the first of the numbers of a road, without blanks: "A 28;E 232" is the A28.

    A name that stands where a number should is none: a number has a digit.
    """
    number = said.split(";", maxsplit=1)[0].replace(" ", "")
    return number if any(sign.isdigit() for sign in number) else ""


def as_streets(laid: Laid, crs: str) -> gpd.GeoDataFrame:
    """Give the roads as the tables of people and places take them."""
    import geopandas as gpd  # noqa: PLC0415 - the module has no other use of it

    return gpd.GeoDataFrame(
        {"highway": laid.edges["road_class"].to_numpy()}, geometry=laid.lines, crs=crs
    )
