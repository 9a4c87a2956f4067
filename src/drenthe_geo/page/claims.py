"""Claims of the profile on a page: those about what the page is about, with their verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.claims.topics import (
    REACH,
    REGIONS,
    ROADS,
    SERVICES,
    SITES,
    STATIONS,
    TRAINS,
    claims_about,
)
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.page.report import Claims, Head, Table

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area
    from drenthe_geo.words.table import Words

TOPICS = {
    "run": (STATIONS, ROADS, REACH),
    "scenario": (TRAINS,),
    "suggest": (SERVICES, REGIONS, SITES),
    "overview": (SERVICES, REGIONS, SITES),
    "place": (REACH,),
}
"""What the page of a question is about."""

NAME = "claims"

SHOWN = ("claim", "verdict", "figure", "note", "computed", "place")
"""Columns."""


def claims_for(area: Area, question: str, words: Words) -> Claims | None:
    """Give the claims of the page of a question.

    Examples
    --------
    >>> found = claims_for(area, "run", area.words("en"))
    >>> found.table.rows[0][:2]
    ['Veldland has four stations.', 'holds']
    """
    if question not in TOPICS or NAME not in area.resource_names:
        return None
    if area.own:  # the profile is about the area, not about a user's files
        return Claims(_table([], words), [], words.say("page.claims.own"))
    try:
        checked, left = claims_about(area, TOPICS[question])
    except DrentheGeoError as error:  # `claims` itself refuses it; a page has its own answer
        return Claims(_table([], words), [], words.say(error.message))
    if checked.empty and not left:  # the area has no profile, or none that is about this
        return None
    verdicts = words.group("claims.verdict")
    rows: list[list[object]] = [
        [
            row[f"claim_{words.lang}"],
            verdicts[row["verdict"]],
            *(words.say(row[name]) if row[name] else "" for name in ("figure", "note", "computed")),
            row["place"],
        ]
        for row in checked.to_dict("records")
    ]
    counts = checked["verdict"].value_counts()
    each = [f"{word}: {counts.get(name, 0)}" for name, word in verdicts.items()]
    told = ", ".join(each) if rows else ""
    return Claims(_table(rows, words), [one.claim.of(words.lang) for one in left], told)


def _table(rows: list[list[object]], words: Words) -> Table:
    heads = [
        Head(
            name=name,
            head=words.say(f"page.claims.head.{name}"),
            means=words.say(f"page.claims.means.{name}"),
            decimals=None,
            is_text=True,
        )
        for name in SHOWN
    ]
    return Table(NAME, words.say("page.claims.title"), heads, rows)
