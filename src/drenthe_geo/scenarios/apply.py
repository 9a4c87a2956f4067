"""Edits applied: a situation and some scenarios in, the situation they would make out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.gazetteer import find_station
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.crs import grid_in, place_problem
from drenthe_geo.errors import ArgumentError
from drenthe_geo.scenarios.model import merge_edits, require_together, unknown_in
from drenthe_geo.scenarios.roads import ROAD_KINDS, chosen_roads, edit_roads
from drenthe_geo.scenarios.trains import RAIL_KINDS, edit_stations, edit_transit
from drenthe_geo.transit.lines import IN_SERVICE
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.crs import Grid
    from drenthe_geo.scenarios.model import Edit, Scenario
    from drenthe_geo.situation import Situation
    from drenthe_geo.transit.lines import Transit

Target = tuple[str, ...]


@checked
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
        Without scenarios the situation itself; without edits the same trains, roads and
        sites.

    Raises
    ------
    ArgumentError
        If an edit names what is not there, or two edits contradict each other.

    Examples
    --------
    >>> now = dg.situation.read_situation(area)
    >>> veldlijn = dg.scenarios.read_scenario(area, "veldlijn", {"heidedorp": True})
    >>> then = dg.scenarios.apply_scenarios(now, [veldlijn], area.settings)
    >>> "x-heidedorp" in now.transit.served, "x-heidedorp" in then.transit.served
    (False, True)
    >>> dg.scenarios.apply_scenarios(now, [], area.settings) is now
    True
    """
    chosen = list(scenarios)
    if not chosen:
        return situation
    require_together(chosen, settings)
    edits = [edit for one in sorted(chosen, key=lambda one: one.name) for edit in one.edits]
    stations = _stations(situation.transit, edits)
    stops = situation.transit.halts.index.difference(situation.transit.stations.index)
    named = merge_edits(_with_codes(edit, stations, stops) for edit in edits)
    _require_agreement(named, situation)
    transit = situation.transit
    if any(edit.kind in RAIL_KINDS for edit in named):
        change = edit_transit if transit.is_known else edit_stations
        transit = change(transit, stations, named)
    roads = situation.road_edges
    for edit in named:
        if edit.kind in ROAD_KINDS:
            roads = edit_roads(edit, situation.road_nodes, roads, situation.road_edges, settings)
    sites = _edit_sites(named, situation.sites)
    names = (*situation.scenarios, *sorted(one.name for one in chosen))
    return replace(situation, transit=transit, road_edges=roads, sites=sites, scenarios=names)


def _stations(transit: Transit, edits: list[Edit]) -> gpd.GeoDataFrame:
    """Add the stations that edits make; without a timetable trains stop where one is in service."""
    rows: list[pd.Series] = []
    stations = transit.stations
    status = "planned" if transit.is_known else IN_SERVICE
    grid = grid_in(stations)
    for edit in edits:
        if edit.kind != "add_station":
            continue
        code = edit.said["station"]
        if any(row.name == code for row in rows):
            continue  # said twice; if otherwise, they contradict each other
        if code in stations.index:
            raise ArgumentError("scenarios.station_there", where=edit.where, station=code)
        _require_place(edit, grid)
        row = dict.fromkeys(stations.columns)
        row |= {"name": edit.said["name"], "role": "planned", "status": status}
        row |= {"intercity": False, "certainty": "C", "source": edit.id}
        row["geometry"] = shapely.Point(edit.said["xy_m"])
        rows.append(pd.Series(row, name=code))
    if not rows:
        return stations
    return _with_rows(stations, rows)


def _with_rows(layer: gpd.GeoDataFrame, rows: list[pd.Series]) -> gpd.GeoDataFrame:
    """Add rows to a layer."""
    more = gpd.GeoDataFrame(rows, geometry="geometry", crs=layer.crs)
    more.index.name = layer.index.name
    # A column that says nothing would change the type of the layer's own.
    known = [column for column in more if column == "geometry" or more[column].notna().any()]
    return pd.concat([layer, more[known].astype(layer[known].dtypes.to_dict())])


