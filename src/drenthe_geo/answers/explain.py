"""Why a place is inside or outside: one route with every minute accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.answers.about import own_files, profile_with_sources
from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.land import ground_of
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import require_direction, roads_of
from drenthe_geo.area.gazetteer import Place, find_place, find_station
from drenthe_geo.area.select import select_stations
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.networks import read_network_from
from drenthe_geo.reach.nearest import is_contested
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.routes import trace_route
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.routes import Route
    from drenthe_geo.roads.search.spots import Direction

STEMS = ("about", "route", "parts", "stations")
"""Names of the files of this answer."""


@result
@dataclass(frozen=True)
class Explanation:
    """How long it takes between a place and a station, and what that is made of.

    Parameters
    ----------
    place : Place
        What the name of the place was taken for.
    station, station_name : str
        Code and name of the station.
    direction : {"to", "from"}
        To or from the station.
    route : Route
        The way: its legs, its line, where both ends joined the roads, its minutes.
    ranking : pandas.DataFrame
        Index ``station``: ``name``, ``minutes`` and ``own`` (whether the area counts it
        as its own) of every station in service, nearest first; NaN without a route.
    cutoff_min : float
        Cut-off that the verdict is about.
    profile : Profile
        Profile of the mode.
    crs : str
        Of the line of the route.
    """

    place: Place
    station: str
    station_name: str
    direction: Direction
    route: Route
    ranking: pd.DataFrame
    cutoff_min: float
    profile: Profile
    crs: str

    @property
    def parts(self) -> pd.DataFrame:
        """What the minutes are made of; they add up to ``route.minutes``.

        One row per ``part`` (a message): the leg from the place to the road, each class of road,
        the leg from the road to the station, and parking with the walk from there if the mode
        parks; ``road_class`` as the roads have it, empty for the others; ``km``, ``minutes``,
        ``junction_min`` (part of the minutes).
        """
        ends = (self._leg(self.route.point_snap, self.place.name),
                self._leg(self.route.facility_snap, self._station))  # fmt: skip
        by_class = self.route.by_class.reset_index()
        roads = [
            (_road(row[0]), *(str(row[0]), *row[1:])) for row in by_class.itertuples(index=False)
        ]
        parked = (Message("answers.explain.park"), "", 0.0, self.route.park_min, 0.0)
        rows = [ends[0], *roads, ends[1], *([parked] if self.route.park_min else [])]
        table = pd.DataFrame(rows, columns=["part", "road_class", "km", "minutes", "junction_min"])
        return table.astype({"part": object})

    @property
    def _station(self) -> Message:
        return Message("answers.explain.station", name=self.station_name)

    def _leg(self, snap: pd.Series, name: str | Message) -> tuple[object, ...]:
        part = Message(
            "answers.explain.leg",
            name=name,
            road_class=_road(snap["road_class"]),
            x_m=round(float(snap["x_m"])),
            y_m=round(float(snap["y_m"])),
        )
        return part, "", snap["snap_m"] / M_PER_KM, snap["access_min"], 0.0

    @property
    def verdict(self) -> Message:
        """Why the place is inside or outside the cut-off."""
        minutes, profile = self.route.minutes, self.profile
        certain, possible = profile.certainty_bounds_min(self.cutoff_min)
        inside = minutes <= self.cutoff_min
        if profile.low_share == profile.high_share == 0:
            sure = "exact"
        elif minutes <= certain:
            sure = "within"
        elif minutes > possible:
            sure = "beyond"
        else:
            sure = "unsure"
        return Message(
            "answers.explain.inside" if inside else "answers.explain.outside",
            place=self.place.name,
            cutoff=self.cutoff_min,
            station=self.station_name,
            minutes=minutes,
            apart=abs(self.cutoff_min - minutes),
            sure=Message(
                f"answers.explain.sure.{sure}", low=profile.low_share, high=profile.high_share
            ),
        )

    @property
    def comparison(self) -> Message:
        """Which station is nearest and by how much."""
        reached = self.ranking.dropna(subset=["minutes"])
        mine = reached.T[self.station]
        # A station of the area's own is compared with the others of its own first.
        few = reached[reached["own"]] if mine["own"] else reached
        others = few.drop(index=self.station)
        rank = list(few.index).index(self.station) + 1
        which = "only" if others.empty else "nearest" if rank == 1 else "number"
        first = reached.iloc[0]
        beyond: Message | str = ""
        if mine["own"] and not first["own"]:
            beyond = Message(
                "answers.explain.beyond", name=first["name"], minutes=float(first["minutes"])
            )
        group = "own_stations" if mine["own"] else "stations"
        values = {
            "station": self.station_name,
            "named": Message(f"answers.explain.{group}", count=len(few)),
            "rank": rank,
            "beyond": beyond,
        }
        if not others.empty:
            values["other"] = self._against(others.iloc[0], mine)
        return Message(f"answers.explain.{which}", **values)

    def _against(self, other: pd.Series, mine: pd.Series) -> Message:
        """Tell the time of another station beside that of the one asked for."""
        apart = float(other["minutes"] - mine["minutes"])
        nearer_min = np.array([min(other["minutes"], mine["minutes"])])
        close = is_contested(self.profile, nearer_min, np.array([abs(apart)])).all()
        return Message(
            "answers.explain.more" if apart >= 0 else "answers.explain.less",
            name=other["name"],
            minutes=float(other["minutes"]),
            apart=abs(apart),
            sure=Message("answers.explain.either") if close else "",
        )

    @property
    def layer(self) -> gpd.GeoDataFrame:
        """The route as one line with its sums and the verdict."""
        ends = (self.place.name, self.station_name)
        start, end = ends if self.direction == "to" else ends[::-1]
        return gpd.GeoDataFrame(
            {
                "from": [start],
                "to": [end],
                "mode": [self.profile.mode],
                "minutes": [round(self.route.minutes, 3)],
                "km": [round(float(self.parts["km"].sum()), 3)],
                "verdict": pd.Series([self.verdict], dtype=object),
            },
            geometry=[self.route.line],
            crs=self.crs,
        )


def _road(road_class: object) -> Message:
    """Name a class of road, in no language yet; a table of one's own may have others than ours."""
    key = f"answers.explain.road.{road_class}"
    # The languages have the same keys, so one of them tells.
    if words_of("en").has(key):
        return Message(key)
    return Message("answers.explain.other_road", road_class=str(road_class))


