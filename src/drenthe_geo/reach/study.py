"""The main job: how near stations are, the land and the people that are nearest to each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.people import people_inside
from drenthe_geo.area.select import places_inside, province_outline, select_stations
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.contracts.shown import Explored
from drenthe_geo.errors import LayerError
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.kept import kept_of_reach, layer_on_request, parts_of_reach
from drenthe_geo.reach.nearest import nearest_facility
from drenthe_geo.reach.notices import whole_to_min
from drenthe_geo.reach.partition import dissolve_margins, nearest_margins
from drenthe_geo.reach.parts import require_cutoffs, require_room_for_areas
from drenthe_geo.reach.tables import station_summary, summary_total, with_people
from drenthe_geo.reach.thin import thinned
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.read import read_network
from drenthe_geo.roads.snapping import snap_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.select import StationSet
    from drenthe_geo.area.settings import Settings
    from drenthe_geo.reach.tables import SummaryTotal
    from drenthe_geo.roads.minutes import Reach, TravelTimes
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction

    Frame = TypeVar("Frame", bound=pd.DataFrame)


@result
@dataclass(frozen=True)
class Study(Explored):
    """Everything that the main job computes.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        The layers that went in.
    which : {"own", "all"}
        Which stations were asked for.
    cutoffs_min : tuple of float
        Cut-offs, shortest first.
    settings : Settings
        How land is drawn.
    stations, places : geopandas.GeoDataFrame
        Facilities of this study, and the places that are asked about.
    ignored : geopandas.GeoDataFrame
        Places outside the area, which are not counted.
    outside : pandas.DataFrame
        Snaps of the stations that were left out, as no road comes near.
    people : geopandas.GeoDataFrame
        Points that people are counted at: on the streets of their postcode, or a
        user's own places.
    reach : Reach
        Times between all junctions and all stations.
    times, people_times : TravelTimes
        Minutes from every place, and from where people are counted, to every station.
    nearest, people_nearest : pandas.DataFrame
        Nearest and second nearest station of them.
    nearer : pandas.Series or None
        People for whom a station that was left out of the set is nearer, by its name,
        most first; None where no station in service was left out.
    service_areas : geopandas.GeoDataFrame
        Catchments as areas, with ``people``, inhabitants within the cut-off. Borders are
        within `file_border_m` of those that `service_areas` draws, figures are of those drawn.
    partition, margins : geopandas.GeoDataFrame
        The area by nearest station (with ``people``), and by nearest and second nearest
        with the margin between them.
    summary : pandas.DataFrame
        One row per station, see `station_summary`; ``whole_to_min`` says up to which
        minutes its area can not run on beyond the roads.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    which: StationSet
    cutoffs_min: tuple[float, ...]
    settings: Settings
    stations: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    ignored: gpd.GeoDataFrame
    outside: pd.DataFrame
    people: gpd.GeoDataFrame
    reach: Reach
    times: TravelTimes
    people_times: TravelTimes
    nearest: pd.DataFrame
    people_nearest: pd.DataFrame
    nearer: pd.Series | None
    service_areas: gpd.GeoDataFrame
    partition: gpd.GeoDataFrame
    margins: gpd.GeoDataFrame
    summary: pd.DataFrame

    @cached_property
    def certainty(self) -> gpd.GeoDataFrame:
        """What is certain and uncertain around each cut-off, drawn when it is first asked for."""
        return _named(self._on_request("certainty"), self.summary["name"])

    @cached_property
    def reached_roads(self) -> gpd.GeoDataFrame:
        """Catchments as road parts, drawn when they are first asked for."""
        return self._on_request("reached_roads")

    def _on_request(self, name: str) -> gpd.GeoDataFrame:
        return layer_on_request(name, self.reach, self.cutoffs_min, self.settings)

    @property
    def total(self) -> SummaryTotal:
        """What holds for all stations together: counts for a screen, a table, a map."""
        return summary_total(
            self.summary,
            self.people,
            self.people_nearest,
            profile=self.reach.network.profile,
            minutes=self.cutoffs_min,
            snaps=self.people_times.origin_snaps,
            nearer_elsewhere=None
            if self.nearer is None
            else {str(name): int(heads) for name, heads in self.nearer.items()},
        )


