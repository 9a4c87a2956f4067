"""Names placed on trial: which find no room, and in which order they find most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.maps.labels import find_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from drenthe_geo.maps.labels import Label


def cramped(
    ax: Axes,
    labels: Sequence[Label],
    *,
    taken: Iterable[Bbox] = (),
    signs_m: np.ndarray | None = None,
) -> list[bool]:
    """Tell for each label whether it finds no free place beside its own point; draw nothing."""
    found = find_places(ax, labels, taken, signs_m=signs_m)
    return [place is None or place.led or place.cost[0] > 0 for place in found]


def easiest(
    ax: Axes,
    labels: Sequence[Label],
    *,
    taken: Sequence[Bbox] = (),
    signs_m: np.ndarray | None = None,
) -> list[Label]:
    """Put labels in the order in which they find the best places; draw nothing."""
    turned = [list(labels[at:]) + list(labels[:at]) for at in range(max(len(labels), 1))]
    best, least = list(labels), (np.inf, np.inf)
    for order in (one for turn in turned for one in (turn, turn[::-1])):
        found = [one for one in find_places(ax, order, taken, signs_m=signs_m) if one is not None]
        cost = (sum(one.cost[0] for one in found), float(sum(one.led for one in found)))
        if cost < least:
            best, least = order, cost
        if least == (0.0, 0.0):
            break
    return best