def _require_place(edit: Edit, grid: Grid) -> None:
    """Refuse a place that cannot be right."""
    x, y = (np.array([float(part)]) for part in edit.said["xy_m"])
    trouble = place_problem(x, y, grid)
    if trouble:
        given = str(list(edit.said["xy_m"]))
        said = {"where": edit.where, "given": given, "trouble": trouble, "grid": grid.name}
        raise ArgumentError("scenarios.place_outside", **said)


def _with_codes(edit: Edit, stations: gpd.GeoDataFrame, stops: pd.Index) -> Edit:
    """Replace names of stations by their codes; bus stops are named by code."""

    def code_of(text: str) -> str:
        if text in stations.index or (text in stops and edit.kind != "remove_station"):
            return text
        try:
            return find_station(text, stations)
        except ArgumentError as error:
            raise ArgumentError(
                "scenarios.problem", where=edit.where, problem=error.message
            ) from None

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
                _refuse(other, edit, Message("scenarios.both_change", what=_told(target)))
    removed = {
        target: edit
        for target, edit in taken.items()
        if edit.kind in {"remove_line", "remove_station"}
    }
    for edit in edits:
        for target in _used(edit):
            if target in removed and removed[target] is not edit:
                why = Message("scenarios.one_removes", what=_told(target))
                _refuse(removed[target], edit, why)


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


def _refuse(one: Edit, other: Edit, why: Message) -> None:
    """Refuse two edits that contradict each other, by their scenarios."""
    if one.scenario == other.scenario:
        numbers: dict[str, object] = {"one": one.number, "other": other.number}
        raise ArgumentError("scenarios.itself", scenario=one.scenario, why=why, **numbers)
    raise ArgumentError("scenarios.each_other", one=one.scenario, other=other.scenario, why=why)


def _told(target: Target) -> Message:
    """Name what edits change."""
    kind, *ids = target
    if kind == "leg":
        return Message("scenarios.target.leg", line=ids[0], one=ids[1], other=ids[2])
    if kind in {"stop", "end"}:
        return Message("scenarios.target.stop", line=ids[0], station=ids[1])
    return Message(f"scenarios.target.{kind}", id=ids[0])


def _touched(edit: Edit, situation: Situation) -> set[Target]:
    """List what an edit changes."""
    said, line = edit.said, edit.said.get("line", "")
    if edit.kind in ROAD_KINDS and edit.kind != "add_road":
        chosen = chosen_roads(edit, situation.road_nodes, situation.road_edges)
        return {("road_edge", str(id_)) for id_ in situation.road_edges["edge"].to_numpy()[chosen]}
    if edit.kind == "remove_stop":
        legs = situation.transit.legs[situation.transit.legs["line"] == line]
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
    """Name a leg, the same either way round."""
    return ("leg", line, *sorted((one, other)))


def _edit_sites(edits: list[Edit], sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make the sites that edits would make: first what they add, all at once."""
    known, rows, gone = set(sites.index), [], []
    for edit in edits:
        if edit.kind == "add_site":
            name = edit.said["site"]
            if name in known:
                raise ArgumentError("scenarios.site_there", where=edit.where, site=name)
            _require_place(edit, grid_in(sites))
            row = dict.fromkeys(sites.columns)
            row |= {"name": edit.said["name"], "kind": edit.said["kind"], "certainty": "C"}
            row["geometry"] = shapely.Point(edit.said["xy_m"])
            rows.append(pd.Series(row, name=name))
            known.add(name)
        elif edit.kind == "remove_site":
            name = edit.said["site"]
            if name not in known:
                raise unknown_in(edit, "site", name, map(str, sites.index))
            gone.append(name)
            known.discard(name)
    made = _with_rows(sites, rows) if rows else sites
    return made.drop(index=gone) if gone else made