class _Asked(NamedTuple):
    """Whom the study is about: stations of the set, places inside and outside, people."""

    layers: Mapping[str, gpd.GeoDataFrame]
    stations: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    ignored: gpd.GeoDataFrame
    people: gpd.GeoDataFrame


class _Timed(NamedTuple):
    """Times of them; `outside` are stations that no road comes near."""

    reach: Reach
    outside: pd.DataFrame
    times: TravelTimes
    people_times: TravelTimes
    nearest: pd.DataFrame
    people_nearest: pd.DataFrame
    nearer: pd.Series | None


class _Land(NamedTuple):
    """Land of each station."""

    service_areas: gpd.GeoDataFrame
    margins: gpd.GeoDataFrame
    partition: gpd.GeoDataFrame


@checked
def make_study(
    area: Area,
    *,
    which: StationSet = "own",
    minutes: Iterable[float] | None = None,
    direction: Direction = "to",
    profile: Profile | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Study:
    """Do the main job.

    Parameters
    ----------
    area : Area
        The area; see `Area.with_layers` for layers of your own.
    which : {"own", "all"}
        The area's own stations, or all in service in and around it.
    minutes : iterable of float, optional
        Cut-offs; those of the analysis settings where not given.
    direction : {"to", "from"}
        Trips to the station (default) or from it.
    profile : Profile, optional
        How one travels; by car where not given.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Study
        All results.

    Raises
    ------
    DrentheGeoError
        If an argument or a layer is refused.

    Examples
    --------
    >>> study = make_study(area, minutes=[15])
    >>> study.summary.loc["hds", "name"]
    'Heidestad'
    """
    cutoffs = require_cutoffs(area.settings.cutoffs_min if minutes is None else minutes)
    profile = read_profile(area, "car") if profile is None else profile
    on_step("layers")
    asked = _asked(area, which)
    timed = _timed(area, asked, which, profile, direction, on_step=on_step)
    land = _land(area, timed.reach, cutoffs, asked, on_step)
    on_step("tables")
    summary = station_summary(
        timed.reach.facilities,
        asked.people,
        times=timed.people_times,
        nearest=timed.people_nearest,
        place_nearest=timed.nearest,
        partition=land.partition,
        areas=land.service_areas,
    )
    whole = whole_to_min(area, timed.reach)
    summary = _after(summary, "people_contested", whole_to_min=whole)
    return Study(
        which=which,
        cutoffs_min=cutoffs,
        settings=area.settings,
        **asked._replace(stations=timed.reach.facilities)._asdict(),
        **timed._asdict(),
        **_with_names(land, summary)._asdict(),
        summary=summary,
    )


def _asked(area: Area, which: StationSet) -> _Asked:
    """Choose stations, places and people; a user's own places hold their own people."""
    layers = area.layers()
    stations = select_stations(layers["stations"], which)
    if stations.empty:
        raise LayerError("reach.study.no_stations", which=which)
    places = places_inside(layers["places"], layers["gemeenten"])
    if places.empty:
        raise LayerError("reach.study.no_places")
    people = places
    if "places" not in area.own or "people" in area.own:
        people = people_inside(layers["people"], layers["places"], layers["gemeenten"])
    if people.empty:
        raise LayerError("reach.study.no_people")
    return _Asked(layers, stations, places, layers["places"].drop(index=places.index), people)


def _timed(
    area: Area,
    asked: _Asked,
    which: StationSet,
    profile: Profile,
    direction: Direction,
    *,
    on_step: Callable[[str], None],
) -> _Timed:
    """Search the roads."""
    on_step("network")
    network = read_network(area, profile)
    on_step("times")
    snaps = snap_points(network, asked.stations)
    inside = snaps["access_min"].notna()
    used = asked.stations[inside] if inside.any() else asked.stations
    reach = compute_reach(network, used, direction=direction)
    times, people_times = travel_times(reach, asked.places), travel_times(reach, asked.people)
    people_nearest = nearest_facility(people_times)
    nearer = None
    if which == "own" and "stations" not in area.own:
        nearer = _nearer_elsewhere(reach, asked, people_nearest)
    return _Timed(
        reach=reach,
        outside=snaps[~inside],
        times=times,
        people_times=people_times,
        nearest=nearest_facility(times),
        people_nearest=people_nearest,
        nearer=nearer,
    )


def _nearer_elsewhere(reach: Reach, asked: _Asked, nearest: pd.DataFrame) -> pd.Series:
    """People for whom a station in service that was left out is nearer, by its name.

    Looked up where an earlier run counted the same.
    """
    stations, people = asked.layers["stations"], asked.people
    spots = [
        (one.index, shapely.get_coordinates(one.geometry.to_numpy())) for one in (stations, people)
    ]
    plain = pd.DataFrame(stations.drop(columns=stations.geometry.name))
    return kept_of_reach(
        "nearer",
        parts_of_reach(reach),
        (spots, plain, people["population"].to_numpy(), nearest["nearest_min"].to_numpy()),
        lambda: _count_nearer(reach, stations, people, nearest),
    )


def _count_nearer(
    reach: Reach, stations: gpd.GeoDataFrame, people: gpd.GeoDataFrame, nearest: pd.DataFrame
) -> pd.Series:
    """Count them."""
    # What takes longer than the nearest of the set takes for anybody is nearer to nobody.
    most_min = float(nearest["nearest_min"].max())
    others = compute_reach(
        reach.network,
        select_stations(stations, "all"),
        direction=reach.direction,
        limit_min=most_min if most_min > 0 else np.inf,
    )
    best = nearest_facility(travel_times(others, people))
    elsewhere = best["nearest_min"] < nearest["nearest_min"]
    heads = people["population"][elsewhere].groupby(best["nearest"][elsewhere]).sum()
    heads = heads[heads > 0].sort_values(ascending=False, kind="stable").astype(int)
    names = stations["name"].astype(str).reindex(heads.index)
    return pd.Series(heads.to_numpy(), pd.Index(names, name="station"), name="people")


def _land(
    area: Area,
    reach: Reach,
    cutoffs: tuple[float, ...],
    asked: _Asked,
    on_step: Callable[[str], None],
) -> _Land:
    """Draw the land, or look it up where an earlier run drew the same."""
    settings, of_reach = area.settings, parts_of_reach(reach)
    outline = province_outline(asked.layers["gemeenten"])

    def draw() -> dict[str, gpd.GeoDataFrame]:
        require_room_for_areas(reach, cutoffs)
        drawn = service_areas(reach, cutoffs, settings)
        return {"service_areas": thinned(drawn, settings.file_border_m)}

    def divide() -> dict[str, gpd.GeoDataFrame]:
        margins = nearest_margins(reach, outline, settings)
        return {"margins": margins, "partition": dissolve_margins(margins)}

    on_step("areas")
    land = kept_of_reach("areas", of_reach, (cutoffs, settings), draw)
    on_step("partition")
    parted = kept_of_reach("partition", of_reach, (outline, settings), divide)
    return _Land(**land, **parted)


def _with_names(land: _Land, summary: pd.DataFrame) -> _Land:
    """Put names and people of the summary into the land."""
    name, people = summary["name"], summary["people_nearest"]
    partition, margins = _named(land.partition, name), _named(land.margins, name)
    return _Land(
        service_areas=with_people(land.service_areas, summary),
        margins=_after(margins, "second", second_name=margins["second"].map(name)),
        partition=_after(partition, "km2", people=partition["facility"].map(people)),
    )


def _named(layer: gpd.GeoDataFrame, names: pd.Series) -> gpd.GeoDataFrame:
    """Put names beside ids."""
    return _after(layer, "facility", name=layer["facility"].map(names))


def _after(table: Frame, column: str, **new: pd.Series) -> Frame:
    """Put a column after another, in a copy."""
    copy = table.copy()
    for name, values in new.items():
        copy.insert(list(copy.columns).index(column) + 1, name, values)
    return copy
