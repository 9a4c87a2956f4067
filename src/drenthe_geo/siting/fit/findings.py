"""What is found of a site for a service: as values, which words turn into text at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

Outcome = Literal["met", "against", "ask"]

FitWord = Literal["fits", "to_verify", "does_not_fit"]

FITS, TO_VERIFY, DOES_NOT_FIT = "fits", "to_verify", "does_not_fit"


@dataclass(frozen=True)
class Finding:
    """One thing that a service asks of a site, and what is known of it.

    Parameters
    ----------
    outcome : {"met", "against", "ask"}
        What is there; why the site is out; or what is unknown, as a question to its owner.
    check : str
        What was looked at, such as ``zoning``: with the outcome the key of its sentence.
    values : tuple of (str, object)
        What fills the places of that sentence.
    source, date : str
        Where what is known of the site comes from, and of when; empty where nothing is known.

    Examples
    --------
    >>> found = Finding("against", "floor", (("there", 900.0), ("needed", 2400.0)), "News", "2025")
    >>> area.words("en").say(found.message())
    '900 m² of floor, and 2,400 m² is needed'
    """

    outcome: Outcome
    check: str
    values: tuple[tuple[str, Any], ...] = ()
    source: str = ""
    date: str = ""

    def message(self) -> Message:
        """Say it, without its source."""
        return Message(f"siting.fit.{self.outcome}.{self.check}", **dict(self.values))


def all_questions(findings: Iterable[Finding]) -> Message:
    """Several questions as one thing to be said: nothing where there is none."""
    return Message("siting.fit.questions", questions=[one.message() for one in findings])
