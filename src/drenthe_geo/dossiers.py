"""The dossier of a suggestion: what a council reads, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.captions import date_nl
from drenthe_geo.documents import Document
from drenthe_geo.dossier_evidence import assumptions, every_number, sources, sureness
from drenthe_geo.dossier_findings import answer, province, ranked, reach_of_first, reasons
from drenthe_geo.dossier_maps import winner_reach
from drenthe_geo.dossier_words import Page, words_of

if TYPE_CHECKING:
    from drenthe_geo.documents import Block
    from drenthe_geo.suggestions import Suggestion


def dossier_of(found: Suggestion, *, lang: str = "nl", top: int = 3) -> Document:
    """Write the dossier of a suggestion.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    lang : {"nl", "en"}
        Its language.
    top : int
        How many sites are explained.

    Returns
    -------
    Document
        For `html_of` and `pdf_of`.

    Raises
    ------
    ArgumentError
        If there is no such language.
    """
    words = words_of(lang, found.siting)
    parts = (
        answer,
        ranked,
        reasons,
        sureness,
        reach_of_first,
        province,
        every_number,
        assumptions,
        sources,
    )
    page = Page(found, words, winner_reach(found, for_print=True), top)
    blocks: list[Block] = []
    for part in parts:
        blocks += part(page)
    brief = found.brief
    kind = found.siting.kind_titles[brief.kind][0 if words.lang == "nl" else 1]
    version = found.manifest["versions"]["drenthe-geo"]
    dates = {entry["name"]: entry["date"] for entry in found.manifest["data"]}
    roads, people, trains = (dates[name] for name in ("road_edges", "people", "rail_legs"))
    themes = ", ".join(words.theme(name) for name in brief.themes)
    regions = ", ".join(brief.regions)
    if words.lang == "nl":
        title = f"Locatiesuggesties: {brief.name}"
        said = [
            f"thema's: {themes}",
            f"regio volgens het profiel: {regions or 'geen'} ({brief.mention})",
            f"wegen van {date_nl(roads)}, inwoners van {date_nl(people)}, treinen van {trains}",
            f"drenthe-geo {version}",
        ]
    else:
        title = f"Suggested sites: {brief.name}"
        said = [
            f"themes: {themes}",
            f"region as in the profile: {regions or 'none'} ({brief.mention})",
            f"roads of {roads}, people of {people}, trains of {trains}",
            f"drenthe-geo {version}",
        ]
    return Document(title, " · ".join([kind, brief.ministry, *said]), words.lang, blocks)
