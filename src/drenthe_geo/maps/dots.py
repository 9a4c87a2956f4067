"""People as dots, and the bands of minutes that tell them apart."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.colors import to_rgba_array

from drenthe_geo.maps.legend import colored
from drenthe_geo.style.minutes import minute_ink
from drenthe_geo.style.table import BEYOND_INKS, DOT, DOT_PT2_PER_100

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from drenthe_geo.words.table import Words

MOST_BANDS = 5
"""Bands of minutes, with the one beyond all: more cannot be told apart as dots."""


LIGHTNESS, LIGHT = np.array([0.30, 0.59, 0.11]), 0.72
"""How light the eye sees red, green and blue, and from when on an ink is light."""

DARKER, EDGE_PT = 0.62, 0.35
"""Ink of an edge as a share of that of the dot, and its width."""


def draw_dots(
    ax: Axes,
    people: gpd.GeoDataFrame,
    inks: NDArray[np.str_],
    *,
    least_pt2: float,
    larger: float = 1.0,
    zorder: float = 10.0,
    edged: bool = True,
    order: NDArray[np.intp] | None = None,
) -> None:
    """Draw a dot per point, as large as its people are many, the last in order on top.

    A light ink has an edge, so that it is seen on light land, unless it is not `edged`.
    """
    at = np.arange(len(people)) if order is None else order
    size = np.maximum(people["population"].to_numpy() / 100 * DOT_PT2_PER_100 * larger, least_pt2)
    xy = shapely.get_coordinates(people.geometry.to_numpy())[at]
    rgb = to_rgba_array(inks[at])[:, :3]
    light = rgb @ LIGHTNESS > LIGHT
    dots = ax.scatter(xy[:, 0], xy[:, 1], s=size[at], c=rgb, zorder=zorder)
    edges: Any = np.where(light[:, None], rgb * DARKER, rgb)
    dots.set_edgecolor(edges)
    dots.set_linewidth(np.where(light & edged, EDGE_PT, 0.0).tolist())


def bands_of(cutoffs_min: Iterable[float], asked_min: float) -> list[float]:
    """Choose the ends of the bands: few enough to be told apart, with the one asked about."""
    bands = sorted({*cutoffs_min, asked_min})
    while len(bands) > MOST_BANDS - 1:
        bands.remove(min(set(bands) - {asked_min}))
    return bands


def ramp_of(cutoffs_min: Sequence[float], asked_min: float) -> list[str]:
    """Choose an ink for each band, and for beyond the last.

    Within what was asked it is the ink of the minutes, as on every map; beyond it is orange.
    """
    within = [minute_ink(cutoff) for cutoff in cutoffs_min if cutoff <= asked_min]
    return [*within, *BEYOND_INKS[: len(cutoffs_min) - len(within) + 1]]


def band_marks(
    seen: set[str],
    cutoffs_min: Sequence[float],
    ramp: Sequence[str],
    asked_min: float,
    words: Words,
) -> list[Artist]:
    """Make the marks of the bands that someone lives in."""
    texts = [words.say("maps.legend.asked_within", minutes=cutoffs_min[0])]
    if cutoffs_min[0] > asked_min:  # nothing is within: no band ends before what was asked
        texts = [words.say("maps.legend.too_far_between", low=0, high=cutoffs_min[0])]
    for low, high in pairwise(cutoffs_min):
        name = "asked_between" if high <= asked_min else "too_far_between"
        texts.append(words.say(f"maps.legend.{name}", low=low, high=high))
    texts.append(words.say("maps.legend.too_far", minutes=cutoffs_min[-1]))
    known = zip(ramp, texts, strict=True)
    return [colored(DOT, ink, text) for ink, text in known if ink in seen]
