"""Choices of placing sites: numbers with their sources."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, get_args

from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import DataError
from drenthe_geo.placement.result import Goal
from drenthe_geo.placement.search import Aim, Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.area.area import Area


@result
@dataclass(frozen=True)
class Choices:
    """Choices of placing sites."""

    # The cut-off where none is asked for.
    cutoff_min: float
    # With more pairs of places and candidates than this, people go together while the solver
    # compares means; with more pairs of their cells as well, see `Search.pairs`.
    pairs: int
    # Sides of the cells in which they may do so.
    cells_m: tuple[float, ...]
    # How long the best may be looked for in all.
    seconds: float
    # Sets within this share of the best are as good.
    as_good_share: float
    # What decides between them, by goal; the first aim first.
    aims: Mapping[str, tuple[Aim, ...]]
    # So many of them are kept at most beside the first.
    others: int
    # With no more sets times places than this each set is tried.
    trials: int
    # How long the solver may look for others in all.
    others_seconds: float
    # Source, or "assumption: …", of every number above.
    sources: Mapping[str, str]

    def search(self, goal: Goal) -> Search:
        """Say how far sets are looked for that are as good as the best by a goal."""
        limits = (self.others, self.trials, self.others_seconds, self.pairs)
        return Search(self.as_good_share, self.aims[goal], *limits)


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
    values["aims"] = {goal: tuple(aims) for goal, aims in values["aims"].items()}
    _require_aims(values["aims"])
    return Choices(**values, sources={name: source for name, (_, source) in read.items()})


def _require_aims(aims: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse an aim that is unknown, and a goal without any."""
    known = get_args(Aim)
    for goal in get_args(Goal):
        odd = [one for one in aims.get(goal, ()) if one not in known]
        if odd or not aims.get(goal):
            raise DataError("placement.no_aims", goal=goal, aims=known)
