"""Edits applied: a situation and some scenarios in, the situation they would make out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import place_problem
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.gazetteer import find_station
from drenthe_geo.line_edits import RAIL_KINDS, edit_rail
from drenthe_geo.road_edits import ROAD_KINDS, chosen_roads, edit_roads
from drenthe_geo.scenarios import merge_edits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drenthe_geo.scenarios import Edit, Scenario
    from drenthe_geo.settings import Settings
    from drenthe_geo.situation import Situation

Target = tuple[str, ...]


def apply_scenarios(
    situation: Situation, scenarios: Iterable[Scenario], settings: Settings
) -> Situation:
    """Make the situation that scenarios would make.

    Parameters
    ----------
    situation : Situation
        What there is; it is not changed.
    scenarios : iterable of Scenario
        The scenarios, in any order.
    settings : Settings
        Choices of the analysis.

    Returns
    -------
    Situation
        Without edits the same trains, roads and sites.

    Raises
    ------
    ArgumentError
        If an edit names what is not there, or two edits contradict each other.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> now = dg.read_situation()
    >>> then = dg.apply_scenarios(now, [dg.read_scenario("nedersaksenlijn")], dg.read_settings())
    >>> "x-stadskanaal" in now.rail.served, "x-stadskanaal" in then.rail.served
    (False, True)
    """
    chosen = list(scenarios)
    edits = [edit for one in sorted(chosen, key=lambda one: one.name) for edit in one.edits]
    stations = _stations(situation.rail.stations, edits)
    named = merge_edits(_with_codes(edit, stations) for edit in edits)
    _require_agreement(named, situation)
    rail = situation.rail
    if any(edit.kind in RAIL_KINDS for edit in named):
        rail = edit_rail(rail, stations, named)
    roads = situation.road_edges
    for edit in named:
        if edit.kind in ROAD_KINDS:
            roads = edit_roads(edit, situation.road_nodes, roads, situation.road_edges, settings)
    sites = situation.sites
    for edit in named:
        sites = _edit_sites(edit, sites)
    names = (*situation.scenarios, *sorted(one.name for one in chosen))
    then = replace(situation, rail=rail, road_edges=roads, sites=sites, scenarios=names)
    if roads is situation.road_edges:  # the same roads need not be built again
        then.share_networks(situation)
    return then


def _stations(stations: gpd.GeoDataFrame, edits: list[Edit]) -> gpd.GeoDataFrame:
    """Add the stations that edits make."""
    rows: list[pd.Series] = []
    for edit in edits:
        if edit.kind != "add_station":
            continue
        code = edit.said["station"]
        if any(row.name == code for row in rows):
            continue  # said twice; if otherwise, they contradict each other
        if code in stations.index:
            msg = f"{edit.where}: station {code!r} is there already; a line may call at it."
            raise ArgumentError(msg)
        _require_place(edit)
        row = dict.fromkeys(stations.columns)
        row |= {"name": edit.said["name"], "role": "planned", "status": "planned"}
        row |= {"intercity": False, "certainty": "C", "source": edit.where}
        row["geometry"] = shapely.Point(edit.said["xy_m"])
        rows.append(pd.Series(row, name=code))
    if not rows:
        return stations
    return _with_rows(stations, rows)


def _with_rows(layer: gpd.GeoDataFrame, rows: list[pd.Series]) -> gpd.GeoDataFrame:
    more = gpd.GeoDataFrame(rows, geometry="geometry", crs=layer.crs)
    more.index.name = layer.index.name
    # A column that says nothing would change the type of the layer's own.
    known = [column for column in more if column == "geometry" or more[column].notna().any()]
    return pd.concat([layer, more[known].astype(layer[known].dtypes.to_dict())])


def _require_place(edit: Edit) -> None:
    x, y = (np.array([float(part)]) for part in edit.said["xy_m"])
    trouble = place_problem(x, y)
    if trouble:
        msg = f"{edit.where}: xy_m {list(edit.said['xy_m'])}: {trouble}; give x and y in RD New."
        raise ArgumentError(msg)


def _with_codes(edit: Edit, stations: gpd.GeoDataFrame) -> Edit:
    """Replace names of stations by their codes."""

    def code_of(text: str) -> str:
        if text in stations.index:
            return text
        try:
            return find_station(text, stations)
        except ArgumentError as error:
            msg = f"{edit.where}: {error}"
            raise ArgumentError(msg) from None

    said = dict(edit.said)
    for name in ("from", "to", "station"):
        if name in said and edit.kind != "add_station":
            said[name] = code_of(said[name])
    if "calls" in said:
        said["calls"] = tuple({**call, "at": code_of(call["at"])} for call in said["calls"])
    return replace(edit, said=said)


def _require_agreement(edits: list[Edit], situation: Situation) -> None:
    """Refuse edits that want different things of one thing."""
    taken: dict[Target, Edit] = {}
    for edit in edits:
        for target in _touched(edit, situation):
            other = taken.setdefault(target, edit)
            if other is not edit and not _agree(other, edit):
                _refuse(other, edit, "both change " + _told(target))
    removed = {
        target: edit
        for target, edit in taken.items()
        if edit.kind in {"remove_line", "remove_station"}
    }
    for edit in edits:
        for target in _used(edit):
            if target in removed and removed[target] is not edit:
                _refuse(removed[target], edit, f"one removes {_told(target)}, one needs it")


def _agree(one: Edit, other: Edit) -> bool:
    """Tell whether two edits of one thing want the same: one speed, a road closed twice.

    Two stops that follow each other may both go, if nobody says what that takes.
    """
    kinds = {one.kind, other.kind}
    if kinds == {"set_speed"}:
        return bool(one.said["kmh"] == other.said["kmh"])
    if kinds == {"remove_stop"}:
        return one.said["station"] != other.said["station"] and not (
            "minutes" in one.said or "minutes" in other.said
        )
    return kinds == {"close_road"}


def _refuse(one: Edit, other: Edit, why: str) -> None:
    if one.scenario == other.scenario:
        who = (
            f"scenario {one.scenario!r} contradicts itself in edits {one.number} and {other.number}"
        )
    else:
        who = f"scenarios {one.scenario!r} and {other.scenario!r} contradict each other"
    msg = f"{who}: {why}; leave one out."
    raise ArgumentError(msg)


def _told(target: Target) -> str:
    kind, *ids = target
    if kind == "leg":
        return f"leg {ids[1]}-{ids[2]} of line {ids[0]!r}"
    if kind in {"stop", "end"}:
        return f"the call of line {ids[0]!r} at {ids[1]}"
    if kind == "frequency":
        return f"the trains per hour of line {ids[0]!r}"
    return f"{kind} {ids[0]!r}"


def _touched(edit: Edit, situation: Situation) -> set[Target]:
    """List what an edit changes."""
    said, line = edit.said, edit.said.get("line", "")
    if edit.kind in ROAD_KINDS and edit.kind != "add_road":
        chosen = chosen_roads(edit, situation.road_nodes, situation.road_edges)
        return {("road edge", str(id_)) for id_ in situation.road_edges["edge"].to_numpy()[chosen]}
    if edit.kind == "remove_stop":
        legs = situation.rail.legs[situation.rail.legs["line"] == line]
        pairs = legs[["from_station", "to_station"]].itertuples(index=False, name=None)
        beside = {_leg(line, one, two) for one, two in pairs if said["station"] in (one, two)}
        return {("stop", line, said["station"]), *beside}
    if edit.kind == "add_stop":
        return {_leg(line, said["from"], said["to"]), ("stop", line, said["station"])}
    if edit.kind == "retime_leg":
        return {_leg(line, said["from"], said["to"])}
    one: dict[str, Target] = {
        "set_frequency": ("frequency", line),
        "extend_line": ("end", line, said.get("from", "")),
        "shorten_line": ("end", line, said.get("from", "")),
    }
    kind = edit.kind.partition("_")[2]  # add_line and remove_line change the line, and so on
    return {one[edit.kind] if edit.kind in one else (kind, said[kind])}


def _used(edit: Edit) -> set[Target]:
    """List what an edit needs to be there."""
    said = edit.said
    used: set[Target] = {("station", call["at"]) for call in said.get("calls", ())}
    if edit.kind in RAIL_KINDS:
        used |= {("station", said[name]) for name in ("from", "to", "station") if name in said}
        if "line" in said:
            used.add(("line", said["line"]))
    return used


def _leg(line: str, one: str, other: str) -> Target:
    return ("leg", line, *sorted((one, other)))


def _edit_sites(edit: Edit, sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if edit.kind == "remove_site":
        if edit.said["site"] not in sites.index:
            raise unknown_choice(f"site in {edit.where}", edit.said["site"], map(str, sites.index))
        return sites.drop(index=edit.said["site"])
    if edit.kind != "add_site":
        return sites
    name = edit.said["site"]
    if name in sites.index:
        msg = f"{edit.where}: site {name!r} is there already."
        raise ArgumentError(msg)
    _require_place(edit)
    row = dict.fromkeys(sites.columns)
    row |= {"name": edit.said["name"], "kind": edit.said["kind"], "certainty": "C"}
    row["geometry"] = shapely.Point(edit.said["xy_m"])
    return _with_rows(sites, [pd.Series(row, name=name)])
