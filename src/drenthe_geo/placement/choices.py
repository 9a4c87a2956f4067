"""Choices of placing sites: numbers with their sources."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.area.area import Area


@dataclass(frozen=True)
class Choices:
    """Choices of placing sites."""

    # The cut-off where none is asked for.
    cutoff_min: float
    # With more pairs of places and candidates than this, people go together.
    pairs: int
    # Sides of the cells in which they may do so.
    cells_m: tuple[float, ...]
    # How long the solver may take each time.
    seconds: float
    # Source, or "assumption: …", of every number above.
    sources: Mapping[str, str]


def read_choices(area: Area) -> Choices:
    """Read the choices of placing sites."""
    return choices_from_mapping(area.toml("placement"))


def choices_from_mapping(raw: Mapping[str, Any]) -> Choices:
    """Make the choices of their file: one entry per number, with value and source."""
    names = [one.name for one in fields(Choices) if one.name != "sources"]
    if set(raw) != set(names):
        raise DataError("placement.choices", odd=sorted(set(raw) ^ set(names)), names=names)
    read = {name: sourced_value(entry, f"placement {name!r}") for name, entry in raw.items()}
    values: dict[str, Any] = {name: value for name, (value, _) in read.items()}
    values["cells_m"] = tuple(map(float, values["cells_m"]))
    return Choices(**values, sources={name: source for name, (_, source) in read.items()})
