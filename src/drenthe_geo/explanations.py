"""Why a place is inside or outside: one route with every minute accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.catchments import require_cutoffs
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError
from drenthe_geo.gazetteer import Place, find_place, find_station
from drenthe_geo.io.embedded import read_profile, read_settings
from drenthe_geo.io.files import read_layers
from drenthe_geo.io.networks import read_network_from
from drenthe_geo.io.writers import require_ending, staged_folder, write_geopackage
from drenthe_geo.layers import select_stations
from drenthe_geo.routes import trace_route
from drenthe_geo.travel import compute_reach, is_contested, travel_times

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import shapely

    from drenthe_geo.profiles import Profile
    from drenthe_geo.routes import Route
    from drenthe_geo.travel import Direction


@dataclass(frozen=True)
class Explanation:
    """How long it takes between a place and a station, and what that is made of.

    Parameters
    ----------
    place : Place
        What the name of the place was taken for.
    station : str
        Code of the station.
    station_name : str
        Its name.
    direction : {"to", "from"}
        To or from the station.
    route : Route
        The way: its legs, its line, where both ends joined the roads, its minutes.
    ranking : pandas.DataFrame
        Index ``station``: ``name``, ``minutes`` and ``in_drenthe`` of every station in
        service, nearest first; NaN without a route.
    cutoff_min : float
        Cut-off that the last sentence is about.
    profile : Profile
        Profile of the mode.
    """

    place: Place
    station: str
    station_name: str
    direction: Direction
    route: Route
    ranking: pd.DataFrame
    cutoff_min: float
    profile: Profile

    @property
    def parts(self) -> pd.DataFrame:
        """What the minutes are made of; they add up to ``route.minutes``.

        One row per part: the leg from the place to the road, each road class, the leg
        from the road to the station; ``km``, ``minutes``, ``junction_min`` (part of the
        minutes).
        """
        snaps = (self.route.point_snap, self.route.facility_snap)
        names = (self.place.name, f"station {self.station_name}")
        ends = []
        for name, at in zip(names, snaps, strict=True):
            where = f"{at['road_class']} road at {at['x_m']:.0f},{at['y_m']:.0f}"
            part = f"{name} to the {where}, as the crow flies"
            ends.append((part, at["snap_m"] / 1000, at["access_min"], 0.0))
        roads = [(str(name), *row) for name, row in zip(
            self.route.by_class.index, self.route.by_class.to_numpy(), strict=True
        )]  # fmt: skip
        rows = [ends[0], *roads, ends[1]]
        return pd.DataFrame(rows, columns=["part", "km", "minutes", "junction_min"])

    @property
    def verdict(self) -> str:
        """Say in one sentence why the place is inside or outside the cut-off."""
        minutes, cutoff = self.route.minutes, f"{self.cutoff_min:g}"
        certain, possible = self.profile.certainty_bounds_min(self.cutoff_min)
        share = f"{self.profile.uncertainty_share:.0%}"
        exact = self.profile.uncertainty_share == 0
        inside = minutes <= self.cutoff_min
        where = "inside" if inside else "outside"
        apart = abs(self.cutoff_min - minutes)
        how_far = f"{apart:.1f} minutes {'to spare' if inside else 'too many'}"
        if exact:
            sure = "its profile states no uncertainty"
        elif minutes <= certain:
            sure = f"certainly, for even a time {share} longer is within"
        elif minutes > possible:
            sure = f"certainly, for even a time {share} shorter is not within"
        else:
            sure = f"but not for certain, for times are uncertain by {share}"
        return (
            f"{self.place.name} is {where} the {cutoff}-minute area of "
            f"station {self.station_name}: {minutes:.1f} minutes, {how_far}; {sure}."
        )

    @property
    def comparison(self) -> str:
        """Say in one sentence which station is nearest and by how much."""
        reached = self.ranking.dropna(subset=["minutes"])
        mine = reached.iloc[list(reached.index).index(self.station)]
        # A station of Drenthe is compared with the others of Drenthe first.
        few = reached[reached["in_drenthe"]] if mine["in_drenthe"] else reached
        named = f"{len(few)} stations" + (" of Drenthe" if mine["in_drenthe"] else "")
        others = few.drop(index=self.station)
        if others.empty:
            said = f"{self.station_name} is the only one of the {named} with a way there"
        elif few.index[0] == self.station:
            said = f"{self.station_name} is the nearest of the {named}; the second is "
            said += self._against(others.iloc[0], mine)
        else:
            rank = list(few.index).index(self.station) + 1
            said = f"{self.station_name} is number {rank} of the {named}; the nearest is "
            said += self._against(others.iloc[0], mine)
        first = reached.iloc[0]
        if mine["in_drenthe"] and not first["in_drenthe"]:
            said += f"; outside Drenthe {first['name']} is nearer still with "
            said += f"{first['minutes']:.1f} minutes"
        return f"{said}."

    def _against(self, other: pd.Series, mine: pd.Series) -> str:
        """Word the time of another station beside that of the one asked for."""
        apart = other["minutes"] - mine["minutes"]
        nearer_min = np.array([min(other["minutes"], mine["minutes"])])
        close = is_contested(self.profile, nearer_min, np.array([abs(apart)])).all()
        sure = " (less than the uncertainty: either may be nearest)" if close else ""
        more = "more" if apart >= 0 else "less"
        return f"{other['name']} with {other['minutes']:.1f} minutes, {abs(apart):.1f} {more}{sure}"

    @property
    def layer(self) -> gpd.GeoDataFrame:
        """The route as one line with its sums, RD New."""
        ends = (self.place.name, self.station_name)
        start, end = ends if self.direction == "to" else ends[::-1]
        return gpd.GeoDataFrame(
            {
                "from": [start],
                "to": [end],
                "mode": [self.profile.mode],
                "minutes": [round(self.route.minutes, 3)],
                "km": [round(float(self.parts["km"].sum()), 3)],
                "verdict": [self.verdict],
            },
            geometry=[self.route.line],
            crs=RD_NEW,
        )


def explain(
    place: str | shapely.Point,
    station: str,
    *,
    mode: str | None = None,
    profile_file: str | Path | None = None,
    direction: Direction = "to",
    cutoff_min: float | None = None,
    network: str | Path = "default",
    columns: Mapping[str, str] | None = None,
) -> Explanation:
    """Explain the time between a place and a station.

    Parameters
    ----------
    place : str or shapely.Point
        A town, postcode, site or station by name, ``"lon,lat"``, or a point in RD New.
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

    Returns
    -------
    Explanation
        The route, its parts, the other stations, and the verdict.

    Raises
    ------
    ArgumentError
        If a name is not known, with the nearest spellings; or if there is no way.
    DrentheGeoError
        If another argument or a file is refused.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> found = dg.explain("Beilen", "assen")
    >>> bool(abs(found.parts.minutes.sum() - found.route.minutes) < 1e-9)
    True
    """
    settings = read_settings()
    (cutoff,) = require_cutoffs(settings.explain_cutoff_min if cutoff_min is None else cutoff_min)
    profile = read_profile(mode, profile_file)
    layers = read_layers()
    in_service = select_stations(layers["stations"], "all")
    code = find_station(station, in_service)
    if isinstance(place, str):
        spot = find_place(place, layers)
    else:
        spot = Place(f"{place.x:.0f},{place.y:.0f}", "point", place)
    roads = read_network_from(network, profile, columns=columns)
    reach = compute_reach(roads, in_service, direction=direction)
    try:
        route = trace_route(reach, spot.point, code)
    except ArgumentError as error:
        msg = f"{spot.name} {direction} {in_service.loc[code, 'name']}: {error}"
        raise ArgumentError(msg) from error
    here = gpd.GeoDataFrame(geometry=[spot.point], index=["place"], crs=RD_NEW)
    minutes = travel_times(reach, here).minutes.iloc[0]
    ranking = pd.DataFrame(
        {
            "name": in_service["name"],
            "minutes": minutes,
            "in_drenthe": in_service["role"] == "drenthe",
        }
    ).rename_axis("station")
    return Explanation(
        place=spot,
        station=code,
        station_name=str(in_service.loc[code, "name"]),
        direction=direction,
        route=route,
        ranking=ranking.sort_index().sort_values("minutes", kind="stable"),
        cutoff_min=cutoff,
        profile=profile,
    )


def write_route(found: Explanation, out: str | Path) -> Path:
    """Write the route of an explanation.

    Parameters
    ----------
    found : Explanation
        Result of `explain`.
    out : str or pathlib.Path
        GeoPackage with the layers ``route`` (one line) and ``legs`` (one row per road).

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ArgumentError
        If the name does not end in ``.gpkg``.
    FileError
        If the file cannot be written.
    """
    path = require_ending(out, ".gpkg")
    with staged_folder(path.parent) as folder:
        write_geopackage({"route": found.layer, "legs": found.route.legs}, folder / path.name)
    return path
