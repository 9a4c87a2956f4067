"""What all sections of a dossier are written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import Mixed, joined
from drenthe_geo.dossier import terms
from drenthe_geo.words.numbers import or_dash

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Any

    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.documents.blocks import Picture
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.model import Criterion
    from drenthe_geo.siting.reasons import Reason
    from drenthe_geo.words.table import Words

DATA_LANG, HOLE = "en", "\0"
"""Language of notes and sources in the tables of an area; what stands for one for a while."""

NOWHERE = "–"
"""Stands where a site has no gemeente, or a cell no figure."""


@dataclass(frozen=True, eq=False)
class Page:
    """A suggestion, the words of a language, and short ways to what stands in it."""

    area: Area
    found: Suggestion
    words: Words
    pictures: Mapping[str, Picture]
    # Who and what is within the cut-offs of the first site, see `winner_reach`.
    within: pd.DataFrame
    top: int = 3
    own_files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of every site."""
        return {str(site): str(name) for site, name in self.found.sites["name"].items()}

    @cached_property
    def marked(self) -> dict[str, str]:
        """Name of every site as tables have it: those of the user with a sign."""
        own = self.found.own_sites
        return {
            site: self.words.say("dossier.own_site", site=name) if site in own else name
            for site, name in self.names.items()
        }

    @cached_property
    def rows(self) -> dict[str, Mapping[Hashable, Any]]:
        """Rows of the ranking, best first."""
        table = self.found.ranking.table
        return dict(zip(map(str, table.index), table.to_dict("records"), strict=True))

    @cached_property
    def kept(self) -> list[str]:
        """Sites that no limit excludes, best first."""
        return [site for site, row in self.rows.items() if not row["excluded"]]

    @property
    def criteria(self) -> Mapping[str, Criterion]:
        """Criteria that there are."""
        return self.found.siting.criteria

    def gemeente(self, site: str) -> str:
        """Name the gemeente of a site."""
        return or_dash(self._gemeente.get(site))

    @cached_property
    def _gemeente(self) -> dict[Hashable, Any]:
        return self.found.gemeente.to_dict()

    @cached_property
    def _scores(self) -> dict[Hashable, Any]:
        return self.found.ranking.table["score"].to_dict()

    def of_data(self, text: str) -> str:
        """Mark a text that stands as in the data, which are in one language."""
        return text if self.words.lang == DATA_LANG else Mixed((text, DATA_LANG))

    def with_data(self, key: str, text: str, **values: object) -> str:
        """Say a sentence with a source in it that stands as in the data."""
        before, there, after = self.words.say(key, source=HOLE, **values).partition(HOLE)
        return joined([before, self.of_data(text), after], "") if there else before

    def score(self, value: float) -> str:
        """Write a score."""
        return terms.score(self.words, value)

    def score_of(self, site: str) -> str:
        """Write the score of a site."""
        return self.score(float(self._scores[site]))

    def spread(self, row: Mapping[Hashable, Any] | pd.Series) -> str:
        """Write the range of a score."""
        low, high = row["score_low"], row["score_high"]
        return self.words.say("dossier.range", low=low, high=high)

    def title(self, criterion: str) -> str:
        """Give the title of a criterion."""
        return terms.title(self.words, self.criteria[criterion])

    def viewpoint(self, name: str) -> str:
        """Give the title of a viewpoint."""
        return self.found.siting.viewpoints[name].title_in(self.words.lang)

    def measure(self, criterion: str, value: float) -> str:
        """Write a measure of a criterion, without its unit."""
        return terms.measure(self.words, self.criteria[criterion], value)

    def measured(self, criterion: str, site: str) -> tuple[float, float, float]:
        """Give what was measured at a site, and the ends of its range from low to high."""
        known = self.found.assessed
        there, *ends = (
            float(frame[criterion].to_dict()[site])
            for frame in (known.measures, known.worst, known.best)
        )
        return there, min(ends), max(ends)

    def reasons(self, why: Iterable[Reason]) -> list[str]:
        """Say why a site is out, or nearly."""
        return [terms.reason(self.words, one, self.criteria) for one in why]

    def plans(self, names: Iterable[str]) -> list[str]:
        """Give the titles of scenarios."""
        return terms.plans(self.area, names, self.words)