@checked
def ask_explain(
    area: Area,
    place: str | shapely.Point,
    station: str,
    *,
    mode: str | None = None,
    profile_file: str | Path | None = None,
    direction: Direction = "to",
    cutoff_min: float | None = None,
    network: str | Path = "default",
    columns: Mapping[str, str] | None = None,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask what the minutes between a place and a station are made of.

    Files: ``route.gpkg`` (layers ``route``, one line, and ``legs``, a row per road), its
    project ``route.qgz``,
    ``parts.csv`` (what the minutes are made of), ``stations.csv`` (how far every
    station is), ``explain.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    place : str or shapely.Point
        A town, postcode, site or station by name, ``"lon,lat"``, or a point in metres of the
        area's CRS.
    station : str
        Name or code of a station in service; spelled forgivingly.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    direction : {"to", "from"}
        Trip to the station (default) or from it.
    cutoff_min : float, optional
        Cut-off to compare with; that of the analysis settings where not given.
    network : str or pathlib.Path
        ``"default"``, or a file; see `read_network_from`.
    columns : mapping of str to str, optional
        Columns of the network file.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is `Explanation`.

    Raises
    ------
    ArgumentError
        If a name is not known, with the nearest spellings; or if there is no way.
    DrentheGeoError
        If another argument or a file is refused.

    Examples
    --------
    >>> found = dg.ask_explain(area, "Venendal", "heidestad").result
    >>> bool(abs(found.parts["minutes"].sum() - found.route.minutes) < 1e-9)
    True
    """
    area = area.fresh()
    profile = read_profile(area, mode, profile_file)
    require_direction(direction)
    cutoff = area.settings.explain_cutoff_min if cutoff_min is None else cutoff_min
    (cutoff,) = require_cutoffs(cutoff, area.settings)
    code = find_station(station, select_stations(area.layer("stations"), "all"))
    spot = _spot(area, place)
    subject: dict[str, object] = {"place": spot.name, "station": code, "mode": profile.mode}
    subject |= {"direction": direction, "minutes": cutoff, **roads_of(network)}
    reads: tuple[object, ...] = (network, profile_file)
    if out is not None:
        require_out(area, "explain", subject, out, reads=reads, stems=STEMS)
    on_step("network")
    roads = read_network_from(area, network, profile, columns=columns)
    on_step("times")
    found = explain(area, spot, code, roads, direction=direction, cutoff_min=cutoff)
    asked = {**subject, "place": str(place), "cutoff_min": cutoff, "network": network}
    return Answer(
        area=area,
        question="explain",
        subject=subject,
        title=Message(
            f"answers.title.explain_{direction}",
            place=spot.name,
            station=found.station_name,
            by=profile.phrase,
        ),
        made_by=__name__,
        reads=reads,
        result=found,
        tables={"parts": found.parts, "stations": found.ranking.reset_index()},
        layers={"route": {"route": found.layer, "legs": found.route.legs}},
        ground=partial(ground_of, area),
        sentences=(found.comparison, found.verdict),
        warnings=(*([spot.note] if spot.note else []), *roads.profile.notes),
        about={
            "parameters": asked,
            "own_files": own_files(network=network, profile=profile_file),
            "profile": profile_with_sources(profile),
            "counts": {"road_edges": roads.n_edges, "road_nodes": roads.n_met},
        },
    )


def _spot(area: Area, place: str | shapely.Point) -> Place:
    """Find what a name, or a point, stands for."""
    if isinstance(place, shapely.Point):
        return Place(f"{place.x:.0f},{place.y:.0f}", "point", place)
    return find_place(place, area.layers())


def explain(
    area: Area,
    place: Place,
    station: str,
    roads: Network,
    *,
    direction: Direction = "to",
    cutoff_min: float,
) -> Explanation:
    """Trace the way between a place and a station (its code), and rank all stations."""
    in_service = select_stations(area.layer("stations"), "all")
    reach = compute_reach(roads, in_service, direction=direction)
    name = str(in_service["name"].to_dict()[station])
    try:
        route = trace_route(reach, place.point, station)
    except ArgumentError as error:
        way = Message(f"answers.explain.{direction}")
        said = {"place": place.name, "direction": way, "station": name, "why": error.message}
        raise ArgumentError("answers.explain.no_way", **said) from error
    here = gpd.GeoDataFrame(geometry=[place.point], index=["place"], crs=roads.crs)
    minutes = travel_times(reach, here).minutes.iloc[0]
    ranking = pd.DataFrame(
        {"name": in_service["name"], "minutes": minutes, "own": in_service["role"] == "own"}
    ).rename_axis("station")
    return Explanation(
        place=place,
        station=station,
        station_name=name,
        direction=direction,
        route=route,
        ranking=ranking.sort_index().sort_values("minutes", kind="stable"),
        cutoff_min=cutoff_min,
        profile=roads.profile,
        crs=roads.crs,
    )
