"""What there is: trains, roads and sites, as it stands or as a scenario would have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drenthe_geo.network import build_network

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.network import Network
    from drenthe_geo.profiles import Profile
    from drenthe_geo.rail import Rail


@dataclass(frozen=True)
class Situation:
    """Everything that a scenario may change.

    Parameters
    ----------
    rail : Rail
        The trains and their stations.
    road_nodes, road_edges : pandas.DataFrame
        Tables of the road network, see `build_network`.
    sites : geopandas.GeoDataFrame
        The sites layer.
    scenarios : tuple of str
        Names of the scenarios that made it, in order; none for the baseline.

    Examples
    --------
    >>> from drenthe_geo import read_situation
    >>> read_situation().scenarios
    ()
    """

    rail: Rail
    road_nodes: pd.DataFrame
    road_edges: pd.DataFrame
    sites: gpd.GeoDataFrame
    scenarios: tuple[str, ...] = ()
    _networks: dict[str, Network] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

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
        """
        key = profile.mode
        kept = self._networks.get(key)
        if kept is None or kept.profile != profile:
            kept = build_network(self.road_nodes, self.road_edges, profile)
            self._networks[key] = kept
        return kept

    def share_networks(self, other: Situation) -> None:
        """Take over the networks that another situation with the same roads has built.

        Parameters
        ----------
        other : Situation
            The other situation.
        """
        self._networks.update(other._networks)
