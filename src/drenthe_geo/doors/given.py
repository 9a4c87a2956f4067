"""What else a user hands to a door: an area, a network, a profile, scenarios, people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.area.area import Area
from drenthe_geo.area.opened import open_area
from drenthe_geo.contracts.extras import Graph
from drenthe_geo.crs import require_some_crs
from drenthe_geo.doors.points import require_geometry, require_points
from drenthe_geo.errors import ArgumentError, LayerError
from drenthe_geo.files.gate import notices_of, own_path
from drenthe_geo.io.edges.graphs import network_from_graph
from drenthe_geo.io.networks import network_at, network_from_edges, read_network_from
from drenthe_geo.io.reading import read_file
from drenthe_geo.roads.modes import mode_named
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.profiles import Profile, read_profile
from drenthe_geo.roads.read import read_network
from drenthe_geo.scenarios.model import Scenario, read_scenario
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from drenthe_geo.words.table import Words

Frame = TypeVar("Frame", bound=pd.DataFrame)

Roads: TypeAlias = Network | Graph | gpd.GeoDataFrame | str | Path | None
"""A network, a graph of osmnx, a table of edges, a file or folder of one, or None: the area's."""

Scenarios: TypeAlias = Scenario | str | Path | Iterable[Scenario | str | Path]
"""One scenario or several: read ones, names, or files."""

WARNINGS = "warnings"
"""Where a result keeps what a reader should look at: sentences in English, in its ``attrs``."""

PEOPLE = "population"


def take_area(area: Area | str | Path | None) -> Area:
    """Open an area, or take one; each call has its own notes of what it read."""
    if isinstance(area, Area):
        return area.fresh()
    return (_opened() if area is None else open_area(area)).fresh()


@lru_cache(maxsize=1)
def _opened() -> Area:
    """Open the area that ships, once: its tables and networks are kept with it."""
    return open_area()


def take_profile(area: Area, mode: str | None, profile: Profile | str | Path | None) -> Profile:
    """Take a profile, or read it by its mode; both at once must agree."""
    if not isinstance(profile, Profile):
        return read_profile(area, mode, profile)
    _require_mode(profile, mode)
    return profile


def take_network(
    area: Area,
    network: Roads,
    mode: str | None,
    profile: Profile | str | Path | None,
    columns: Mapping[str, str] | None,
) -> Network:
    """Take a network, or make one of what the user has, for a mode."""
    if isinstance(network, Network):
        if profile is not None:
            raise ArgumentError("doors.network_and_profile", mode=network.profile.mode)
        _require_mode(network.profile, mode)
        return network
    by = take_profile(area, mode, profile)
    if network is None:
        return read_network(area, by)
    if isinstance(network, (str, Path)):
        if str(network) == "default":
            return read_network_from(area, network, by, columns=columns)
        return network_at(area, own_path(network), by, columns)
    if isinstance(network, gpd.GeoDataFrame):
        return network_from_edges(network, by, columns=columns, grid=area.facts.grid)
    if columns:
        raise ArgumentError("io.columns_unused", columns=list(columns))
    return network_from_graph(network, by, Message("io.graph"), area.facts.grid)


def _require_mode(profile: Profile, mode: str | None) -> None:
    """Refuse a mode that is another than that of what was given."""
    if mode is not None:
        mode_named(mode, [profile.mode])


def take_scenarios(
    area: Area, given: Scenarios, toggles: Mapping[str, bool] | None = None
) -> list[Scenario]:
    """Read scenarios, or take those that were read; toggles as ``SCENARIO.TOGGLE`` if several."""
    every: list[Any] = [given] if isinstance(given, (Scenario, str, Path)) else list(given)
    left = dict(toggles or {})
    found = []
    for one in every:
        if isinstance(one, Scenario):
            found.append(one)
            continue
        start = f"{Path(str(one)).stem}."
        mine = {key.removeprefix(start): left.pop(key) for key in list(left)
                if key.startswith(start) or len(every) == 1}  # fmt: skip
        found.append(read_scenario(area, one, mine))
    if left:
        raise ArgumentError("doors.toggles", toggles=list(left))
    return found


def take_people(area: Area, given: gpd.GeoDataFrame | str | Path, count: str) -> gpd.GeoDataFrame:
    """Take who is to be counted: points with a column of how many, numbered from 0."""
    what = Message("doors.what.people")
    if isinstance(given, (str, Path)):
        given = read_file(own_path(given), grid=area.facts.grid)
        area.note(*notices_of(given))
    require_geometry(given, what)
    require_some_crs(given, what, area.facts.grid)
    if count not in given:
        known = [str(name) for name in given.columns if name != given.geometry.name]
        raise LayerError("doors.no_count", column=count, known=known)
    heads = pd.to_numeric(given[count], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(np.isfinite(heads) & (heads >= 0))
    if wrong.any():
        at = int(wrong.argmax())
        said = {"count": int(wrong.sum()), "total": len(given), "label": str(given.index[at])}
        raise LayerError("doors.bad_count", column=count, given=str(given[count].iloc[at]), **said)
    require_points(given, what)
    shapes = gpd.GeoSeries(given.geometry.to_numpy(), crs=given.crs)
    return gpd.GeoDataFrame({PEOPLE: heads}, geometry=shapes, crs=given.crs)


def with_warnings(area: Area, frame: Frame, warnings: Iterable[Message]) -> Frame:
    """Put what a reader should look at into the ``attrs`` of a table, once each, in English."""
    words: Words = area.words("en") if "en" in area.facts.languages else words_of("en")
    every = dict.fromkeys([*warnings, *area.notices])
    frame.attrs[WARNINGS] = [words.say(one) for one in every]
    return frame
