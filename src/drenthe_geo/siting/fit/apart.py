"""What is out, and where it would stand without what keeps it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.siting.rank import ROUNDING, as_cells, scores_of
from drenthe_geo.siting.reasons import BeyondLimit, NotNear
from drenthe_geo.siting.weights.sums import require_weights

if TYPE_CHECKING:
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.fit.screen import Screened
    from drenthe_geo.siting.model import Brief
    from drenthe_geo.siting.reasons import Reason

COLUMNS = ("rank_without_limits", "score_without_limits")


def standing_apart(known: Assessed, found: Screened, brief: Brief) -> pd.DataFrame:
    """Score and rank each site that is out as if what keeps it out were not there.

    A limit is lifted for every site: the rank is what `rank_sites` gives without the limits that
    keep this site out. What else keeps it out, such as its zoning, is lifted for it alone.

    Parameters
    ----------
    known : Assessed
        All sites of `found`.
    found : Screened
        The candidates, and whether the service fits in each.
    brief : Brief
        What the service asks.

    Returns
    -------
    pandas.DataFrame
        On the index of the sites that are out, best first: ``rank_without_limits``,
        ``score_without_limits`` and ``reasons`` (tuple: all that keeps it out).

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "veldwacht", others={}, surface=False)
    >>> found.apart["rank_without_limits"].to_dict()["zandpark-wolde"]
    3
    """
    share = require_weights(pd.Series(brief.weights, dtype=float), map(str, known.worth.columns))
    score = scores_of(known.worth, share)
    steps = (score / ROUNDING).round()
    against = found.screen["against"].to_dict()
    reasons: dict[str, tuple[Reason, ...]] = {
        str(site): (*against[site], *why) for site, why in known.excluded.items()
    }
    limits = {site: frozenset(map(_limit, filter(_is_limit, why))) for site, why in reasons.items()}
    step_of = dict(zip(map(str, steps.index), steps.tolist(), strict=True))
    # Who stays out for something else than limits is in nobody's way.
    steps_by_limits: dict[frozenset[Any], list[float]] = {}
    for site, why in reasons.items():
        if all(map(_is_limit, why)):
            steps_by_limits.setdefault(limits[site], []).append(step_of[site])
    beside = {
        lifted: np.sort(
            np.concatenate([of for own, of in steps_by_limits.items() if own <= lifted] or [[]])
        )
        for lifted in set(limits.values())
    }
    out = [site for site, why in reasons.items() if why]
    ranks = [
        1
        + len(beside[limits[site]])
        - int(np.searchsorted(beside[limits[site]], step_of[site], "right"))
        for site in out
    ]
    table = pd.DataFrame(
        {
            COLUMNS[0]: np.array(ranks, dtype=int),
            COLUMNS[1]: score.reindex(out),
            "reasons": as_cells([reasons[site] for site in out], pd.Index(out)),
        },
        index=pd.Index(out, dtype=object, name="site"),
    )
    return table.sort_index().sort_values(list(COLUMNS), ascending=[True, False], kind="stable")


def _is_limit(why: Reason) -> bool:
    """Tell whether a user may lift it."""
    return isinstance(why, (BeyondLimit, NotNear))


def _limit(why: Reason) -> str | tuple[str, ...]:
    """Name a limit, whatever the measure."""
    if isinstance(why, NotNear):
        return tuple(one.criterion for one in why.limits)
    return why.criterion if isinstance(why, BeyondLimit) else ""
