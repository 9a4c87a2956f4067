"""Where trains run before and after a scenario, drawn: kept, new, gone, and not decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patheffects import withStroke

from drenthe_geo.maps.tracks import Courses, calls_of, tracks_of, undecided_of
from drenthe_geo.style.table import STYLES

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

    from drenthe_geo.scenarios.compare import Comparison

ORDER = {
    "undecided_train": 11.8,
    "train": 12.0,
    "straight_train": 12.0,
    "gone_train": 12.4,
    "new_train": 12.5,
    "straight_new_train": 12.5,
}
"""What lies on what."""


BAND_WIDER = 1.6
"""A band where no track is decided is so much wider than its mark in the legend."""


@dataclass(frozen=True)
class Run:
    """The trains between two stations, with no stop in between."""

    style: str
    line: shapely.Geometry


def runs_of(comparison: Comparison, railways: gpd.GeoDataFrame | None) -> list[Run]:
    """Find where trains run: on the railways, and straight where none are known."""
    before, after = comparison.before.transit, comparison.after.transit
    was, would = calls_of(before), calls_of(after)
    both = [*was, *would]  # a stop of either divides the tracks of both
    old, new = tracks_of(was, both), tracks_of(would, both)
    stations = before.stations.geometry.combine_first(after.stations.geometry)
    undecided = undecided_of(both, [pair for one in comparison.scenarios for pair in one.undecided])
    courses = Courses(railways, stations)
    runs = []
    for name, pairs in (
        ("train", old & new),
        ("gone_train", old - new),
        ("new_train", new - old),
    ):
        for pair in sorted(pairs, key=sorted):
            if name == "new_train" and pair in undecided:
                runs.append(Run("undecided_train", courses.straight(pair)))
                continue
            along = courses.along(pair)
            style = name if along is not None or name == "gone_train" else f"straight_{name}"
            runs.append(Run(style, courses.straight(pair) if along is None else along))
    return runs


def draw_runs(ax: Axes, runs: list[Run], *, width: float = 1.0) -> list[str]:
    """Draw where trains run; say which kinds there are."""
    drawn = [name for name in ORDER if any(one.style == name for one in runs)]
    for name in drawn:
        style = STYLES[name]
        lines = shapely.get_parts(np.array([one.line for one in runs if one.style == name]))
        tracks = LineCollection(
            [shapely.get_coordinates(line) for line in shapely.normalize(lines)],
            colors=style.color,
            linewidths=style.width_pt * width * (BAND_WIDER if name == "undecided_train" else 1.0),
            linestyles=[style.dashes],
            capstyle="round" if name == "undecided_train" else "butt",
            zorder=ORDER[name],
        )
        if name != "undecided_train":
            halo = withStroke(linewidth=style.width_pt * width + 1.6, foreground="white")
            tracks.set_path_effects([halo])
        ax.add_collection(tracks, autolim=False)
    return drawn
