"""A network taken apart into arrays of numbers, to be saved."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.files.headers import as_plain
from drenthe_geo.roads.side_roads import SideRoads
from drenthe_geo.roads.turns import Turns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network

AT_ONCE = ("node_xy_m", "tail", "head", "time_ds", "back_ds", "oneway")
"""Fields of a network that are arrays of numbers."""

OF_TURNS = tuple(one.name for one in fields(Turns) if one.name != "bans")
"""Fields of the turns of a network that are arrays."""

OF_BANS = frozenset({"tail_in", "head_in"})
"""Fields of side roads that they have where turns are banned."""


def arrays_of(network: Network) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Take a network apart: its arrays by name, and which columns of its edges are words."""
    arrays: dict[str, NDArray[Any]] = {name: getattr(network, name) for name in AT_ONCE}
    for name in ("arcs", "reversed_arcs"):
        for part in ("data", "indices", "indptr"):
            arrays[f"{name}_{part}"] = getattr(getattr(network, name), part)
    columns: dict[str, Any] = {}
    for name in map(str, network.edges):
        values = network.edges[name]
        columns[name] = None
        arrays[f"edge_{name}"] = values.to_numpy()
        if arrays[f"edge_{name}"].dtype.kind not in "biuf":
            code, known = pd.factorize(values)
            arrays[f"edge_{name}"] = code.astype(np.int32)
            kind = {"dtype": str(values.dtype), "values": [as_plain(one) for one in known]}
            columns[name] = kind
    if network.n_edges:
        _, xy, (start,) = shapely.to_ragged_array(shapely.force_2d(network.lines))
        arrays |= {"line_xy_m": xy, "line_start": start}
    else:
        arrays |= {"line_xy_m": np.empty((0, 2)), "line_start": np.zeros(1, dtype=np.int64)}
    if network.side_roads is not None:
        side = {one.name: getattr(network.side_roads, one.name) for one in fields(SideRoads)}
        arrays |= {f"side_{name}": each for name, each in side.items() if each is not None}
    if network.turns is not None:
        arrays |= {f"turns_{name}": getattr(network.turns, name) for name in OF_TURNS}
    return {name: np.ascontiguousarray(each) for name, each in arrays.items()}, columns
