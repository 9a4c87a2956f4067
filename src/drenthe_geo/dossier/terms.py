"""What stands in tables, as readers of a language call it: criteria, units, measures, plans."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING

from drenthe_geo.scenarios.model import read_scenario, scenario_names
from drenthe_geo.siting.reasons import BeyondLimit, NotNear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Criterion
    from drenthe_geo.siting.rank import Scale
    from drenthe_geo.siting.reasons import Reason
    from drenthe_geo.words.table import Words

YES_NO, PEOPLE, SITES, MINUTES = "yes/no", "people", "sites", "min"

BY_FOOT_OR_BICYCLE = ("walk", "bicycle", "ebike")
"""Modes by which nobody goes beyond the end of a criterion's scale, as its source says."""

LEAST_POINTS = 0.005
"""Parts of a score that are smaller are nought in two decimals."""

PEOPLE_ROUNDED_TO = 100.0


def title(words: Words, criterion: Criterion) -> str:
    """Give the title of a criterion."""
    return criterion.title_in(words.lang)


def theme(words: Words, name: str) -> str:
    """Give the name of a theme; one that has no word is called as in the tables."""
    key = f"siting.theme.{name}"
    return words.say(key) if words.has(key) else name


def unit(words: Words, criterion: Criterion) -> str:
    """Give the unit of a criterion; one that has no word is called as in the tables."""
    key = f"siting.unit.{re.sub(r'[^a-z0-9]+', '_', criterion.unit)}"
    return words.say(key) if criterion.unit and words.has(key) else criterion.unit


def score(words: Words, value: float) -> str:
    """Write a score: as everywhere in two decimals, for its range is wider than that."""
    return words.say("maps.score.value", score=value)


def points(words: Words, value: float) -> str:
    """Write a part of a score, or a difference of two, without its sign."""
    key = "dossier.points" if value == 0 or abs(value) >= LEAST_POINTS else "dossier.few_points"
    return words.say(key, points=abs(value))


def is_too_far(criterion: Criterion, value: float) -> bool:
    """Tell whether nobody walks or cycles so far: beyond the end of the criterion's scale."""
    by_oneself = criterion.mode in BY_FOOT_OR_BICYCLE and criterion.unit == MINUTES
    return by_oneself and criterion.less_is_better and value > criterion.scale.worst


def measure(words: Words, criterion: Criterion, value: float) -> str:
    """Write a measure of a criterion, without its unit; said to be missing where it is."""
    if not isfinite(value):
        return words.say("dossier.unknown")
    if criterion.unit == YES_NO:
        return words.say("dossier.yes") if value > 0 else words.say("dossier.no")
    if is_too_far(criterion, value):
        return words.say(f"dossier.too_far.{criterion.mode}")
    if criterion.unit == SITES:  # those further off count for a part
        return words.say("dossier.measure_1", measure=value)
    if criterion.unit == PEOPLE:
        value = PEOPLE_ROUNDED_TO * round(value / PEOPLE_ROUNDED_TO)
    return words.say("dossier.measure", measure=value)


def finer(words: Words, criterion: Criterion, value: float) -> str:
    """Write a measure with a decimal more, to tell it from another."""
    if not isfinite(value) or criterion.unit == YES_NO or is_too_far(criterion, value):
        return measure(words, criterion, value)
    if criterion.unit == PEOPLE:
        return words.say("dossier.measure", measure=value)
    return words.say("dossier.measure_1", measure=value)


def with_unit(words: Words, criterion: Criterion, figure: str) -> str:
    """Put the unit behind a figure, if it is one and needs one."""
    if criterion.unit in {YES_NO, ""} or not any(sign.isdigit() for sign in figure):
        return figure
    return words.say("dossier.with_unit", figure=figure, unit=unit(words, criterion))


def scale(words: Words, criterion: Criterion, ends: Scale) -> str:
    """Write the ends of a scale, from worth nothing to worth most, such as ``45 → 5 min``."""
    worst, best = (measure(words, criterion, end) for end in (ends.worst, ends.best))
    return with_unit(words, criterion, words.say("dossier.scale", worst=worst, best=best))


def against(words: Words, criterion: Criterion, ours: float, theirs: float) -> str:
    """Set a measure against that of another site: in finer figures where those are alike."""
    write = measure
    if measure(words, criterion, ours) == measure(words, criterion, theirs):
        write = finer
    first, second = (write(words, criterion, value) for value in (ours, theirs))
    if is_too_far(criterion, theirs):  # each with its own
        first = with_unit(words, criterion, first)
    return words.say("dossier.why.against", ours=first, theirs=with_unit(words, criterion, second))


def reason(words: Words, why: Reason, criteria: Mapping[str, Criterion]) -> str:
    """Say why a site is out, or nearly: a limit with the title of its criterion."""
    if isinstance(why, NotNear):
        each = [reason(words, one, criteria) for one in why.limits]
        return words.say("dossier.none_near", limits=each)
    if not isinstance(why, BeyondLimit):
        return words.say(why.message())
    one = criteria[why.criterion]
    figure, limit = (measure(words, one, value) for value in (why.measure, why.limit))
    if figure == limit:  # 20.3 beyond a limit of 20
        figure = finer(words, one, why.measure)
    if is_too_far(one, why.measure):
        limit = with_unit(words, one, limit)
    return words.say(
        "dossier.limit",
        criterion=title(words, one),
        measure=with_unit(words, one, figure),
        limit=limit,
    )


def plans(area: Area, names: Iterable[str], words: Words) -> list[str]:
    """Give the titles of scenarios; names of a user's own files stay as they are."""
    known = set(scenario_names(area))
    return [
        read_scenario(area, name).title_in(words.lang) if name in known else name for name in names
    ]
