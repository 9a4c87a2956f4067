"""What a network of a user's own is held against: thresholds and words, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "networks.toml"


@dataclass(frozen=True)
class Rules:
    """Thresholds and words of ``networks.toml``; what each is for stands there."""

    odd_low: float
    odd_high: float
    most_low: float
    most_high: float
    alike: float
    unit_off: float
    projection_off: float
    check_m: float
    most_kmh: float
    least_kmh: float
    usual_kmh: tuple[float, float]
    usual_factor: float
    disagree_factor: float
    odd_share: float
    same_road_m: float
    join_m: float
    strong_share: float
    most_span_km: float
    stretch: float
    closed_cost: float
    road_classes: tuple[str, ...]
    class_names: Mapping[str, str]


@lru_cache(maxsize=1)
def network_rules() -> Rules:
    """Read them; the same for every area, as a graph may be of none."""
    raw = read_toml(data_dir() / DEFAULTS / FILE)
    names = list(Rules.__dataclass_fields__)
    if set(raw) != set(names):
        raise DataError("layers.settings", odd=sorted(set(raw) ^ set(names)), names=names)
    values: dict[str, Any] = {}
    for name, entry in raw.items():
        value, _ = sourced_value(entry, name)
        values[name] = tuple(value) if isinstance(value, list) else value
    return Rules(**values)
