"""How much less something counts the further away it is: functions of minutes.

Each takes an array of minutes and gives weights from 1 (here) to 0 (too far); the measures in
`access` take any of them, one of your own, or its name with its numbers ("gaussian 20"). No
number is built in: how fast a thing fades is the user's choice. In the R package
``accessibility`` they are ``decay_binary``, ``decay_linear``, ``decay_exponential``,
``decay_logistic`` and ``decay_stepped``; in PySAL's ``access`` ``step_fn``, ``gaussian`` and
``gravity``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.errors import ArgumentError, unknown_choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

Decay = Callable[["NDArray[np.float64]"], "NDArray[np.float64]"]


class _Decay(ABC):
    """A decay: numbers of minutes above 0, and what it makes of minutes."""

    def __post_init__(self) -> None:
        """Refuse what is no positive number, and keep numbers as such."""
        for field in fields(self):  # type: ignore[arg-type] # all of these are dataclasses
            value = _positive(getattr(self, field.name), field.name)
            object.__setattr__(self, field.name, value)

    def __call__(self, minutes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give weights from 1 to 0, for minutes of 0 and more; 0 where there are none."""
        given = np.asarray(minutes, dtype=float)
        return np.asarray(self._weights(np.where(np.isnan(given), np.inf, given)), dtype=float)

    @abstractmethod
    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        """Weights of minutes that are known, inf where there are none."""


@dataclass(frozen=True)
class CutOff(_Decay):
    """Count all within a cut-off and nothing beyond it.

    Parameters
    ----------
    cutoff_min : float
        The cut-off; what lies exactly on it counts.

    Examples
    --------
    >>> import numpy as np
    >>> CutOff(30)(np.array([10.0, 30.0, 31.0])).tolist()
    [1.0, 1.0, 0.0]
    """

    cutoff_min: float

    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        return minutes <= self.cutoff_min


@dataclass(frozen=True)
class Linear(_Decay):
    """Fade in a straight line from 1 here to 0 at a cut-off.

    Parameters
    ----------
    cutoff_min : float
        Where nothing is left.

    Examples
    --------
    >>> import numpy as np
    >>> Linear(40)(np.array([0.0, 10.0, 50.0])).tolist()
    [1.0, 0.75, 0.0]
    """

    cutoff_min: float

    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        return np.clip(1.0 - minutes / self.cutoff_min, 0.0, 1.0)


@dataclass(frozen=True)
class Ramp(_Decay):
    """Count all up to some minutes, then fade in a straight line to nothing.

    Parameters
    ----------
    full_min : float
        Up to here all counts.
    none_min : float
        From here on nothing is left.

    Examples
    --------
    >>> import numpy as np
    >>> Ramp(15, 60)(np.array([0.0, 15.0, 37.5, 70.0])).tolist()
    [1.0, 1.0, 0.5, 0.0]
    """

    full_min: float
    none_min: float

    def __post_init__(self) -> None:
        """Refuse a ramp that goes up."""
        super().__post_init__()
        if self.none_min <= self.full_min:
            raise ArgumentError("reach.bad_ramp", full=self.full_min, none=self.none_min)

    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        return np.clip((self.none_min - minutes) / (self.none_min - self.full_min), 0.0, 1.0)


@dataclass(frozen=True)
class Exponential(_Decay):
    """Halve with every so many minutes.

    Parameters
    ----------
    half_min : float
        Minutes after which half is left. ``exp(-b × minutes)`` has b = ln 2 / half_min.

    Examples
    --------
    >>> import numpy as np
    >>> Exponential(15)(np.array([0.0, 15.0, 30.0])).tolist()
    [1.0, 0.5, 0.25]
    """

    half_min: float

    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        return np.exp2(-minutes / self.half_min)


@dataclass(frozen=True)
class Gaussian(_Decay):
    """Fade along half a bell: slowly at first, then fast.

    The weight is ``exp(-minutes² / (2 × spread_min²))``, as in PySAL's ``access`` (Saxon and
    others 2022); it is the Gaussian of Ingram (1971) and Kwan (1998), whose β is
    2 × spread_min². Half is left at 1.18 × spread_min.

    Parameters
    ----------
    spread_min : float
        Standard deviation of the bell; 0.61 is left there.

    Examples
    --------
    >>> import numpy as np
    >>> Gaussian(20)(np.array([0.0, 20.0, 40.0, 60.0])).round(4).tolist()
    [1.0, 0.6065, 0.1353, 0.0111]
    """

    spread_min: float

    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        return np.exp(-0.5 * np.square(minutes / self.spread_min))


