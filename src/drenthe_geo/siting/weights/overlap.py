"""Which criteria tell the same of sites: then one fact would count twice."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_SITES = 4
"""With fewer a correlation says nothing."""

COLUMNS = ("criterion", "other", "services", "median", "most", "most_of", "same")


def criteria_overlap(worth: Mapping[str, pd.DataFrame], share: float) -> pd.DataFrame:
    """Correlate the criteria that services weigh together.

    Parameters
    ----------
    worth : mapping of str to pandas.DataFrame
        By service the values of its sites (rows) by criterion, from 0 to 1; of fewer than four
        sites nothing is said.
    share : float
        From this correlation on two criteria are one fact. One that is negative is none: what
        is good for a site by one criterion is then bad by the other.

    Returns
    -------
    pandas.DataFrame
        A row per pair of criteria that some service weighs together, most alike first:
        ``criterion``, ``other``, ``services`` (how many), ``median`` over those of Pearson's
        correlation over the sites, ``most`` (the largest) and ``most_of`` (its service),
        ``same`` (whether the median reaches `share`). A criterion that is the same at all
        sites has no correlation.

    Examples
    --------
    >>> import pandas as pd
    >>> values = {"a": [0.1, 0.5, 0.9, 1.0], "b": [0.2, 0.5, 0.8, 1.0], "c": [0.9, 0.1, 0.8, 0.2]}
    >>> found = criteria_overlap({"one": pd.DataFrame(values)}, 0.7)
    >>> found[["criterion", "other", "same"]].to_numpy().tolist()[0]
    ['a', 'b', True]
    """
    pairs: dict[tuple[str, str], dict[str, float]] = {}
    for service, values in worth.items():
        if len(values) < LEAST_SITES:
            continue
        varied = values.loc[:, values.std() > 0]
        table = varied.corr().to_numpy()
        for (at, name), (to, other) in combinations(enumerate(map(str, varied.columns)), 2):
            if np.isfinite(table[at, to]):
                pairs.setdefault((name, other), {})[service] = float(table[at, to])
    rows = []
    for (name, other), found in pairs.items():
        median, of = float(np.median(list(found.values()))), max(found, key=lambda one: found[one])
        rows.append((name, other, len(found), median, found[of], of, median >= share))
    table_of = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table_of.sort_values(["median", "criterion", "other"], ascending=[False, True, True])
    return order.reset_index(drop=True)
