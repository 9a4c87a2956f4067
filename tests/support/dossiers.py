"""A dossier as a reader sees it."""

from __future__ import annotations

from dataclasses import dataclass

from seen import Seen

import drenthe_geo as dg
from drenthe_geo.documents.blocks import Document
from drenthe_geo.documents.html import html_of
from drenthe_geo.dossier.dossier import dossier_of
from drenthe_geo.dossier.figures import WinnerReach, winner_reach
from drenthe_geo.siting.kept.suggestion import Suggestion
from drenthe_geo.words.table import Words

LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Dossier:
    """A suggestion with its dossier in one language, as a reader sees it."""

    area: dg.Area
    found: Suggestion
    words: Words
    reach: WinnerReach
    document: Document
    seen: Seen

    @property
    def lang(self) -> str:
        """Its language."""
        return self.words.lang

    def section(self, key: str, **values: object) -> str:
        """Give the words of a section by the key of its heading."""
        return self.seen.sections[self.words.say(key, **values)]


def written(area: dg.Area, found: Suggestion, lang: str, top: int = 3) -> Dossier:
    """Write a dossier."""
    words, reach = area.words(lang), winner_reach(area, found)
    document = dossier_of(area, found, words, reach, top=top)
    return Dossier(area, found, words, reach, document, Seen(html_of(document)))
