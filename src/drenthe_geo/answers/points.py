"""Points that a question is about: words for what the area has, or a file of a user."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.answers.about import own_files, profile_with_sources, with_sources
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.places import ACCURACY
from drenthe_geo.io.vector import word_of_points
from drenthe_geo.roads.pieces import facility_notices
from drenthe_geo.words.numbers import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeVar

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import Reach

    Frame = TypeVar("Frame", bound=pd.DataFrame)

DIRECTIONS = ("to", "from")


def subject_of(what: str | Path) -> str:
    """Name points as a subject: the word, or the name of the file."""
    return word_of_points(what) or Path(what).name


def roads_of(network: object) -> dict[str, object]:
    """Name roads of a user as part of a subject: other roads are another question."""
    if str(network) == "default":
        return {}
    path = isinstance(network, (str, Path))
    return {"network": Path(str(network)).name if path else type(network).__name__}


def require_direction(direction: str) -> None:
    """Raise if there is no such direction."""
    if direction not in DIRECTIONS:
        raise unknown_choice("direction", direction, DIRECTIONS)


def snap_table(
    snaps: Mapping[str, pd.DataFrame], points: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Make one row per point, with where it joined the roads, at what cost, and what it is.

    Of points that stand for a postcode or a town it says how far off they may be.
    """
    kinds = []
    for kind, snapped in snaps.items():
        table = snapped.drop(columns=["edge_position", "fraction"]).rename_axis(index="id")
        table.insert(0, "name", named(table.index, names_of(points[kind])))
        if ACCURACY in points[kind]:
            table[ACCURACY] = points[kind][ACCURACY].reindex(table.index)
        kinds.append(table.reset_index().assign(point=kind))
    return pd.concat(kinds, ignore_index=True)


def names_of(points: pd.DataFrame) -> dict[object, object]:
    """Give the names of points by their ids; none where they have no names."""
    return points["name"].to_dict() if "name" in points else {}


def named(ids: Iterable[object], names: Mapping[Any, object]) -> list[object]:
    """Give names of ids; an id of which none is known stands for itself, nothing for nothing."""
    found = []
    for one in ids:
        name = names.get(one)
        found.append(one if name is None or is_missing(name) else name)
    return found


def with_names(table: Frame, **names: Mapping[Any, object]) -> Frame:
    """Put the name beside each id, so that nobody has to look it up: ``NAME`` and ``NAME_name``."""
    copy = table.copy()
    for column, known in names.items():
        after = list(copy.columns).index(column) + 1
        copy.insert(after, f"{column}_name", named(copy[column], known))
    return copy


def about_points(
    area: Area, reach: Reach, asked: Mapping[str, object], more: Mapping[str, object]
) -> dict[str, object]:
    """Say how something was made for points on roads; `asked` and `more` may name files."""
    if str(asked.get("network", "default")) != "default":
        area.note(*facility_notices(reach))
    return {
        "parameters": {**asked, "direction": reach.direction},
        "own_files": own_files(**asked, **more),
        "profile": profile_with_sources(reach.network.profile),
        "settings": with_sources(area.settings),
        "counts": {
            "facilities": len(reach.facilities),
            "road_edges": reach.network.n_edges,
            "road_nodes": reach.network.n_met,
        },
    }
