"""Which roads a mode may use, and which way: as a column of the roads says, or their class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.errors import LayerError
from drenthe_geo.roads.checked import first_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from drenthe_geo.roads.profiles import Profile

WAYS = ("both", "along", "against", "none")
"""What a column of access says: both ways, from tail to head, from head to tail, neither."""

PAIRS = (("tail", "head"), ("free_flow_s", "back_s"), ("junctions", "back_junctions"))
"""What of a road changes places when it is turned round."""


@dataclass(frozen=True)
class Used:
    """The roads that a mode may use, each from its tail to its head at least."""

    edges: pd.DataFrame
    lines: NDArray[np.object_] | None
    oneway: NDArray[np.bool_]
    # Those that the table has the other way round.
    turned: NDArray[np.bool_]


def used_by(edges: pd.DataFrame, profile: Profile, lines: NDArray[np.object_] | None) -> Used:
    """Choose the roads of a mode; what it may use from head to tail alone is turned round."""
    if profile.access_column not in edges:
        use = ~edges["road_class"].isin(list(profile.closed_classes)).to_numpy(dtype=bool)
        used = edges.loc[use].reset_index(drop=True)
        oneway = used["oneway"].to_numpy(dtype=bool) & (not profile.ignores_oneway)
        return Used(used, None if lines is None else lines[use], oneway, np.zeros_like(oneway))
    way = edges[profile.access_column]
    wrong = ~way.isin(WAYS).to_numpy(dtype=bool)
    if wrong.any():
        raise LayerError(
            "roads.no_way_word",
            edge=first_of(edges, wrong),
            column=profile.access_column,
            given=str(way[wrong].fillna("").iloc[0]),
            known=WAYS,
        )
    use = (way != "none").to_numpy(dtype=bool)
    used = edges.loc[use].reset_index(drop=True)
    turned = (way[use] == "against").to_numpy(dtype=bool)
    drawn = None if lines is None else lines[use]
    if turned.any():
        used = _turned(used, turned)
        drawn = None if drawn is None else np.where(turned, shapely.reverse(drawn), drawn)
    return Used(used, drawn, (way[use] != "both").to_numpy(dtype=bool), turned)


def _turned(edges: pd.DataFrame, turned: NDArray[np.bool_]) -> pd.DataFrame:
    """Turn some roads round."""
    given = {one: edges[one] for pair in PAIRS for one in pair if one in edges}
    new = {}
    for there, back in PAIRS:
        if back in given:
            new[there] = given[there].where(~turned, given[back])
            new[back] = given[back].where(~turned, given[there])
    return edges.assign(**new)
