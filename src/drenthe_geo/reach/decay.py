"""How much less something counts the further away it is: functions of minutes.

Each returns a function that takes an array of minutes and gives weights from 1 (here)
to 0 (too far); the measures in `access` take any such function. No number is built in:
how fast a thing fades is the user's choice. The names are those of the R package
``accessibility``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from drenthe_geo.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

Decay = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def decay_binary(cutoff_min: float) -> Decay:
    """Count all within a cut-off and nothing beyond it.

    Parameters
    ----------
    cutoff_min : float
        The cut-off; what lies exactly on it counts.

    Returns
    -------
    callable
        Array of minutes → array of 1 and 0.

    Raises
    ------
    ArgumentError
        If the cut-off is not positive and finite.

    Examples
    --------
    >>> import numpy as np
    >>> decay_binary(30)(np.array([10.0, 30.0, 31.0])).tolist()
    [1.0, 1.0, 0.0]
    """
    cutoff = _positive(cutoff_min, "cutoff_min")
    return lambda minutes: (minutes <= cutoff).astype(float)


def decay_linear(cutoff_min: float) -> Decay:
    """Fade in a straight line from 1 here to 0 at a cut-off.

    Parameters
    ----------
    cutoff_min : float
        Where nothing is left.

    Returns
    -------
    callable
        Array of minutes → array of weights.

    Raises
    ------
    ArgumentError
        If the cut-off is not positive and finite.

    Examples
    --------
    >>> import numpy as np
    >>> decay_linear(40)(np.array([0.0, 10.0, 50.0])).tolist()
    [1.0, 0.75, 0.0]
    """
    cutoff = _positive(cutoff_min, "cutoff_min")
    return lambda minutes: np.clip(1.0 - minutes / cutoff, 0.0, 1.0)


def decay_ramp(full_min: float, none_min: float) -> Decay:
    """Count all up to some minutes, then fade in a straight line to nothing.

    Parameters
    ----------
    full_min : float
        Up to here all counts.
    none_min : float
        From here on nothing is left.

    Returns
    -------
    callable
        Array of minutes → array of weights.

    Raises
    ------
    ArgumentError
        If a number is not positive and finite, or the second is not the larger.

    Examples
    --------
    >>> import numpy as np
    >>> decay_ramp(15, 60)(np.array([0.0, 15.0, 37.5, 70.0])).tolist()
    [1.0, 1.0, 0.5, 0.0]
    """
    full, none = _positive(full_min, "full_min"), _positive(none_min, "none_min")
    if none <= full:
        raise ArgumentError("reach.bad_ramp", full=full, none=none)

    def weight(minutes: NDArray[np.float64]) -> NDArray[np.float64]:
        left = np.clip((none - minutes) / (none - full), 0.0, 1.0)
        return np.asarray(np.nan_to_num(left, nan=0.0), dtype=float)

    return weight


def decay_exponential(half_min: float) -> Decay:
    """Halve with every so many minutes.

    Parameters
    ----------
    half_min : float
        Minutes after which half is left.

    Returns
    -------
    callable
        Array of minutes → array of weights.

    Raises
    ------
    ArgumentError
        If the half-life is not positive and finite.

    Examples
    --------
    >>> import numpy as np
    >>> decay_exponential(15)(np.array([0.0, 15.0, 30.0])).tolist()
    [1.0, 0.5, 0.25]
    """
    half = _positive(half_min, "half_min")
    return lambda minutes: np.exp2(-minutes / half)


def decay_logistic(cutoff_min: float, spread_min: float) -> Decay:
    """Fade along an S around a cut-off, the more gradual the larger the spread.

    Parameters
    ----------
    cutoff_min : float
        Where it is steepest; half is left there if the spread is small beside it.
    spread_min : float
        Standard deviation of the logistic curve.

    Returns
    -------
    callable
        Array of minutes → array of weights; scaled so that it is 1 at 0 minutes.

    Raises
    ------
    ArgumentError
        If either number is not positive and finite.

    Examples
    --------
    >>> import numpy as np
    >>> decay_logistic(30, 5)(np.array([0.0, 30.0, 60.0])).round(2).tolist()
    [1.0, 0.5, 0.0]
    """
    cutoff = _positive(cutoff_min, "cutoff_min")
    slope = np.pi / (_positive(spread_min, "spread_min") * np.sqrt(3.0))

    def weight(minutes: NDArray[np.float64]) -> NDArray[np.float64]:
        # Written with tanh, which cannot overflow.
        curve = 0.5 * (1.0 - np.tanh(0.5 * slope * (minutes - cutoff)))
        return np.asarray(curve / (0.5 * (1.0 + np.tanh(0.5 * slope * cutoff))), dtype=float)

    return weight


def decay_stepped(steps_min: Sequence[float], weights: Sequence[float]) -> Decay:
    """Fade in steps.

    Parameters
    ----------
    steps_min : sequence of float
        Ends of the steps, growing; what lies exactly on one belongs to it.
    weights : sequence of float
        One weight per step, from 0 to 1, not growing; 0 beyond the last.

    Returns
    -------
    callable
        Array of minutes → array of weights.

    Raises
    ------
    ArgumentError
        If the lists do not fit together.

    Examples
    --------
    >>> import numpy as np
    >>> decay_stepped([10, 20], [1, 0.4])(np.array([5.0, 20.0, 21.0])).tolist()
    [1.0, 0.4, 0.0]
    """
    ends = np.array([_positive(step, "steps_min") for step in steps_min])
    left = np.array([*weights, 0.0], dtype=float)
    fits = len(ends) > 0 and len(left) == len(ends) + 1 and bool((np.diff(ends) > 0).all())
    if not (fits and bool((np.diff(left) <= 0).all()) and left[0] <= 1):
        given = {"steps": str(list(steps_min)), "weights": str(list(weights))}
        raise ArgumentError("reach.bad_steps", **given)
    return lambda minutes: left[np.searchsorted(ends, minutes, side="left")]


def _positive(value: float, name: str) -> float:
    if not (np.isfinite(value) and value > 0):
        raise ArgumentError("reach.bad_minutes", name=name, given=f"{value:g}")
    return float(value)