@dataclass(frozen=True)
class Power(_Decay):
    """Count all up to some minutes, then by an inverse power of the minutes (Hansen 1959).

    The weight is ``(minutes / full_min) ** -exponent`` beyond `full_min`, which keeps it
    finite at 0: ``gravity(scale=full_min, alpha=-exponent, min_dist=full_min)`` of PySAL's
    ``access``.

    Parameters
    ----------
    full_min : float
        Up to here all counts.
    exponent : float
        How steep it is, without a unit: with 1 half is left at twice `full_min`, with 2 a
        quarter.

    Examples
    --------
    >>> import numpy as np
    >>> Power(10, 2)(np.array([0.0, 10.0, 20.0, 100.0])).round(4).tolist()
    [1.0, 1.0, 0.25, 0.01]
    """

    full_min: float
    exponent: float

    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        return np.power(np.maximum(minutes / self.full_min, 1.0), -self.exponent)


@dataclass(frozen=True)
class Logistic(_Decay):
    """Fade along an S around a cut-off, the more gradual the larger the spread.

    Scaled so that it is 1 at 0 minutes.

    Parameters
    ----------
    cutoff_min : float
        Where it is steepest; half is left there if the spread is small beside it.
    spread_min : float
        Standard deviation of the logistic curve.

    Examples
    --------
    >>> import numpy as np
    >>> Logistic(30, 5)(np.array([0.0, 30.0, 60.0])).round(2).tolist()
    [1.0, 0.5, 0.0]
    """

    cutoff_min: float
    spread_min: float

    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        slope = np.pi / (self.spread_min * np.sqrt(3.0))
        # Written with tanh, which cannot overflow.
        curve = 0.5 * (1.0 - np.tanh(0.5 * slope * (minutes - self.cutoff_min)))
        return curve / (0.5 * (1.0 + np.tanh(0.5 * slope * self.cutoff_min)))


@dataclass(frozen=True)
class Stepped(_Decay):
    """Fade in steps.

    Parameters
    ----------
    steps_min : sequence of float
        Ends of the steps, growing; what lies exactly on one belongs to it.
    weights : sequence of float
        One weight per step, from 0 to 1, not growing; 0 beyond the last.

    Examples
    --------
    >>> import numpy as np
    >>> Stepped([10, 20], [1, 0.4])(np.array([5.0, 20.0, 21.0])).tolist()
    [1.0, 0.4, 0.0]
    """

    steps_min: Sequence[float]
    weights: Sequence[float]

    def __post_init__(self) -> None:
        """Refuse steps that do not go up in time and down in weight."""
        given = {"steps": str(self.steps_min), "weights": str(self.weights)}
        if not all(_is_row(one) for one in (self.steps_min, self.weights)):
            raise ArgumentError("reach.bad_steps", **given)
        ends = np.array([_positive(step, "steps_min") for step in self.steps_min])
        left = np.array([*self.weights, 0.0], dtype=float)
        fits = len(ends) > 0 and len(left) == len(ends) + 1 and bool((np.diff(ends) > 0).all())
        if not (fits and bool((np.diff(left) <= 0).all()) and left[0] <= 1):
            raise ArgumentError("reach.bad_steps", **given)
        object.__setattr__(self, "steps_min", tuple(ends.tolist()))
        object.__setattr__(self, "weights", tuple(left[:-1].tolist()))

    def _weights(self, minutes: NDArray[np.float64]) -> Any:  # noqa: ANN401 - arrays
        left = np.array([*self.weights, 0.0])
        return left[np.searchsorted(self.steps_min, minutes, side="left")]


DECAYS: dict[str, Any] = {
    "cutoff": CutOff,
    "linear": Linear,
    "ramp": Ramp,
    "exponential": Exponential,
    "gaussian": Gaussian,
    "power": Power,
    "logistic": Logistic,
}
"""Decays that a text can name, with their numbers behind it."""


def as_decay(given: object) -> Decay:
    """Take a decay, any function of minutes, or text such as ``"gaussian 20"``."""
    if isinstance(given, str):
        name, *numbers = given.split() or [""]
        if name not in DECAYS:
            raise unknown_choice("decay", name, DECAYS)
        kind, values = DECAYS[name], [_number(text) for text in numbers]
        wanted = [field.name for field in fields(kind)]
        if len(values) != len(wanted) or None in values:
            raise ArgumentError("reach.decay_numbers", given=given, name=name, wanted=wanted)
        made: Decay = kind(*values)
        return made
    if not callable(given) or isinstance(given, type):
        raise ArgumentError(
            "reach.no_decay", kind="type" if isinstance(given, type) else type(given).__name__
        )
    return given


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _is_row(given: object) -> bool:
    """Tell whether it is a row of numbers."""
    row = not isinstance(given, (str, bytes)) and hasattr(given, "__iter__")
    return row and all(isinstance(one, Real) for one in given)  # type: ignore[attr-defined]


def _positive(value: object, name: str) -> float:
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not (is_number and np.isfinite(float(value)) and float(value) > 0):  # type: ignore[arg-type]
        shown = f"{value:g}" if is_number else repr(value)
        key = "reach.bad_minutes" if name.endswith("_min") else "reach.bad_exponent"
        raise ArgumentError(key, name=name, given=shown)
    return float(value)  # type: ignore[arg-type]
