"""How a trip by train is counted: waits, changes, boarding, and the formula for legs.

Every number is a choice or a fit, and comes from ``data/defaults/transit.toml`` with its source.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.contracts.results import Frozen, result
from drenthe_geo.errors import DataError
from drenthe_geo.units import MIN_PER_H
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import ArrayLike, NDArray


TRAIN, BUS = VEHICLES = ("train", "bus")


@result
@dataclass(frozen=True)
class TransitRules:
    """Choices for trips by train."""

    # Longest wait for the first train that is counted; below it half the headway.
    wait_cap_min: float
    transfer_min: float
    # Longest wait for a later train that is counted.
    transfer_wait_cap_min: float
    # Minutes from the street to the platform, by whichever mode one came.
    board_min: float
    # Modes of access, and the minutes beyond which nobody goes to a station or stop by each.
    access_cap_min: Mapping[str, float]
    # The modes of which the fastest is the best access.
    best_access: tuple[str, ...]
    # Modes by which one may go all the way, and the minutes beyond which nobody does.
    own_way_cap_min: Mapping[str, float]
    # Share of the line speed that a train runs on average between stops.
    estimate_speed_share: float
    estimate_stop_min: float
    # Share by which a leg estimated by formula may be wrong.
    estimate_uncertainty_share: float
    # Source, or "assumption: …", of every number above.
    sources: Mapping[str, str]

    @property
    def modes(self) -> tuple[str, ...]:
        """Modes of access."""
        return tuple(self.access_cap_min)

    @property
    def search_min(self) -> float:
        """Minutes on the roads beyond which no trip goes by any mode."""
        return max(*self.access_cap_min.values(), *self.own_way_cap_min.values())

    def wait_min(self, trains_per_hour: ArrayLike, *, first: bool = True) -> NDArray[np.float64]:
        """Expect to wait half the headway, capped: all of the package takes the rule from here."""
        cap_min = self.wait_cap_min if first else self.transfer_wait_cap_min
        wait: NDArray[np.float64] = np.minimum(self._half_min(trains_per_hour), cap_min)
        return wait

    def rare_min(self, trains_per_hour: ArrayLike) -> NDArray[np.float64]:
        """Add to the wait for a line rarer than hourly what half its headway is over 30 min.

        The cap is for a train that comes every hour: one knows its minute.
        """
        more: NDArray[np.float64] = np.maximum(self._half_min(trains_per_hour) - MIN_PER_H / 2, 0.0)
        return more

    def is_cut(self, trains_per_hour: ArrayLike, *, first: bool = True) -> NDArray[np.bool_]:
        """Tell where the cap decides the wait, for half the headway is longer."""
        short = self.wait_min(trains_per_hour, first=first)
        cut: NDArray[np.bool_] = short < self._half_min(trains_per_hour)
        return cut

    @staticmethod
    def _half_min(trains_per_hour: ArrayLike) -> NDArray[np.float64]:
        """Half the headway."""
        half: NDArray[np.float64] = MIN_PER_H / np.asarray(trains_per_hour, dtype=float) / 2
        return half

    def estimate_min(self, km: float, kmh: float, passes: int = 0) -> float:
        """Estimate the minutes of a leg that nobody published.

        60 km / (share × line speed), plus minutes per stop.
        """
        running = MIN_PER_H * km / (self.estimate_speed_share * kmh)
        return running + self.estimate_stop_min * (passes + 1)


def transit_rules_from_mapping(raw: Mapping[str, Any]) -> TransitRules:
    """Read the rules from their file, refusing numbers that cannot be."""
    names = [name for name in TransitRules.__dataclass_fields__ if name != "sources"]
    if set(raw) != set(names):
        raise DataError("transit.rules_odd", odd=sorted(set(raw) ^ set(names)), known=names)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, entry in raw.items():
        value, sources[name] = sourced_value(entry, Message("transit.rule", name=name))
        if name == "best_access":
            values[name] = tuple(value) if isinstance(value, list) else ()
            continue
        numbers = value.values() if isinstance(value, dict) else [value]
        for number in numbers:
            if not (isinstance(number, (int, float)) and math.isfinite(number) and number >= 0):
                raise DataError("transit.rule_wrong", name=name, given=repr(number))
        values[name] = Frozen(dict(value)) if isinstance(value, dict) else float(value)
    modes, best = values["access_cap_min"], values["best_access"]
    if not best or any(mode not in modes for mode in best):
        raise DataError("transit.rule_best", given=list(best), modes=list(modes))
    if not 0 < values["estimate_speed_share"] <= 1 or values["estimate_uncertainty_share"] >= 1:
        raise DataError("transit.rule_shares")
    return TransitRules(sources=Frozen(sources), **values)
