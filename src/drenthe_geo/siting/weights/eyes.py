"""What is weighed: how something fades with distance, and whose eyes one looks with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.reach.decay import Ramp
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Text = Mapping[str, str] | Message
"""What data say to a reader: by language, or a message."""


def text_in(what: Text, lang: str) -> str:
    """Say what data say to a reader.

    The first language that there is stands in for one that is missing.
    """
    if isinstance(what, Message):
        return words_of(lang).say(what)
    return what.get(lang) or next(iter(what.values()))


@dataclass(frozen=True)
class Fade:
    """How much less something counts the further away it is: no cliff at a cut-off.

    Parameters
    ----------
    full_min : float
        Minutes up to which all of it counts.
    none_min : float
        Minutes from which nothing of it counts; between them it fades in a straight line.

    Examples
    --------
    >>> import numpy as np
    >>> Fade(15, 60).of(np.array([10.0, 37.5, 90.0])).tolist()
    [1.0, 0.5, 0.0]
    """

    full_min: float
    none_min: float

    @property
    def steps_min(self) -> tuple[float, float, float]:
        """Minutes up to which all counts, where half does, and from which nothing does."""
        return self.full_min, (self.full_min + self.none_min) / 2, self.none_min

    def of(self, minutes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share that counts, from 1 to 0; nothing where there is no way."""
        return Ramp(self.full_min, self.none_min)(minutes)


@dataclass(frozen=True)
class Viewpoint:
    """Whose eyes one looks with: what weighs how much.

    Parameters
    ----------
    title : mapping of str to str
        For readers, by language; see `text_in`.
    weights : mapping of str to float
        By criterion, as it weighs for a kind of service that asks for it once.
    pillars : mapping of str to float
        By pillar of the profile: what all its criteria weigh together. Where it is empty
        the weights stand by themselves.
    plain : bool
        Whether all that is asked weighs alike, however much a kind of service asks for it.
    sources : tuple of Text
        Where the weights come from, or ``assumption: …``.
    """

    title: Mapping[str, str]
    weights: Mapping[str, float]
    pillars: Mapping[str, float]
    plain: bool
    sources: tuple[Text, ...]

    def title_in(self, lang: str) -> str:
        """Title in a language."""
        return text_in(self.title, lang)
