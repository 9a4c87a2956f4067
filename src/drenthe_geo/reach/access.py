"""What is in reach: measures on a table of minutes and what lies at its other side.

A table of minutes has a row per place that is asked about and a column per place where
something is: people, students, jobs. Whose minutes they are is the caller's: by car, on
foot, door to door by train. Missing minutes mean no route: what lies there does not
count, and a row without any route stays, with nought. The names of the measures are the
field's (R package ``accessibility``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.decay import as_decay
from drenthe_geo.reach.parts import require_cutoffs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.reach.decay import Decay

MOST_DOUBLED = 1000
"""Times that a weight is doubled at most: 64-bit floats end at 1024."""


def cumulative_cutoff(
    minutes: pd.DataFrame, opportunities: pd.Series, cutoffs_min: Iterable[float]
) -> pd.DataFrame:
    """Count what lies within each cut-off.

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (rows, columns)
        Minutes; NaN without a route.
    opportunities : pandas.Series, shape (columns,)
        What lies at each column: people, students.
    cutoffs_min : iterable of float
        The cut-offs; what lies exactly on one counts.

    Returns
    -------
    pandas.DataFrame, shape (rows, cut-offs)
        Sums, on the rows' index.

    Raises
    ------
    ArgumentError
        If a column has no or a negative opportunity, or a cut-off is no number.

    Examples
    --------
    >>> import pandas as pd
    >>> minutes = pd.DataFrame({"a": [5.0], "b": [20.0], "c": [float("nan")]}, index=["Assen"])
    >>> people = pd.Series({"a": 100, "b": 50, "c": 7})
    >>> cumulative_cutoff(minutes, people, [10, 20]).loc["Assen"].tolist()
    [100.0, 150.0]
    """
    return cumulative_cutoffs(minutes, {"": opportunities}, cutoffs_min)[""]


def cumulative_cutoffs(
    minutes: pd.DataFrame, amounts: Mapping[str, pd.Series], cutoffs_min: Iterable[float]
) -> dict[str, pd.DataFrame]:
    """Count several things that lie within each cut-off, as `cumulative_cutoff` counts one."""
    cutoffs = require_cutoffs(cutoffs_min)
    there = np.column_stack([_amounts(minutes.columns, one) for one in amounts.values()])
    values = minutes.to_numpy(dtype=float, na_value=np.nan)
    # No number is within a cut-off where it is missing.
    counts = np.stack([(values <= cutoff).astype(float) @ there for cutoff in cutoffs], axis=1)
    return {
        name: pd.DataFrame(counts[:, :, at], minutes.index, list(cutoffs)).rename_axis(
            columns="minutes"
        )
        for at, name in enumerate(amounts)
    }


def gravity(minutes: pd.DataFrame, opportunities: pd.Series, decay: Decay | str) -> pd.Series:
    """Count everything, the less the further away it is (Hansen 1959).

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (rows, columns)
        Minutes; NaN without a route.
    opportunities : pandas.Series, shape (columns,)
        What lies at each column.
    decay : callable or str
        Array of minutes → array of weights: `Exponential`, `Gaussian` and so on, a function of
        your own, or text such as ``"gaussian 20"``.

    Returns
    -------
    pandas.Series, shape (rows,)
        Weighted sums, on the rows' index.

    Raises
    ------
    ArgumentError
        If a column has no or a negative opportunity, or the decay gives no weights.

    Examples
    --------
    >>> import pandas as pd
    >>> from drenthe_geo.reach.decay import Exponential
    >>> minutes = pd.DataFrame({"a": [0.0], "b": [15.0]}, index=["Assen"])
    >>> float(gravity(minutes, pd.Series({"a": 100, "b": 50}), Exponential(15))["Assen"])
    125.0
    """
    values, there = _aligned(minutes, opportunities)
    return pd.Series(_weights(values, decay) @ there, minutes.index, name="gravity")


def floating_catchment_area(
    minutes: pd.DataFrame, demand: pd.Series, supply: pd.Series, decay: Decay
) -> pd.Series:
    """Share supply out over the demand that it reaches: two-step floating catchment area.

    Step one divides each supply by the weighted demand around it; step two adds up, for
    each place of demand, the ratios of the supplies around it (Luo and Wang 2003; with a
    decay, Luo and Qi 2009).

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (rows, columns)
        Minutes between demand (rows) and supply (columns); NaN without a route.
    demand : pandas.Series, shape (rows,)
        People at each row.
    supply : pandas.Series, shape (columns,)
        Places, desks, hours at each column.
    decay : callable or str
        As of `gravity`; `CutOff` for the plain method.

    Returns
    -------
    pandas.Series, shape (rows,)
        Supply per head, on the rows' index. Times the demand it adds up to the supply
        that reaches anyone: nothing is counted twice or lost.

    Raises
    ------
    ArgumentError
        If a row or column has no or a negative value, or the decay gives no weights.

    Examples
    --------
    >>> import pandas as pd
    >>> from drenthe_geo.reach.decay import CutOff
    >>> minutes = pd.DataFrame({"desk": [5.0, 10.0, 40.0]}, index=["a", "b", "c"])
    >>> people = pd.Series({"a": 30, "b": 20, "c": 50})
    >>> per_head = floating_catchment_area(minutes, people, pd.Series({"desk": 5}),
    ...     CutOff(30))
    >>> per_head.tolist()
    [0.1, 0.1, 0.0]
    """
    values, there = _aligned(minutes, supply, "supply")
    _, heads = _aligned(minutes.T, demand, "demand")
    weights = _weights(values, decay)
    # What is shared is the same however small the weights around a supply are together; so very
    # small ones are doubled some times, exactly, or shares would be too long for a float.
    _, digits = np.frexp(weights[heads > 0].max(axis=0, initial=0.0))
    weights = np.ldexp(weights, np.clip(-digits, 0, MOST_DOUBLED))
    wanted = heads @ weights
    ratio = np.divide(there, wanted, out=np.zeros_like(there), where=wanted > 0)
    return pd.Series(weights @ ratio, minutes.index, name="floating_catchment_area")


def cost_to_closest(
    minutes: pd.DataFrame, opportunities: pd.Series | None = None, *, n: float = 1
) -> pd.Series:
    """Measure the minutes until so much has been reached.

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (rows, columns)
        Minutes; NaN without a route.
    opportunities : pandas.Series, shape (columns,), optional
        What lies at each column; one each where not given.
    n : float
        How much must be reached: with one each, ``n=1`` is the nearest, ``n=2`` the
        second nearest.

    Returns
    -------
    pandas.Series, shape (rows,)
        Minutes, NaN where so much is never reached.

    Raises
    ------
    ArgumentError
        If a column has no or a negative opportunity, or `n` is not positive.

    Examples
    --------
    >>> import pandas as pd
    >>> minutes = pd.DataFrame({"a": [25.0], "b": [5.0]}, index=["Assen"])
    >>> float(cost_to_closest(minutes)["Assen"])
    5.0
    >>> float(cost_to_closest(minutes, pd.Series({"a": 900, "b": 100}), n=500)["Assen"])
    25.0
    """
    if not n > 0:
        raise ArgumentError("reach.bad_n", given=f"{n:g}")
    each = pd.Series(1.0, minutes.columns) if opportunities is None else opportunities
    values, there = _aligned(minutes, each)
    if not len(there):
        return pd.Series(np.nan, minutes.index, name="cost_to_closest")
    order = np.argsort(values, axis=1, kind="stable")
    ranked = np.take_along_axis(values, order, axis=1)
    enough = np.cumsum(there[order], axis=1) >= n
    first = enough.argmax(axis=1)
    rows = np.arange(len(values))
    found = np.where(enough.any(axis=1), ranked[rows, first], np.inf)
    closest = np.where(np.isfinite(found), found, np.nan)
    return pd.Series(closest, minutes.index, name="cost_to_closest")


def _aligned(
    minutes: pd.DataFrame, amounts: pd.Series, what: str = "opportunities"
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minutes with inf for no route, and the amounts in the order of the columns."""
    return minutes.fillna(np.inf).to_numpy(dtype=float), _amounts(minutes.columns, amounts, what)


def _amounts(
    columns: pd.Index, amounts: pd.Series, what: str = "opportunities"
) -> NDArray[np.float64]:
    """Give the amounts in the order of the columns; refused where one is missing."""
    if amounts.index.has_duplicates:
        twice = amounts.index[amounts.index.duplicated()][0]
        raise ArgumentError("reach.twice", what=what, name=twice)
    there: NDArray[np.float64] = amounts.reindex(columns).to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(there >= 0) | ~np.isfinite(there)
    if wrong.any():
        first = columns[int(wrong.argmax())]
        numbers = {"wrong": int(wrong.sum()), "all": len(there)}
        raise ArgumentError("reach.no_amount", what=what, first=first, **numbers)
    return there


def _weights(minutes: NDArray[np.float64], decay: Decay | str) -> NDArray[np.float64]:
    reached = np.isfinite(minutes)
    weights = np.zeros_like(minutes)
    given = np.asarray(as_decay(decay)(minutes[reached]), dtype=float)
    if given.shape != (int(reached.sum()),) or not ((given >= 0) & (given <= 1)).all():
        raise ArgumentError("reach.bad_decay")
    weights[reached] = given
    return weights
