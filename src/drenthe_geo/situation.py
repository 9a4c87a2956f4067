"""What there is: trains, roads and sites, as it stands or as a scenario would have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from drenthe_geo import lazy
from drenthe_geo.contracts.results import result
from drenthe_geo.crs import grid_in
from drenthe_geo.roads.read import Roads, read_roads
from drenthe_geo.transit.lines import read_transit

__all__ = ["Situation", "read_situation"]

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.transit.lines import Transit


@result
@dataclass(frozen=True)
class Situation:
    """Everything that a scenario may change.

    Parameters
    ----------
    transit : Transit
        Trains and buses, and where they stop.
    road_nodes, road_edges : pandas.DataFrame
        Tables of the road network, see `build_network`.
    sites : geopandas.GeoDataFrame
        The sites layer.
    scenarios : tuple of str
        Names of the scenarios that made it, in order; none for the baseline.
    buses : bool
        Whether buses count.
    road_bans : pandas.DataFrame, optional
        Turns that are banned on these roads, see `build_network`.

    Examples
    --------
    >>> from drenthe_geo.situation import read_situation
    >>> read_situation(area).scenarios
    ()
    """

    transit: Transit
    road_nodes: pd.DataFrame
    road_edges: pd.DataFrame
    sites: gpd.GeoDataFrame
    scenarios: tuple[str, ...] = ()
    buses: bool = True
    road_bans: pd.DataFrame | None = None
    _roads: Roads | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Share the networks of situations with the same roads; other roads have their own."""
        roads = self._roads
        if (
            roads is None
            or roads.nodes is not self.road_nodes
            or roads.edges is not self.road_edges
            or roads.bans is not self.road_bans
        ):
            crs = grid_in(self.sites).code
            roads = Roads(self.road_nodes, self.road_edges, bans=self.road_bans, crs=crs)
            object.__setattr__(self, "_roads", roads)

    @property
    def roads_key(self) -> str:
        """What tells these roads from others: a hash of their tables."""
        return cast("Roads", self._roads).key

    def network(self, profile: Profile) -> Network:
        """Build the road network of a mode; it is kept, as every question needs it.

        Parameters
        ----------
        profile : Profile
            Profile of the mode.

        Returns
        -------
        Network
            The network.

        Examples
        --------
        >>> now = dg.situation.read_situation(area)
        >>> now.network(dg.read_profile(area, "car")) is dg.roads.read_network(area, "car")
        True
        """
        return cast("Roads", self._roads).network(profile)


def read_situation(area: Area, *, buses: bool = True) -> Situation:
    """Read everything that a scenario may change, as it stands.

    Parameters
    ----------
    area : Area
        The area.
    buses : bool
        Whether buses count.

    Returns
    -------
    Situation
        The embedded trains, buses, roads and sites.

    Examples
    --------
    >>> read_situation(area).transit.lines.loc["reg-vnd-osf", "name"]
    'Trein Venendal - Osterfeld'
    """
    roads = read_roads(area)
    return Situation(
        transit=read_transit(area, buses=buses),
        road_nodes=roads.nodes,
        road_edges=roads.edges,
        sites=area.layer("sites"),
        buses=buses,
        road_bans=roads.bans,
        _roads=roads,
    )


lazy.complete(__name__)  # it is no package, so nothing else does
