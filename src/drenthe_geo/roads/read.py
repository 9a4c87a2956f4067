"""The roads of an area: its tables read once, and the network of each mode made of them once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.crs import RD_NEW
from drenthe_geo.roads.bans import require_known
from drenthe_geo.roads.network import build_network
from drenthe_geo.roads.profiles import Profile, read_profile
from drenthe_geo.work.key import key_of

if TYPE_CHECKING:
    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network

MOST_NETWORKS = 8
"""Networks of the same roads that are kept: there are four modes, and profiles of a user's own."""


@result
@dataclass(frozen=True)
class Roads:
    """Tables of roads, and the networks that were made of them: each profile's once."""

    # See `build_network`; nobody may change them.
    nodes: pd.DataFrame
    edges: pd.DataFrame
    side_roads: pd.DataFrame | None = None
    bans: pd.DataFrame | None = None
    crs: str = RD_NEW
    _networks: deque[Network] = field(
        default_factory=lambda: deque(maxlen=MOST_NETWORKS), init=False, repr=False, compare=False
    )

    @cached_property
    def key(self) -> str:
        """Hash what the tables hold: roads with the same key are the same."""
        bans = () if self.bans is None else (self.bans,)
        return key_of("roads", self.nodes, self.edges, self.side_roads, *bans)

    def network(self, profile: Profile, *, stays: bool = True) -> Network:
        """Build the network of a mode, or give the one that was built before and stays."""
        profile = profile.on(self.edges)
        for kept in self._networks:
            if kept.profile == profile:
                return kept
        made = build_network(
            self.nodes,
            self.edges,
            profile,
            side_roads=self.side_roads,
            bans=self.bans,
            crs=self.crs,
        )
        if stays:
            self._networks.append(made)
        return made


def read_roads(area: Area) -> Roads:
    """Read the roads of an area; its networks are kept with it."""

    def read() -> Roads:
        nodes, edges = area.table("road_nodes"), area.table("road_edges")
        beside, bans = (
            area.table(name) if name in area.resource_names else None
            for name in ("side_roads", "road_bans")
        )
        if bans is not None:
            require_known(bans, edges)
        return Roads(nodes, edges, beside, bans, area.facts.crs)

    roads: Roads = area.keep("roads", read)
    return roads


@checked
def read_network(area: Area, mode: str | Profile = "car") -> Network:
    """Read the roads of an area as the network of a mode.

    Parameters
    ----------
    area : Area
        The area.
    mode : str or Profile
        Name of the mode, or a profile of your own; see `read_profile`.

    Returns
    -------
    Network
        The routable network of the area and the land around it, as far as its roads go;
        the same one every time.

    Raises
    ------
    ArgumentError
        If there is no such mode.

    Examples
    --------
    >>> network = read_network(area, "car")
    >>> network.n_edges > 300, read_network(area, "car") is network
    (True, True)
    """
    profile = mode if isinstance(mode, Profile) else read_profile(area, mode)
    return read_roads(area).network(profile)
