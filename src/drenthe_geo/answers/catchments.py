"""The land and the roads within a time of any points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.land import ground_of, land_layers, land_on_request, read_also
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import (
    about_points,
    named,
    names_of,
    require_direction,
    roads_of,
    snap_table,
    subject_of,
)
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.io.networks import read_network_from, require_saved_there
from drenthe_geo.io.vector import read_points_or_layer
from drenthe_geo.reach.areas import LAND, service_areas
from drenthe_geo.reach.counts import counted
from drenthe_geo.reach.kept import kept_of_reach, layer_on_request, parts_of_reach
from drenthe_geo.reach.notices import (
    area_ends,
    crowd_notes,
    empty_warning,
    may_be_larger,
    point_warnings,
    unknown_warnings,
    whole_to_min,
    whose_people,
)
from drenthe_geo.reach.parts import require_cutoffs, require_room_for_areas
from drenthe_geo.reach.thin import thinned
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.settings import Settings
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.search.spots import Direction

PEOPLE = ("inhabitants", "inhabitants_own")

STEMS = ("about", "catchments", "snaps")
"""Names of the files of this answer."""


@result
@dataclass(frozen=True)
class Catchments:
    """What is within some times of some points.

    Parameters
    ----------
    reach : Reach
        Times between all junctions and the points, no longer than what is drawn.
    cutoffs_min : tuple of float
        The times, shortest first.
    settings : Settings
        How land is drawn.
    service_areas : geopandas.GeoDataFrame
        The land within each time, see `service_areas`, with ``inhabitants`` and
        ``inhabitants_own``, see `people_in_reach`; land and people of a point outside the
        roads are missing. Borders are within `file_border_m` of those drawn, unless the
        land is exact; the figures are of those drawn.
    """

    reach: Reach
    cutoffs_min: tuple[float, ...]
    settings: Settings
    service_areas: gpd.GeoDataFrame

    @cached_property
    def certainty(self) -> gpd.GeoDataFrame:
        """What of the land is certain, see `certainty_areas`; drawn when it is first asked for."""
        return layer_on_request("certainty", self.reach, self.cutoffs_min, self.settings)

    @cached_property
    def reached_roads(self) -> gpd.GeoDataFrame:
        """The roads by the first time that they lie within, see `reached_roads`; as above."""
        return layer_on_request("reached_roads", self.reach, self.cutoffs_min, self.settings)


@checked
def ask_catchments(
    area: Area,
    points: str | Path = "stations",
    minutes: Iterable[float] | None = None,
    *,
    mode: str | None = None,
    profile_file: str | Path | None = None,
    direction: Direction = "to",
    network: str | Path = "default",
    columns: Mapping[str, str] | None = None,
    fill_holes_m2: float = 0.0,
    exact: bool = False,
    also: str | Iterable[str] | None = None,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask what lies within some minutes of points.

    Files: ``catchments.gpkg`` (layers ``service_areas`` and those of `also`), its project
    ``catchments.qgz``,
    ``catchments.csv`` (a row per point and cut-off: land and people), ``snaps.csv`` (where
    every point joined the roads), ``catchments.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    points : str or pathlib.Path
        ``"stations"``, ``"all-stations"``, ``"sites"``, ``"places"`` or a file.
    minutes : iterable of float, optional
        Cut-offs; those of the analysis settings where not given.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    direction : {"to", "from"}
        Trips to the point (default) or from it.
    network : str or pathlib.Path
        ``"default"``, or a file; see `read_network_from`.
    columns : mapping of str to str, optional
        Columns of the network file.
    fill_holes_m2, exact : float, bool
        How areas are drawn; see `service_areas`.
    also : str or iterable of str, optional
        Layers on request, as of `ask_stations`.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is `Catchments`.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.

    Examples
    --------
    >>> len(dg.ask_catchments(area, "stations", [5, 10]).result.service_areas)
    8
    """
    area = area.fresh()
    settings, profile = area.settings, read_profile(area, mode, profile_file)
    cutoffs = require_cutoffs(settings.cutoffs_min if minutes is None else minutes, area.settings)
    require_direction(direction)
    more = read_also(also)
    subject: dict[str, object] = {"points": subject_of(points), "mode": profile.mode}
    subject |= {"direction": direction, "minutes": cutoffs, **roads_of(network)}
    reads: tuple[object, ...] = (points, network, profile_file)
    if out is not None:
        require_out(area, "catchments", subject, out, reads=reads, stems=STEMS)
    require_saved_there(area, network, profile)
    facilities = read_points_or_layer(area, points, "points")
    on_step("network")
    roads = read_network_from(area, network, profile, columns=columns)
    on_step("times")
    # Nothing is drawn, and nobody is counted, beyond what is possibly within the longest time.
    most_min = max(cutoffs[-1], profile.certainty_bounds_min(cutoffs[-1])[1])
    reach = compute_reach(roads, facilities, direction=direction, limit_min=most_min)
    on_step("areas")

    def draw() -> dict[str, gpd.GeoDataFrame]:
        require_room_for_areas(reach, cutoffs)
        how: Any = {"fill_holes_m2": fill_holes_m2, "exact": exact}
        areas = service_areas(reach, cutoffs, settings, **how)
        return {"service_areas": areas if exact else thinned(areas, settings.file_border_m)}

    how_drawn = (cutoffs, settings, fill_holes_m2, exact)
    kept = kept_of_reach("catchments", parts_of_reach(reach), how_drawn, draw)
    areas = kept["service_areas"]
    areas = _with_people(areas, counted(area, reach, cutoffs, roads), reach)
    areas["may_be_larger"] = may_be_larger(areas, whole_to_min(area, reach))
    found = Catchments(reach, cutoffs, settings, areas)
    layers = land_layers(found, more, on_step)
    warnings = [
        *roads.profile.notes,
        *point_warnings(reach.snaps, profile.max_snap_m),
        *empty_warning(found.service_areas),
        *area_ends(found.service_areas),
        *unknown_warnings(found.service_areas),
        *crowd_notes(area, roads, reach),
    ]
    drawn = {"minutes": cutoffs, "fill_holes_m2": fill_holes_m2, "exact": exact, "also": more}
    asked = {**subject, "points": points, "network": network, **drawn}
    return Answer(
        area=area,
        question="catchments",
        subject=subject,
        title=Message("answers.title.catchments"),
        made_by=__name__,
        reads=reads,
        result=found,
        tables={
            "catchments": _table(found.service_areas, facilities),
            "snaps": snap_table({"facility": reach.snaps}, {"facility": facilities}),
        },
        layers={"catchments": _named(layers, facilities)},
        ground=partial(ground_of, area),
        warnings=tuple(warnings),
        about={
            **about_points(area, reach, asked, {"profile": profile_file}),
            "layers_on_request": land_on_request(more),
            "counted": whose_people(),
        },
    )


def _with_people(areas: gpd.GeoDataFrame, people: pd.DataFrame, reach: Reach) -> gpd.GeoDataFrame:
    """Put the people in reach into areas; of a point outside the roads nothing is known."""
    outside = areas["facility"].map(reach.snaps["access_min"].isna()).to_numpy(dtype=bool)
    copy = areas.copy()
    copy.loc[outside, list(LAND)] = np.nan
    after = list(copy.columns).index(LAND[-1]) + 1
    for name in reversed(PEOPLE):
        copy.insert(after, name, people[name].to_numpy())
    return copy


def _named(
    layers: Mapping[str, gpd.GeoDataFrame], facilities: gpd.GeoDataFrame
) -> dict[str, gpd.GeoDataFrame]:
    """Put the names of the points into layers."""
    names, copies = names_of(facilities), {}
    for stem, layer in layers.items():
        copies[stem] = layer.copy()
        copies[stem].insert(1, "name", named(layer["facility"], names))
    return copies


def _table(areas: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make a row per point and cut-off."""
    table = pd.DataFrame(areas[["facility", "minutes", *LAND, "may_be_larger", *PEOPLE]])
    if "name" in facilities:
        table.insert(1, "name", table["facility"].map(facilities["name"]))
    return table
