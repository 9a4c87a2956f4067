"""Why a site is out, or nearly: as values, which words turn into text at the end."""

from __future__ import annotations

from dataclasses import dataclass

from drenthe_geo.siting.fit.findings import Finding
from drenthe_geo.words.message import Message, Texts


@dataclass(frozen=True)
class BeyondLimit:
    """A measure is beyond a hard limit.

    Parameters
    ----------
    criterion : str
        Its name.
    measure, limit : float
        In the unit of the criterion.

    Examples
    --------
    >>> from drenthe_geo.words.table import words_of
    >>> words_of("nl").say(BeyondLimit("exit_car_min", 25.31, 20.0).message())
    'exit_car_min 25,3 > 20'
    """

    criterion: str
    measure: float
    limit: float

    @property
    def above(self) -> bool:
        """Whether the measure is the larger; less would have been better."""
        return self.measure > self.limit

    def message(self, title: Texts | None = None) -> Message:
        """Say it by the criterion's title, or else its name, as who writes limits does."""
        key = "siting.reason.above" if self.above else "siting.reason.below"
        return Message(
            key, criterion=title or self.criterion, measure=self.measure, limit=self.limit
        )


@dataclass(frozen=True)
class NotNear:
    """Of several things that must be near, not one is.

    Parameters
    ----------
    limits : tuple of BeyondLimit
        How far each is.

    Examples
    --------
    >>> from drenthe_geo.words.table import words_of
    >>> both = (BeyondLimit("airport_min", 25.3, 10.0), BeyondLimit("border_min", 31.0, 15.0))
    >>> words_of("en").say(NotNear(both).message())
    'airport_min 25.3 > 10 and border_min 31.0 > 15'
    """

    limits: tuple[BeyondLimit, ...]

    def message(self) -> Message:
        """Say it by the criteria's names."""
        return Message("siting.reason.not_near", limits=[one.message() for one in self.limits])


@dataclass(frozen=True)
class OutsideArea:
    """A site lies outside the area.

    Examples
    --------
    >>> area.words("en").say(OutsideArea().message())
    'outside Veldland'
    """

    def message(self) -> Message:
        """Say it."""
        return Message("siting.reason.outside")


@dataclass(frozen=True)
class InNature:
    """A cell of the surface lies in protected nature.

    Parameters
    ----------
    name : str
        Of the nature area.

    Examples
    --------
    >>> from drenthe_geo.words.table import words_of
    >>> words_of("en").say(InNature("Veenbos").message())
    'in Natura 2000 (Veenbos)'
    """

    name: str

    def message(self) -> Message:
        """Say it."""
        return Message("siting.reason.nature", name=self.name)


Reason = BeyondLimit | NotNear | OutsideArea | InNature | Finding
"""Why a site is out; of limits that are nearly passed, `BeyondLimit` alone."""


def all_reasons(reasons: tuple[Reason, ...]) -> Message:
    """Several reasons as one thing to be said: nothing where there is none.

    Parameters
    ----------
    reasons : tuple of Reason
        A cell of the columns ``excluded`` or ``near_limit``.

    Returns
    -------
    Message
        The reasons, with semicolons between.

    Examples
    --------
    >>> from drenthe_geo.words.table import words_of
    >>> both = (BeyondLimit("exit_car_min", 25.3, 20.0), BeyondLimit("workers_car", 9.0, 10.0))
    >>> words_of("en").say(all_reasons(both)), words_of("en").say(all_reasons(()))
    ('exit_car_min 25.3 > 20; workers_car 9.0 < 10', '')
    """
    return Message("siting.reason.all", reasons=[one.message() for one in reasons])
