"""Straight lines from homes to the site that they go to, for maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT_SITE = -1
"""Stands for the site where a home would."""


def lines_to(site_m: NDArray[np.float64], homes_m: NDArray[np.float64]) -> shapely.MultiLineString:
    """Join homes to a site, no stretch twice.

    All lines meet at the site, so they overlap only where a home lies on the line of one behind
    it: that one then ends there. It is the union of the lines, which looks for crossings for
    seconds.

    Parameters
    ----------
    site_m : numpy.ndarray
        Place of the site.
    homes_m : numpy.ndarray
        Places of the homes; one at the site has no line.

    Returns
    -------
    shapely.MultiLineString
        The lines in the order of the homes, each towards the site.

    Examples
    --------
    >>> lines_to(np.zeros(2), np.array([[20.0, 10.0], [10.0, 5.0], [0.0, 3.0]])).wkt
    'MULTILINESTRING ((20 10, 10 5), (10 5, 0 0), (0 3, 0 0))'
    """
    first = np.sort(np.unique(homes_m, axis=0, return_index=True)[1])
    homes = homes_m[first]
    homes = homes[(homes != site_m).any(axis=1)]
    off = homes - site_m
    far = np.abs(off).max(axis=1, initial=0.0)
    # Equal fractions are equal numbers, so who lies on one line has the same direction.
    number = np.unique(off / far[:, np.newaxis], axis=0, return_inverse=True)[1].reshape(-1)
    order = np.lexsort((far, number))
    after = np.full(len(homes), AT_SITE)
    same = number[order[1:]] == number[order[:-1]]
    after[order[1:][same]] = order[:-1][same]
    given: dict[int, None] = {}
    for home in range(len(homes)):
        at = home
        while at != AT_SITE and at not in given:
            given[at] = None
            at = int(after[at])
    starts = np.fromiter(given, dtype=np.intp, count=len(given))
    ends = np.where((after[starts] == AT_SITE)[:, np.newaxis], site_m, homes[after[starts]])
    lines = shapely.linestrings(np.stack([homes[starts], ends], axis=1))
    made: shapely.MultiLineString = shapely.multilinestrings(lines)
    return made
