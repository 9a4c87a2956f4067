"""Why one site stands before another, in one sentence from the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.dossier import terms
from drenthe_geo.siting.rank import reasons_before

if TYPE_CHECKING:
    import pandas as pd

    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.words.table import Words

MOST_REASONS = 3

LEAST_SHOWN = 0.0005
"""Differences of a score that are smaller are nought as shown."""


def why_before(found: Suggestion, first: str, second: str, words: Words) -> str:
    """Say in one sentence why one site stands before another, from the numbers.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    first, second : str
        Ids of sites.
    words : Words
        The language, see `Area.words`.

    Returns
    -------
    str
        The sentence.

    Raises
    ------
    ArgumentError
        If there is no such site.

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "loket-zuid", surface=False)
    >>> best, next_best = found.ranking.table.index[:2]
    >>> why_before(found, best, next_best, area.words("en")).split(",")[0]
    'Stationsgebied Heidestad (0.78) stands 0.206 points before Veencampus Venendal (0.57)'
    """
    gain = reasons_before(found.ranking, first, second)
    more = gain[gain >= LEAST_SHOWN].head(MOST_REASONS)
    less = gain[gain <= -LEAST_SHOWN].iloc[::-1].head(MOST_REASONS)
    names, scores = found.sites["name"].to_dict(), found.ranking.table["score"].to_dict()
    key = {
        (True, True): "dossier.why.both",
        (True, False): "dossier.why.more",
        (False, True): "dossier.why.less",
        (False, False): "dossier.why.none",
    }[len(more) > 0, len(less) > 0]
    return words.say(
        key,
        first=names[first],
        score=terms.score(words, scores[first]),
        difference=terms.points(words, scores[first] - scores[second]),
        second=names[second],
        other=terms.score(words, scores[second]),
        more=_each(found, more, "dossier.why.ahead", (first, second), words),
        less=_each(found, less, "dossier.why.behind", (first, second), words),
    )


def _each(
    found: Suggestion, gain: pd.Series, key: str, sites: tuple[str, str], words: Words
) -> list[str]:
    """Say each criterion with what it gains and the measures of both sites."""
    said = []
    for name, points in gain.items():
        one = found.siting.criteria[str(name)]
        both = [float(found.assessed.measures[str(name)].to_dict()[site]) for site in sites]
        ours, theirs = (terms.measure(words, one, value) for value in both)
        if ours == theirs:  # told apart by a decimal
            ours, theirs = (terms.finer(words, one, value) for value in both)
        said.append(
            words.say(
                key,
                criterion=terms.title(words, one),
                points=terms.points(words, float(points)),
                ours=ours,
                theirs=terms.with_unit(words, one, theirs),
            )
        )
    return said
