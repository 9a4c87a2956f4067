"""Why one site stands before another, in one sentence from the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.dossier import terms
from drenthe_geo.siting.rank import reasons_before

if TYPE_CHECKING:
    import pandas as pd

    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.words.table import Words

MOST_REASONS, MOST_IN_SHORT = 3, 2

LEAST_SHOWN = terms.LEAST_POINTS
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
    'Stationsgebied Heidestad (0.78) stands 0.21 points before Veencampus Venendal (0.57)'
    """
    more, less = _shown(found, first, second)
    names, scores = found.sites["name"].to_dict(), found.ranking.table["score"].to_dict()
    return words.say(
        f"dossier.why.{_kind(more, less)}",
        first=names[first],
        score=terms.score(words, scores[first]),
        difference=terms.points(words, scores[first] - scores[second]),
        second=names[second],
        other=terms.score(words, scores[second]),
        more=_each(found, more, "dossier.why.ahead", (first, second), words),
        less=_each(found, less, "dossier.why.behind", (first, second), words),
    )


def in_short(found: Suggestion, first: str, second: str, words: Words) -> str:
    """Say what speaks for a site and what against it beside another, without the points."""
    more, less = (one.head(MOST_IN_SHORT) for one in _shown(found, first, second))
    return words.say(
        f"dossier.why.short_{_kind(more, less)}",
        second=found.sites["name"].to_dict()[second],
        more=_each(found, more, "dossier.why.in_short", (first, second), words),
        less=_each(found, less, "dossier.why.in_short", (first, second), words),
    )


def _shown(found: Suggestion, first: str, second: str) -> tuple[pd.Series, pd.Series]:
    """Find on what one site gains most on another, and on what it loses most."""
    gain = reasons_before(found.ranking, first, second)
    more = gain[gain >= LEAST_SHOWN].head(MOST_REASONS)
    return more, gain[gain <= -LEAST_SHOWN].iloc[::-1].head(MOST_REASONS)


def _kind(more: pd.Series, less: pd.Series) -> str:
    """Tell whether there is something for a site, against it, both or neither."""
    return {
        (True, True): "both",
        (True, False): "more",
        (False, True): "less",
        (False, False): "none",
    }[len(more) > 0, len(less) > 0]


def _each(
    found: Suggestion, gain: pd.Series, key: str, sites: tuple[str, str], words: Words
) -> list[str]:
    """Say each criterion with what it gains and the measures of both sites."""
    said = []
    for name, points in gain.items():
        one = found.siting.criteria[str(name)]
        both = [float(found.assessed.measures[str(name)].to_dict()[site]) for site in sites]
        said.append(
            words.say(
                key,
                criterion=terms.title(words, one),
                points=terms.points(words, float(points)),
                measures=terms.against(words, one, *both),
            )
        )
    return said
