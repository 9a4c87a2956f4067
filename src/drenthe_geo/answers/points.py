"""Points that a question is about: words for what the area has, or a file of a user."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.answers.about import own_files, profile_with_sources, with_sources
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.vector import word_of_points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import Reach

DIRECTIONS = ("to", "from")


def subject_of(what: str | Path) -> str:
    """Name points as a subject: the word, or the name of the file."""
    return word_of_points(what) or Path(what).name


def require_direction(direction: str) -> None:
    """Raise if there is no such direction."""
    if direction not in DIRECTIONS:
        raise unknown_choice("direction", direction, DIRECTIONS)


def snap_table(snaps: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Make one row per point, with where it joined the roads, at what cost, and what it is."""
    kinds = [
        table.drop(columns=["edge_position", "fraction"])
        .rename_axis(index="id")
        .reset_index()
        .assign(point=kind)
        for kind, table in snaps.items()
    ]
    return pd.concat(kinds, ignore_index=True)


def about_points(
    area: Area, reach: Reach, asked: Mapping[str, object], more: Mapping[str, object]
) -> dict[str, object]:
    """Say how something was made for points on roads; `asked` and `more` may name files."""
    return {
        "parameters": {**asked, "direction": reach.direction},
        "own_files": own_files(**asked, **more),
        "profile": profile_with_sources(reach.network.profile),
        "settings": with_sources(area.settings),
        "counts": {
            "facilities": len(reach.facilities),
            "road_edges": reach.network.n_edges,
            "road_nodes": reach.network.n_nodes,
        },
    }
