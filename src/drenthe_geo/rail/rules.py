"""How a trip by train is counted: waits, changes, boarding, and the formula for legs.

Every number is a choice or a fit, and comes from ``data/defaults/rail.toml`` with its source.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.errors import DataError
from drenthe_geo.units import MIN_PER_H
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class RailRules:
    """Choices for trips by train."""

    # Longest wait for the first train that is counted; below it half the headway.
    wait_cap_min: float
    transfer_min: float
    # Longest wait for a later train that is counted.
    transfer_wait_cap_min: float
    # Minutes from the street to the platform by mode of access: to park, to walk.
    board_min: Mapping[str, float]
    # By mode of access, minutes beyond which nobody goes to a station by it; a mode that is not
    # named has no limit.
    access_cap_min: Mapping[str, float]
    # Share of the line speed that a train runs on average between stops.
    estimate_speed_share: float
    estimate_stop_min: float
    # Share by which a leg estimated by formula may be wrong.
    estimate_uncertainty_share: float
    # Source, or "assumption: …", of every number above.
    sources: Mapping[str, str]

    def wait_min(self, trains_per_hour: ArrayLike, *, first: bool = True) -> NDArray[np.float64]:
        """Expect to wait half the headway, capped: all of the package takes the rule from here."""
        cap_min = self.wait_cap_min if first else self.transfer_wait_cap_min
        wait: NDArray[np.float64] = np.minimum(MIN_PER_H / np.asarray(trains_per_hour) / 2, cap_min)
        return wait

    def estimate_min(self, km: float, kmh: float, passes: int = 0) -> float:
        """Estimate the minutes of a leg that nobody published.

        60 km / (share × line speed), plus minutes per stop.
        """
        running = MIN_PER_H * km / (self.estimate_speed_share * kmh)
        return running + self.estimate_stop_min * (passes + 1)


def rail_rules_from_mapping(raw: Mapping[str, Any]) -> RailRules:
    """Read the rules from their file, refusing numbers that cannot be."""
    names = [name for name in RailRules.__dataclass_fields__ if name != "sources"]
    if set(raw) != set(names):
        raise DataError("rail.rules_odd", odd=sorted(set(raw) ^ set(names)), known=names)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, entry in raw.items():
        value, sources[name] = sourced_value(entry, Message("rail.rule", name=name))
        numbers = value.values() if isinstance(value, dict) else [value]
        for number in numbers:
            if not (isinstance(number, (int, float)) and math.isfinite(number) and number >= 0):
                raise DataError("rail.rule_wrong", name=name, given=repr(number))
        values[name] = MappingProxyType(dict(value)) if isinstance(value, dict) else float(value)
    if not 0 < values["estimate_speed_share"] <= 1 or values["estimate_uncertainty_share"] >= 1:
        raise DataError("rail.rule_shares")
    return RailRules(sources=MappingProxyType(sources), **values)
