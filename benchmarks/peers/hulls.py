"""Areas as the recipes of networkx and osmnx draw them: the hull of the junctions within reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.peers.problem import EXACT_STATIONS, MINUTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SHARE = len(EXACT_STATIONS) / 9
"""Share of the areas that is drawn; their time is scaled."""


def hulls(
    graph: Any,  # noqa: ANN401 - networkx has no types
    stations: NDArray[Any],
    *,
    weight: str,
    per_min: float,
    draw: Callable[[Any], Any],
) -> list[str]:
    """Draw those of the stations whose exact areas are known, as WKB in hexadecimal digits.

    Those of the others are left empty.
    """
    import networkx as nx  # noqa: PLC0415 - its import is part of what it takes

    found = [""] * (len(stations) * len(MINUTES))
    for station in EXACT_STATIONS:
        for rank, minutes in enumerate(MINUTES):
            radius = minutes * per_min
            near = nx.ego_graph(graph, int(stations[station]), radius=radius, distance=weight)
            found[station * len(MINUTES) + rank] = draw(near).wkb_hex
    return found
