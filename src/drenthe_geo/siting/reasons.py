"""Why a site is out, or nearly: as values, which words turn into text at the end."""

from __future__ import annotations

from dataclasses import dataclass

from drenthe_geo.words.message import Message


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

    def message(self) -> Message:
        """Say it by the criterion's name, as who writes limits does."""
        key = "siting.reason.above" if self.above else "siting.reason.below"
        return Message(key, criterion=self.criterion, measure=self.measure, limit=self.limit)


@dataclass(frozen=True)
class LacksTheme:
    """A site has themes, but none of those that it must carry one of.

    Parameters
    ----------
    themes : tuple of str
        What it must carry one of.

    Examples
    --------
    >>> from drenthe_geo.words.table import words_of
    >>> words_of("nl").say(LacksTheme(("justice",)).message())
    'mist het thema justitie'
    """

    themes: tuple[str, ...]

    def message(self) -> Message:
        """Say it."""
        return Message("siting.reason.lacks_theme", themes=theme_names(self.themes))


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


Reason = BeyondLimit | LacksTheme | OutsideArea
"""Why a site is out; of limits that are nearly passed, `BeyondLimit` alone."""


def theme_names(themes: tuple[str, ...]) -> tuple[Message, ...]:
    """Names of themes, to be said."""
    return tuple(Message(f"siting.theme.{name}") for name in themes)


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
    >>> both = (BeyondLimit("exit_car_min", 25.3, 20.0), BeyondLimit("workers_car_30", 9.0, 10.0))
    >>> words_of("en").say(all_reasons(both)), words_of("en").say(all_reasons(()))
    ('exit_car_min 25.3 > 20; workers_car_30 9.0 < 10', '')
    """
    return Message("siting.reason.all", reasons=[one.message() for one in reasons])
