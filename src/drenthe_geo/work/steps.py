"""The steps of a job, for whoever shows how far it is."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


class Step(str):
    """The name of a step, with how much of it is done.

    Whoever is told of steps may take it for the name alone.

    Parameters
    ----------
    name : str
        Name of the step.
    done, of : int
        How many were done, of how many.
    left_s : float
        Seconds that the rest will take, if it goes on as it did.

    Examples
    --------
    >>> step = Step("times", 250, 1000, 30.0)
    >>> step == "times", step.done, step.of
    (True, 250, 1000)
    """

    __slots__ = ("done", "left_s", "of")

    done: int
    of: int
    left_s: float

    def __new__(cls, name: str, done: int = 0, of: int = 0, left_s: float = 0.0) -> Self:
        """Make the name, and keep how much is done beside it."""
        made = super().__new__(cls, name)
        made.done, made.of, made.left_s = done, of, left_s
        return made


def parts_of(on_step: Callable[[str], None], name: str) -> Callable[[int, int], None]:
    """Tell of a step again after each of its parts but the last, with what is done.

    >>> seen = []
    >>> told = parts_of(seen.append, "times")
    >>> told(5, 10), told(10, 10), seen
    (None, None, ['times'])
    """
    start = monotonic()

    def told(done: int, of: int) -> None:
        if 0 < done < of:
            on_step(Step(name, done, of, (monotonic() - start) / done * (of - done)))

    return told
