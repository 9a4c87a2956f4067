"""What a claim, a check and a finding are, and how figures judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.contracts.results import result
from drenthe_geo.words.table import NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import pandas as pd

    from drenthe_geo.claims.ground import Ground
    from drenthe_geo.words.message import Texts

HOLDS, PARTLY, DOES_NOT, CANNOT = "holds", "partly", "does_not", "cannot_be_judged"

VERDICTS = (HOLDS, PARTLY, DOES_NOT, CANNOT)

UNSURE = "unsure"
"""Of a part of a claim: the threshold lies within the range of its figure."""


@result
@dataclass(frozen=True)
class Claim:
    """One claim of the profile, and what it is held against.

    Parameters
    ----------
    name : str
        Its id.
    place : str
        Chapter and heading of the profile.
    claim : Texts
        The claim in our own words.
    check : str
        Name of the check; empty if the data cannot judge it.
    on : mapping of str to object
        What the check looks at.
    numbers : mapping of str to float
        Thresholds.
    sources : mapping of str to str
        Source, or "assumption: …", of every threshold.
    note : Texts
        What a reader should know.
    missing : Texts
        Which data would judge it, if there is no check.
    circular : bool
        Whether our data took what is judged from the profile itself.
    topics : tuple of str
        What it is about, beside what its check says.

    Examples
    --------
    >>> one = dg.claims.read_claims(area)[0]
    >>> one.check, one.claim.of("nl")
    ('station_count', 'Veldland heeft vier stations.')
    """

    name: str
    place: str
    claim: Texts
    check: str = ""
    on: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    note: Texts = NO_TEXT
    missing: Texts = NO_TEXT
    circular: bool = False
    topics: tuple[str, ...] = ()


@result
@dataclass(frozen=True)
class Finding:
    """What a check found."""

    # Verdict on every part of the claim: ``holds``, ``does_not`` or ``unsure``.
    parts: tuple[str, ...]
    # What the sentences of the check name; ``parts``, if any, is a list of mappings.
    found: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """The verdict on the claim: ``partly`` if its parts differ or one is unsure."""
        if self.parts and set(self.parts) == {HOLDS}:
            return HOLDS
        return DOES_NOT if set(self.parts) <= {DOES_NOT} else PARTLY

    @property
    def unsure(self) -> bool:
        """Whether a threshold lies within the range of a figure."""
        return UNSURE in self.parts


@result
@dataclass(frozen=True)
class Check:
    """A check, and what a claim must give it."""

    # Takes the ground and the claim.
    function: Callable[[Ground, Claim], Finding]
    data: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    # What it may be told besides.
    may: tuple[str, ...] = ()


def yes_or_no(true: object) -> str:
    """Judge what has no range."""
    return HOLDS if true else DOES_NOT


def judge_at_most(low: float, high: float, limit: float) -> str:
    """Judge whether a figure is no more than a limit; NaN is more than any limit."""
    if high <= limit:
        return HOLDS
    return UNSURE if low <= limit else DOES_NOT


def judge_at_least(low: float, high: float, limit: float) -> str:
    """Judge whether a figure is no less than a limit."""
    return judge_at_most(-high, -low, -limit)


def share_within(minutes: pd.Series, people: pd.Series, limit_min: float) -> float:
    """Share of people within a limit; NaN minutes are no way."""
    return float(people[minutes <= limit_min].sum() / people.sum())


def median_minutes(minutes: pd.Series, people: pd.Series) -> float:
    """Minutes within which half of the people are; infinite if fewer have a way."""
    ordered = minutes.fillna(np.inf).sort_values()
    enough = people[ordered.index].cumsum() >= people.sum() / 2
    return float(ordered[enough].iloc[0])
