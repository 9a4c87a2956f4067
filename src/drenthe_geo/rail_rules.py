"""How a trip by train is counted: waits, changes, boarding, and the formula for legs.

Every number is a choice or a fit, and comes from ``data/rail.toml`` with its source.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import DataError
from drenthe_geo.profiles import sourced_value

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_PER_H = 60.0


@dataclass(frozen=True)
class RailRules:
    """Choices for trips by train.

    Parameters
    ----------
    wait_cap_min : float
        Longest wait for the first train that is counted; below it half the headway.
    transfer_min : float
        Minutes to walk from train to train.
    transfer_wait_cap_min : float
        Longest wait for a later train that is counted.
    board_min : mapping of str to float
        Minutes from the street to the platform by mode of access: to park, to walk.
    access_cap_min : mapping of str to float
        By mode of access, minutes beyond which nobody goes to a station by it; a mode
        that is not named has no limit.
    estimate_speed_share : float
        Share of the line speed that a train runs on average between stops.
    estimate_stop_min : float
        Minutes that a stop costs.
    estimate_uncertainty_share : float
        Share by which a leg estimated by formula may be wrong.
    sources : mapping of str to str
        Source, or "assumption: …", of every number above.

    Examples
    --------
    >>> from drenthe_geo import read_rail
    >>> rules = read_rail().rules
    >>> rules.wait_min(4.0)
    7.5
    >>> rules.wait_min(1.0)
    10.0
    """

    wait_cap_min: float
    transfer_min: float
    transfer_wait_cap_min: float
    board_min: Mapping[str, float]
    access_cap_min: Mapping[str, float]
    estimate_speed_share: float
    estimate_stop_min: float
    estimate_uncertainty_share: float
    sources: Mapping[str, str]

    def wait_min(self, trains_per_hour: float) -> float:
        """Expect to wait half the headway for the first train, capped.

        Parameters
        ----------
        trains_per_hour : float
            Trains an hour that one would take.

        Returns
        -------
        float
            Minutes.
        """
        return min(MIN_PER_H / trains_per_hour / 2, self.wait_cap_min)

    def estimate_min(self, km: float, kmh: float, passes: int = 0) -> float:
        """Estimate the minutes of a leg that nobody published.

        Parameters
        ----------
        km : float
            Length.
        kmh : float
            Line speed.
        passes : int
            Stops between that are not named.

        Returns
        -------
        float
            60 km / (share × line speed), plus minutes per stop.
        """
        running = MIN_PER_H * km / (self.estimate_speed_share * kmh)
        return running + self.estimate_stop_min * (passes + 1)


def rail_rules_from_mapping(raw: Mapping[str, Any]) -> RailRules:
    """Read the rules from their file.

    Parameters
    ----------
    raw : mapping
        One entry per number: ``{"value": …, "source": …}``.

    Returns
    -------
    RailRules
        The rules.

    Raises
    ------
    DataError
        If a number is missing, unknown, has no source, or is out of range.
    """
    names = [name for name in RailRules.__dataclass_fields__ if name != "sources"]
    if set(raw) != set(names):
        odd = ", ".join(sorted(set(raw) ^ set(names)))
        msg = f"rail rules: {odd} missing or not known; there are {', '.join(names)}."
        raise DataError(msg)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, entry in raw.items():
        value, sources[name] = sourced_value(entry, f"rail rule {name!r}")
        numbers = value.values() if isinstance(value, dict) else [value]
        for number in numbers:
            if not (isinstance(number, (int, float)) and math.isfinite(number) and number >= 0):
                msg = f"rail rule {name!r}: {number!r} is not a number of 0 or more."
                raise DataError(msg)
        values[name] = MappingProxyType(dict(value)) if isinstance(value, dict) else float(value)
    if not 0 < values["estimate_speed_share"] <= 1 or values["estimate_uncertainty_share"] >= 1:
        msg = "rail rules: the shares must lie between 0 and 1."
        raise DataError(msg)
    return RailRules(sources=MappingProxyType(sources), **values)
