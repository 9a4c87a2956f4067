"""The part of a page where weights stand on sliders: values to weigh, and the words around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.dossier import terms
from drenthe_geo.dossier.reasons import LEAST_SHOWN, MOST_REASONS
from drenthe_geo.siting.fit.screen import PRESENT_SEAT
from drenthe_geo.siting.kept.weighing import chance_tables, weighing_of
from drenthe_geo.siting.verdict import TESTS
from drenthe_geo.words.numbers import forms_of, or_dash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.kept.weighing import Weighing
    from drenthe_geo.siting.model import Siting
    from drenthe_geo.words.table import Words

SENTENCES = (
    "dossier.answer.first",
    "dossier.answer.only",
    "dossier.answer.only_left",
    "dossier.answer.toss_up",
    "dossier.range",
    "dossier.points",
    "dossier.few_points",
    "dossier.why.against",
    "dossier.why.both",
    "dossier.why.more",
    "dossier.why.less",
    "dossier.why.none",
    "dossier.why.ahead",
    "dossier.why.behind",
    "dossier.sure.stands",
    "dossier.sure.fails_viewpoints",
    "dossier.sure.first_from",
    "dossier.sure.fails_timetable",
    "dossier.sure.fails_to_verify",
    "dossier.sure.fails_to_verify_alone",
    "dossier.sure.untried",
    "dossier.sure.fallback",
    "dossier.sure.without",
    "siting.seat.move",
    "siting.seat.grow_beside",
    "siting.seat.alone",
    "siting.seat.unless_verified",
    "siting.seat.within",
    "siting.seat.best",
)
"""Sentences that the page says anew: their places are filled there as `Words.say` fills them."""

FIGURE = "{figure}0"
"""Stands for any figure where a unit is put behind it."""

WORDS = ("dossier.verdict", "dossier.meaning", "dossier.test")


def weighing_part(area: Area, found: Suggestion, words: Words) -> dict[str, Any] | None:
    """Pack a suggestion, with all words that are said of it by other weights.

    Parameters
    ----------
    area : Area
        The area.
    found : Suggestion
        The suggestion.
    words : Words
        The language.

    Returns
    -------
    dict of str to Any or None
        What the part ``weights`` of a page reads; None where `weighing_of` gives none.

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "veldregister", others={}, surface=False)
    >>> part = weighing_part(area, found, area.words("en"))
    >>> part["names"][0], part["forms"]["decimal"]
    ('Rijkskantoor Heidestad', '.')
    """
    packed = weighing_of(area, found)
    if packed is None:
        return None
    names = found.sites["name"].astype(str).to_dict()
    places = found.gemeente.to_dict()
    return {
        **packed.told(),
        **common_of(words),
        "service": words.say("page.named", name=found.brief.title),
        "names": [names[site] for site in packed.sites],
        "roles": [
            {"id": str(site), "role": str(role)} for site, role in found.sites["role"].items()
        ],
        "places": [or_dash(places.get(site)) for site in packed.sites],
        "measured": [_criterion(found, words, name, packed.sites) for name in packed.criteria],
        "viewpointNames": [
            found.siting.viewpoints[name].title_in(words.lang) for name in packed.viewpoints
        ],
        "questions": _questions(found, words, packed.sites),
        "apart": _apart(found, words, packed),
        "seat": _seat(found, packed),
    }


def common_of(words: Words) -> dict[str, object]:
    """Give what is the same for every service: tables, sentences and how numbers are written."""
    forms = forms_of(words.lang)
    sentences = {key: words.entries[key] for key in SENTENCES}
    for prefix in WORDS:
        sentences |= {f"{prefix}.{name}": text for name, text in words.group(prefix).items()}
    return {
        "tables": chance_tables(),
        "tests": list(TESTS),
        "least": LEAST_SHOWN,
        "leastPoints": terms.LEAST_POINTS,
        "most": MOST_REASONS,
        "forms": {
            "decimal": forms.decimal,
            "percent": forms.percent,
            "and": forms.listed_and,
            "or": forms.listed_or,
        },
        "sentences": sentences,
        "texts": words.group("page.weights"),
    }


def _criterion(
    found: Suggestion, words: Words, name: str, sites: Iterable[str]
) -> dict[str, object]:
    """Say what was measured by one criterion at every site."""
    by_site = found.assessed.measures[name].to_dict()
    values = [float(by_site[site]) for site in sites]
    return criterion_told(found.siting, found.brief.service, words, name, values)


def criterion_told(
    siting: Siting, service: str, words: Words, name: str, values: list[float]
) -> dict[str, object]:
    """Say measures of one criterion, without their unit and finer."""
    one = siting.criteria[name]
    return {
        "title": terms.title(words, one),
        "unit": terms.with_unit(words, one, FIGURE).replace(FIGURE, "{figure}", 1),
        "scale": terms.scale(words, one, siting.ends(service)[name]),
        "shown": [terms.measure(words, one, value) for value in values],
        "finer": [terms.finer(words, one, value) for value in values],
        "far": [terms.is_too_far(one, value) for value in values],
    }


def _questions(found: Suggestion, words: Words, sites: Iterable[str]) -> list[list[str]]:
    asked = found.screen["questions"].to_dict()
    return [[words.say(one.message()) for one in asked[site]] for site in sites]


def _apart(found: Suggestion, words: Words, packed: Weighing) -> list[dict[str, object]]:
    """Say what is out and why; of what limits exclude, also which site that is here."""
    numbers = {site: number for number, site in enumerate(packed.sites)}
    names = found.sites["name"].astype(str).to_dict()
    return [
        {
            "name": names[site],
            "site": numbers.get(str(site)),
            "why": [terms.reason(words, one, found.siting.criteria) for one in why],
        }
        for site, why in found.apart["reasons"].items()
    ]


def _seat(found: Suggestion, packed: Weighing) -> dict[str, Any] | None:
    """Tell of each present seat whether it can grow, and which sites are near it."""
    if found.seat is None:
        return None
    roles, room = found.sites["role"].to_dict(), found.screen["room"].to_dict()
    there = found.sites.geometry.to_dict()
    near_m = float(found.siting.settings["beside_m"])
    seats = []
    for number, seat in enumerate(packed.sites):
        if roles[seat] != PRESENT_SEAT:
            continue
        away = [float(there[site].distance(there[seat])) for site in packed.sites]
        beside = [[at, metres] for at, metres in enumerate(away) if metres <= near_m]
        seats.append({"site": number, "room": str(room[seat]), "beside": beside})
    return {"margin": found.seat.margin, "seats": seats}
