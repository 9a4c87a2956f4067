"""What is counted in some of many draws, by whoever takes a part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.siting import chance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from drenthe_geo.siting.robust import Together

TOP = 3

TIED = 1e-9
"""Scores that differ by no more are the same."""


def accepted(
    arrays: Mapping[str, NDArray[Any]], some: range
) -> tuple[NDArray[np.int64], dict[int, NDArray[np.int64]]]:
    """Count in some draws how often each site is among the first three, and first with so many."""
    filled, drawn = arrays["filled"], arrays["drawn"]
    scores = np.zeros((len(filled), len(some)))
    for at in range(drawn.shape[1]):
        scores += filled[:, at, None] * drawn[some.start : some.stop, at]
    best = scores.max(axis=0) - scores <= TIED
    together = best.sum(axis=0)
    firsts = {many: best[:, together == many].sum(axis=1) for many in map(int, np.unique(together))}
    # Fewer than three are ahead of a site if the third of all is not.
    third = len(scores) - min(TOP, len(scores))
    bar = np.partition(scores, third, axis=0)[third]
    return (bar <= scores + TIED).sum(axis=1), firsts


def first_within(arrays: Mapping[str, NDArray[Any]], some: range) -> NDArray[np.int64]:
    """Count in some draws how often each site is first."""
    least, most, likeliest, rising = (
        arrays[name] for name in ("least", "most", "likeliest", "rising")
    )
    span, seed, in_common = most - least, int(arrays["seed"]), float(arrays["in_common"])
    common = _drawn_together(arrays, some, seed)
    scores = np.zeros((len(least), len(some)))
    for at in arrays["used"]:
        keys = chance.pair_keys(arrays["site"], int(arrays["criterion"][at]))
        words = chance.words_of(keys, some, seed)
        drawn = chance.evens(words)
        if len(arrays["region"]):
            own = np.sqrt(1.0 - in_common) * chance.normals(words)
            drawn = chance.chances(np.sqrt(in_common) * common + own)
        low_end, end, middle = (ends[:, at, None] for ends in (least, most, likeliest))
        up = low_end + np.sqrt(drawn * span[:, at, None] * (middle - low_end))
        down = end - np.sqrt((1.0 - drawn) * span[:, at, None] * (end - middle))
        scores += np.where(drawn < rising[:, at, None], up, down) * arrays["share"][at]
    return np.bincount(scores.argmax(axis=0), minlength=len(least))


def moving(sites: pd.Index, together: Together | None) -> dict[str, NDArray[Any]]:
    """Give the keys of what each site moves with, and where those of each begin."""
    if together is None:
        return {
            "region": np.empty(0, dtype=np.uint32),
            "region_start": np.zeros(len(sites) + 1, dtype=np.intp),
            "in_common": np.array(0.0),
        }
    # One that is in two regions moves with both; one in none moves by itself.
    each = [
        keys_of("region", regions) if regions else keys_of("site", [site])
        for site in map(str, sites)
        for regions in [together.regions.get(site, ())]
    ]
    return {
        "region": np.concatenate(each),
        "region_start": np.cumsum([0, *map(len, each)]),
        "in_common": np.array(together.share),
    }


def _drawn_together(
    arrays: Mapping[str, NDArray[Any]], some: range, seed: int
) -> NDArray[np.float64]:
    """Draw what the values of a site have in common; shape (sites, draws)."""
    common = np.zeros((len(arrays["site"]), len(some)))
    if not len(arrays["region"]):
        return common
    start = arrays["region_start"]
    for at in range(len(common)):
        keys = arrays["region"][start[at] : start[at + 1]]
        drawn = chance.normals(chance.words_of(keys, some, seed))
        common[at] = np.cumsum(drawn, axis=0)[-1] / np.sqrt(float(len(keys)))
    return common


def keys_of(what: str, names: Iterable[object]) -> NDArray[np.uint32]:
    """Give the numbers of names, see `chance`."""
    return np.array([chance.key_of(what, str(name)) for name in names], dtype=np.uint32)
