"""What tags mean in a country, as data: ``data/defaults/osm.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "osm.toml"

EVERYWHERE = "default"
"""The table of what holds in every country."""


@dataclass(frozen=True)
class Choices:
    """The entries of ``osm.toml`` for one country; what each is for stands there."""

    by_day: Mapping[str, Any]
    road_classes: Mapping[str, str]
    not_roads: tuple[str, ...]
    open_to_car: tuple[str, ...]
    open_to_bicycle: tuple[str, ...]
    open_to_walk: tuple[str, ...]
    opened_by_any_key: Mapping[str, list[str]]
    access_words: Mapping[str, str]
    motorroad_closed_to: tuple[str, ...]
    bicycle_road_open_to_car: bool
    services_closed_to_car: tuple[str, ...]
    car_needs: Mapping[str, float]
    size_units: Mapping[str, float]
    closed_smoothness: Mapping[str, list[str]]
    facility_words: tuple[str, ...]
    contraflow_words: tuple[str, ...]
    sidewalk_words: tuple[str, ...]
    outline: tuple[tuple[float, float], ...]
    limits_kmh: Mapping[str, float]
    service_kmh: Mapping[str, float]
    track_kmh: Mapping[str, float]
    bicycle_road_kmh: float
    zone_classes: tuple[str, ...]
    day_limit_kmh: float
    plausible_kmh: tuple[float, float]
    maxspeed_words: Mapping[str, float]
    maxspeed_units: Mapping[str, float]
    no_speed_words: tuple[str, ...]
    ferry: Mapping[str, float]
    ferry_open_to: tuple[str, ...]
    barriers: Mapping[str, list[str]]
    other_barrier: tuple[str, ...]
    blocked_entrances: tuple[str, ...]
    access_of_another: tuple[str, ...]
    least_share: Mapping[str, float]


def countries() -> tuple[str, ...]:
    """List the countries that have rules of their own."""
    return tuple(name for name in _raw() if name != EVERYWHERE)


@lru_cache(maxsize=16)
def read_choices(country: str = "") -> Choices:
    """Read them for a country, by its code of two letters; others have the rules of all."""
    raw, names = _raw(), list(Choices.__dataclass_fields__)
    entries = dict(raw[EVERYWHERE])
    own = raw.get(country.lower(), {}) if country.lower() != EVERYWHERE else {}
    if set(entries) != set(names) or not set(own) <= set(names):
        odd = sorted((set(entries) ^ set(names)) | (set(own) - set(names)))
        raise DataError("layers.settings", odd=odd, names=names)
    values: dict[str, Any] = {}
    for name in names:
        value, _ = sourced_value(entries[name], name)
        if name in own:
            added, _ = sourced_value(own[name], name)
            value = {**value, **added} if isinstance(value, dict) else added
        values[name] = _fixed(value)
    return Choices(**values)


def _fixed(value: object) -> object:
    """Make a value that nobody can change."""
    if isinstance(value, dict):
        return MappingProxyType(value)
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    return read_toml(data_dir() / DEFAULTS / FILE)
