"""Why one site stands before another, in one sentence from the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.dossier_words import UNITLESS, words_of
from drenthe_geo.ranking import reasons_before

if TYPE_CHECKING:
    from drenthe_geo.suggestions import Suggestion

MOST_REASONS = 3
LEAST_SHOWN = 0.0005
"""Differences of a score that are smaller are nought as shown."""


def why_before(found: Suggestion, first: str, second: str, *, lang: str = "nl") -> str:
    """Say in one sentence why one site stands before another, from the numbers.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    first, second : str
        Ids of sites.
    lang : {"nl", "en"}
        Its language.

    Returns
    -------
    str
        The sentence.

    Raises
    ------
    ArgumentError
        If there is no such site or language.
    """
    words = words_of(lang, found.siting)
    gain = reasons_before(found.ranking, first, second)
    ahead = gain[gain >= LEAST_SHOWN].head(MOST_REASONS)
    behind = gain[gain <= -LEAST_SHOWN].iloc[::-1].head(MOST_REASONS)
    names, scores = found.sites["name"].to_dict(), found.ranking.table["score"].to_dict()

    def listed(part: dict[str, float]) -> str:
        said = []
        for name, points in part.items():
            both = [
                float(found.assessed.measures[name].to_dict()[site]) for site in (first, second)
            ]
            ours, theirs = (words.measure(name, value) for value in both)
            if ours == theirs:  # told apart by a decimal
                ours, theirs = (words.number(value, 1) for value in both)
            unit = "" if words.siting.criteria[name].unit in UNITLESS else f" {words.unit(name)}"
            against = "tegen" if words.lang == "nl" else "against"
            sign = "+" if points > 0 else "−"
            said.append(
                f"{words.in_sentence(name)} ({sign}{words.number(abs(points), 3)}: "
                f"{ours} {against} {theirs}{unit})"
            )
        return "; ".join(said)

    difference = words.number(scores[first] - scores[second], 3)
    both = f"{words.number(scores[first], 2)}", f"{words.number(scores[second], 2)}"
    more = {str(name): float(value) for name, value in ahead.items()}
    less = {str(name): float(value) for name, value in behind.items()}
    if words.lang == "nl":
        start = (
            f"{names[first]} ({both[0]}) staat {difference} punt voor {names[second]} ({both[1]})"
        )
        parts = [f"vooral door {listed(more)}"] if more else ["zonder verschil op een criterium"]
        parts += [f"al scoort het lager op {listed(less)}"] if less else []
    else:
        start = (
            f"{names[first]} ({both[0]}) stands {difference} points before "
            f"{names[second]} ({both[1]})"
        )
        parts = [f"mostly by {listed(more)}"] if more else ["with no difference on any criterion"]
        parts += [f"though it is behind on {listed(less)}"] if less else []
    return f"{start}, {', '.join(parts)}."
