"""Length, time and speed of roads held against their lines: a wrong unit is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.errors import LayerError
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.units import KMH_PER_M_PER_S
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.profiles import Profile

LENGTH_UNITS: Mapping[str, tuple[float, float]] = {
    # What a length in the unit is of one in metres, from and to.
    "degrees": (0.5e-5, 1.8e-5),
    "kilometres": (0.9e-3, 1.1e-3),
    "miles": (5.6e-4, 6.8e-4),
    "feet": (3.1, 3.5),
    "centimetres": (90.0, 110.0),
    "millimetres": (900.0, 1100.0),
}

TIME_UNITS: Mapping[str, float] = {
    "minutes": 60.0,
    "hours": 3600.0,
    "tenths": 0.1,
    "hundredths": 0.01,
    "milliseconds": 0.001,
}
"""Seconds in the units that times may be in, likeliest first."""


def check_lengths(
    length_m: NDArray[np.float64],
    drawn_m: NDArray[np.float64],
    column: str,
    what: Message,
    stretch: float,
) -> tuple[Message, ...]:
    """Hold lengths against lines; `stretch` is what EPSG:3857 makes of a metre there."""
    rules = network_rules()
    total = len(length_m)
    judged = np.maximum(drawn_m, length_m) >= rules.check_m
    share = np.divide(length_m, drawn_m, out=np.full(total, np.inf), where=drawn_m > 0)
    odd = judged & ((share < rules.odd_low) | (share > rules.odd_high))
    long = drawn_m > 0
    if not long.any():
        return _some_odd(odd, length_m, drawn_m, column, what)
    middle = float(np.median(share[judged & long])) if (judged & long).any() else 1.0
    whole = float(length_m.sum() / drawn_m.sum())
    low, high = np.quantile(share[judged & long], [0.1, 0.9]) if (judged & long).any() else (1, 1)
    one_factor = abs(middle - 1) > rules.unit_off and high - low <= rules.alike * middle
    is_unit = one_factor and _length_unit(middle, stretch) is not None
    wrong = (
        not rules.most_low <= middle <= rules.most_high
        or not rules.most_low / 2 <= whole <= rules.most_high * 2
        or odd.sum() >= rules.odd_share * max(int(judged.sum()), 1) > 0
        or is_unit
    )
    if not wrong:
        return _some_odd(odd, length_m, drawn_m, column, what)
    off = np.abs(np.log(np.maximum(share, 1e-300)))
    row = int(np.where(judged & long, off, -1).argmax()) if not odd.any() else int(odd.argmax())
    unit = _length_unit(share[row] if np.isfinite(share[row]) else middle, stretch)
    raise LayerError(
        "io.length_off",
        what=what,
        column=column,
        row=row + 1,
        says=f"{length_m[row]:.6g}",
        drawn=f"{drawn_m[row]:.6g}",
        count=int(
            (judged & ((share < rules.most_low) | (share > rules.most_high) | is_unit)).sum()
        ),
        total=total,
        unit=Message(f"io.unit.{unit}") if unit else "",
    )


def _some_odd(
    odd: NDArray[np.bool_],
    length_m: NDArray[np.float64],
    drawn_m: NDArray[np.float64],
    column: str,
    what: Message,
) -> tuple[Message, ...]:
    """Say how many lengths are odd."""
    if not odd.any():
        return ()
    row = int(odd.argmax())
    said = {"row": row + 1, "says": f"{length_m[row]:.6g}", "drawn": f"{drawn_m[row]:.6g}"}
    counts = {"count": int(odd.sum()), "total": len(odd)}
    return (Message("io.lengths_odd", what=what, column=column, **said, **counts),)


def _length_unit(share: float, stretch: float) -> str | None:
    """Guess the unit of lengths that are this share of the metres of their lines."""
    for unit, (low, high) in LENGTH_UNITS.items():
        if low <= share <= high:
            return unit
    off = network_rules().projection_off
    if abs(share / stretch - 1) < off and stretch > 1 + off:
        return "mercator"
    return None


def check_speeds(
    drawn_m: NDArray[np.float64],
    seconds: NDArray[np.float64],
    column: str,
    profile: Profile,
    what: Message,
) -> tuple[Message, ...]:
    """Hold times against lines: where nobody travels at such a speed, refuse it or say it."""
    rules = network_rules()
    total = len(seconds)
    judged = drawn_m >= rules.check_m
    # Times may be whole seconds: half a second more or less changes no verdict.
    fast = judged & (drawn_m * KMH_PER_M_PER_S > rules.most_kmh * (seconds + 0.5))
    slow = judged & (drawn_m * KMH_PER_M_PER_S < rules.least_kmh * (seconds - 0.5))
    odd = fast | slow
    whole_s, whole_m = float(seconds.sum()), float(drawn_m.sum())
    whole_kmh = whole_m / whole_s * KMH_PER_M_PER_S if whole_s > 0 else np.inf
    is_off = whole_m >= rules.check_m and not rules.least_kmh <= whole_kmh <= rules.most_kmh
    kmh = np.divide(
        drawn_m * KMH_PER_M_PER_S, seconds, out=np.full(total, np.inf), where=seconds > 0
    )
    if is_off or (odd.sum() >= rules.odd_share * max(int(judged.sum()), 1) and odd.any()):
        row = int(odd.argmax()) if odd.any() else int(drawn_m.argmax())
        unit = _time_unit(float(np.median(kmh[judged])) if judged.any() else whole_kmh, profile)
        raise LayerError(
            "io.speed_off",
            what=what,
            column=column,
            row=row + 1,
            says=f"{seconds[row]:.6g}",
            drawn=f"{drawn_m[row]:.6g}",
            count=int(odd.sum()) if odd.any() else total,
            total=total,
            low=rules.least_kmh,
            high=rules.most_kmh,
            unit=Message(f"io.unit.{unit}") if unit else "",
        )
    notices = []
    if odd.any():
        row = int(odd.argmax())
        said = {"row": row + 1, "says": f"{seconds[row]:.6g}", "drawn": f"{drawn_m[row]:.6g}"}
        counts = {"count": int(odd.sum()), "total": total}
        notices.append(Message("io.speeds_odd", what=what, column=column, **said, **counts))
    usual = _usual_kmh(profile)
    if judged.any():
        middle = float(np.median(kmh[judged]))
        if not usual[0] <= middle <= usual[1]:
            said = {"kmh": middle, "low": usual[0], "high": usual[1], "mode": profile.mode}
            notices.append(Message("io.speed_of_another", what=what, column=column, **said))
    return tuple(notices)


def _usual_kmh(profile: Profile) -> tuple[float, float]:
    """Speeds between which the middle road of a mode lies."""
    rules = network_rules()
    if not profile.speeds_kmh:
        return rules.usual_kmh
    speeds = list(profile.speeds_kmh.values())
    return min(speeds) / rules.usual_factor, max(speeds) * rules.usual_factor


def _time_unit(kmh: float, profile: Profile) -> str | None:
    """Guess the unit of times that mean this speed if they are taken for seconds."""
    low, high = _usual_kmh(profile)
    for unit, seconds in TIME_UNITS.items():
        if low <= kmh / seconds <= high:
            return unit
    return None


def check_beside(
    seconds: NDArray[np.float64],
    length_m: NDArray[np.float64],
    kmh: NDArray[np.float64],
    columns: tuple[str, str],
    what: Message,
) -> tuple[Message, ...]:
    """Say how many times contradict the speeds that stand beside them, which are not used."""
    factor = network_rules().disagree_factor
    good = kmh > 0
    by_speed_s = np.divide(length_m * KMH_PER_M_PER_S, kmh, out=seconds.copy(), where=good)
    differ = (seconds > by_speed_s * factor + 1) | (by_speed_s > seconds * factor + 1)
    if not differ.any():
        return ()
    counts = {"count": int(differ.sum()), "total": len(differ), "row": int(differ.argmax()) + 1}
    return (Message("io.time_and_speed", what=what, time=columns[0], speed=columns[1], **counts),)
