"""The dossier of a suggestion: what a council reads, section by section."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import Document
from drenthe_geo.dossier import terms
from drenthe_geo.dossier.evidence import every_number, sureness
from drenthe_geo.dossier.figures import suggestion_pictures
from drenthe_geo.dossier.findings import (
    answer,
    ranked,
    reach_of_first,
    reading,
    reasons,
    whole_area,
)
from drenthe_geo.dossier.fit import apart, feasible, seat
from drenthe_geo.dossier.page import Page
from drenthe_geo.dossier.sources import assumptions, sources
from drenthe_geo.io.title_block import TitleBlock
from drenthe_geo.siting.weights.eyes import text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.dossier.figures import WinnerReach
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.words.table import Words

NO_TITLE_BLOCK = TitleBlock()

SECTIONS = (
    answer,
    reading,
    seat,
    feasible,
    ranked,
    apart,
    reasons,
    sureness,
    reach_of_first,
    whole_area,
    every_number,
    assumptions,
    sources,
)


def dossier_of(
    area: Area,
    found: Suggestion,
    words: Words,
    reach: WinnerReach,
    *,
    top: int = 3,
    own_files: Mapping[str, str] | None = None,
    block: TitleBlock = NO_TITLE_BLOCK,
) -> Document:
    """Write the dossier of a suggestion.

    Parameters
    ----------
    area : Area
        The area, as the suggestion opened it: its sources are listed.
    found : Suggestion
        The suggestion.
    words : Words
        The language, see `Area.words`.
    reach : WinnerReach
        Who can get to the first site, see `winner_reach`.
    top : int
        How many sites are explained.
    own_files : mapping of str to str, optional
        SHA-256 of the files of a user that it rests on, by name.
    block : TitleBlock
        Who made it and how final it is.

    Returns
    -------
    Document
        For `html_of` and `pdf_of`; equal suggestions give equal documents.

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "loket-zuid", surface=False)
    >>> reach = dg.dossier.winner_reach(area, found)
    >>> dossier_of(area, found, area.words("en"), reach).title
    'Suggested sites: Loket Zuid'
    """
    pictures = suggestion_pictures(area, found, words, reach)
    page = Page(area, found, words, pictures, reach.areas, top, own_files or {})
    blocks = [block for section in SECTIONS for block in section(page)]
    title = words.say("dossier.title", service=found.brief.title)
    return Document(
        title,
        " · ".join(_head(page)),
        words.lang,
        blocks,
        facts=list(block.told(words).items()),
        logo=block.logo_png(),
        logo_text=block.organisation or words.say("title_block.logo"),
        contents=words.say("dossier.contents"),
        author=block.author or block.organisation,
        date=block.date,
        status=block.status_in(words),
    )


def dossier_file(
    area: Area,
    found: Suggestion,
    words: Words,
    block: TitleBlock,
    *,
    reach: WinnerReach,
    top: int,
    own_files: Mapping[str, str],
) -> dict[str, Document]:
    """Write the dossier, by the name of its file."""
    document = dossier_of(area, found, words, reach, top=top, own_files=own_files, block=block)
    return {f"dossier-{found.brief.service}": document}


def _head(page: Page) -> list[str]:
    """Say what was asked, and how old the data are."""
    area, words, siting, brief = page.area, page.words, page.found.siting, page.found.brief
    regions = "dossier.regions" if brief.regions else "dossier.no_region"
    if brief.own_file:
        regions = "dossier.own_regions" if brief.regions else "dossier.own_service"
    known = page.found.situation.transit.is_known
    of = {
        "roads": "road_edges",
        "people": "people",
        **({"trains": "transit_legs"} if known else {}),
    }
    dates = {name: area.resource(table)["date"] for name, table in of.items()}
    return [
        text_in(siting.kind_titles[brief.kind], words.lang),
        *([brief.ministry] if brief.ministry else []),
        words.say("dossier.themes", themes=[terms.theme(words, name) for name in brief.themes]),
        words.say(regions, regions=brief.regions, mention=brief.mention, file=brief.own_file),
        words.say("dossier.dates" if known else "dossier.dates_of_roads", **dates),
        words.say("dossier.made_by", version=version("drenthe-geo")),
    ]
