"""The words of a dossier, in Dutch and English: numbers, criteria, reasons, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.embedded import read_scenario, scenario_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from drenthe_geo.siting import Siting
    from drenthe_geo.suggestions import Suggestion

Lang = Literal["nl", "en"]
PILLAR_TITLES: dict[Lang, dict[str, str]] = {
    "nl": {
        "talent": "Talent & kennis",
        "living": "Goed wonen & leven",
        "access": "Ruimte & bereikbaarheid",
        "partnership": "Versterkend partnerschap",
    },
    "en": {
        "talent": "Talent and knowledge",
        "living": "Living",
        "access": "Space and access",
        "partnership": "Partnership",
    },
}
UNITS_NL = {
    "people": "mensen",
    "sites": "locaties",
    "yes/no": "ja/nee",
    "1,000 euro": "× € 1.000",
    "homes": "woningen",
    "jobs": "arbeidsplaatsen",
    "0 to 1": "0 tot 1",
}
THEMES_NL = {
    "governance": "bestuur",
    "security": "veiligheid",
    "justice": "justitie",
    "defence": "defensie",
    "health": "zorg",
    "logistics": "logistiek",
    "rail": "spoor",
    "aviation": "luchtvaart",
    "agriculture": "landbouw",
    "nature": "natuur",
    "heritage": "erfgoed",
    "chemistry": "chemie",
    "circular": "circulair",
    "energy": "energie",
    "environment": "milieu",
    "economy": "economie",
    "finance": "financiën",
    "education": "onderwijs",
    "space": "ruimteonderzoek",
}
VERDICTS: dict[Lang, dict[str, str]] = {
    "nl": {"robust": "robuust", "leaning": "voorkeur", "open": "open"},
    "en": {"robust": "robust", "leaning": "leaning", "open": "open"},
}
MEANINGS: dict[Lang, dict[str, str]] = {
    "nl": {
        "robust": "eerste in verreweg de meeste trekkingen van gewichten rond de gekozen en van "
        "maten binnen hun marge, en ook als een criterium wegvalt en met een tweede methode",
        "leaning": "de eerste plaats houdt in de meeste proeven stand, maar niet in alle",
        "open": "een andere locatie kan evengoed eerste zijn: kies niet op deze rangorde alleen",
    },
    "en": {
        "robust": "first in most draws of weights around the chosen ones and of measures within "
        "their ranges, and also without each criterion and by a second method",
        "leaning": "the first place holds in most of the trials, but not in all",
        "open": "another site may as well be first: do not choose by this order alone",
    },
}
UNITLESS = ("yes/no", "0 to 1")
"""Units that are said by the figure itself."""
WHOLE_FROM = 100.0
"""Measures from here on are shown without decimals."""


@dataclass(frozen=True)
class Words:
    """How things are said in one language.

    Parameters
    ----------
    lang : {"nl", "en"}
        The language.
    siting : Siting
        For the titles of the criteria.
    """

    lang: Lang
    siting: Siting

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number as readers of the language do.

        Parameters
        ----------
        value : float
            The number.
        decimals : int
            How many decimals.

        Returns
        -------
        str
            The number; a dash if it is missing.
        """
        if not np.isfinite(value):
            return "–"
        text = f"{value + 0.0:,.{decimals}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.lang == "nl" else text

    def share(self, value: float, decimals: int = 0) -> str:
        """Write a share from 0 to 1 in per cent.

        Parameters
        ----------
        value : float
            The share.
        decimals : int
            How many decimals.

        Returns
        -------
        str
            Per cent.
        """
        if not np.isfinite(value):
            return "–"
        space = " " if self.lang == "nl" else ""
        return f"{self.number(100 * value, decimals)}{space}%"

    def criterion(self, name: str) -> str:
        """Give the title of a criterion.

        Parameters
        ----------
        name : str
            Its name.

        Returns
        -------
        str
            The title.
        """
        one = self.siting.criteria[name]
        return one.title_nl if self.lang == "nl" else one.title_en

    def in_sentence(self, name: str) -> str:
        """Give the title of a criterion as it stands within a sentence.

        Parameters
        ----------
        name : str
            Its name.

        Returns
        -------
        str
            The title, with a small first letter.
        """
        title = self.criterion(name)
        return title[0].lower() + title[1:]

    def theme(self, name: str) -> str:
        """Give the name of a theme.

        Parameters
        ----------
        name : str
            As in the tables.

        Returns
        -------
        str
            In the language.
        """
        return THEMES_NL.get(name, name) if self.lang == "nl" else name

    def unit(self, name: str) -> str:
        """Give the unit of a criterion.

        Parameters
        ----------
        name : str
            Its name.

        Returns
        -------
        str
            The unit.
        """
        unit = self.siting.criteria[name].unit
        return UNITS_NL.get(unit, unit) if self.lang == "nl" else unit

    def scale(self, name: str) -> str:
        """Write the ends of a criterion's scale, from worth nothing to worth most.

        Parameters
        ----------
        name : str
            The criterion.

        Returns
        -------
        str
            Such as ``45 → 5 min``.
        """
        one = self.siting.criteria[name]
        ends = " → ".join(self.measure(name, end) for end in (one.scale.worst, one.scale.best))
        return ends if one.unit in UNITLESS else f"{ends} {self.unit(name)}"

    def measure(self, name: str, value: float) -> str:
        """Write a measure of a criterion, without its unit.

        Parameters
        ----------
        name : str
            The criterion.
        value : float
            The measure.

        Returns
        -------
        str
            The measure; said to be missing where it is.
        """
        if not np.isfinite(value):
            return "onbekend" if self.lang == "nl" else "not known"
        unit = self.siting.criteria[name].unit
        if unit == "yes/no":
            yes, no = ("ja", "nee") if self.lang == "nl" else ("yes", "no")
            return yes if value > 0 else no
        if unit == "0 to 1":
            return self.number(value, 1)
        return self.number(round(value, -2) if unit == "people" else value)

    def limit(self, said: str) -> str:
        """Say a reason for exclusion as a reader would: titles for names.

        Parameters
        ----------
        said : str
            Such as ``exit_car_min 25.3 > 20``.

        Returns
        -------
        str
            The reason.
        """
        parts = []
        for part in said.split("; "):
            name, _, rest = part.partition(" ")
            if name in self.siting.criteria and rest:
                figure, sign, limit = rest.split(" ")
                word = {"nl": "grens", "en": "limit"}[self.lang]
                measure, most = (self.measure(name, float(part)) for part in (figure, limit))
                if measure == most:  # 20.3 beyond a limit of 20
                    measure = self.number(float(figure), int(float(figure) < WHOLE_FROM))
                if self.siting.criteria[name].unit not in UNITLESS:
                    measure = f"{measure} {self.unit(name)}"
                said_of = f"{self.criterion(name)}: {measure} ({word} {most})"
                parts.append(said_of if sign in "<>" else part)
            else:
                parts.append(self._other_reason(part))
        return "; ".join(parts)

    def _other_reason(self, part: str) -> str:
        if self.lang == "en":
            return part
        theme = "does not carry the theme "
        if part.startswith(theme):
            names = part.removeprefix(theme).split(" or ")
            return f"heeft niet het thema {' of '.join(map(self.theme, names))}"
        return {"outside Drenthe": "buiten Drenthe"}.get(part, part)


@dataclass(frozen=True)
class Page:
    """What a dossier is of.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    words : Words
        The language.
    reach : geopandas.GeoDataFrame
        Service areas of the first site.
    top : int
        How many sites are explained.
    """

    found: Suggestion
    words: Words
    reach: gpd.GeoDataFrame
    top: int


def words_of(lang: str, siting: Siting) -> Words:
    """Choose the language of a dossier.

    Parameters
    ----------
    lang : str
        ``"nl"`` or ``"en"``.
    siting : Siting
        For the titles of the criteria.

    Returns
    -------
    Words
        Its words.

    Raises
    ------
    ArgumentError
        If there is no such language.

    Examples
    --------
    >>> from drenthe_geo import read_siting
    >>> words_of("nl", read_siting()).number(1234.5, 1)
    '1.234,5'
    """
    for known in get_args(Lang):
        if lang == known:
            return Words(known, siting)
    raise unknown_choice("language", lang, get_args(Lang))


def gemeente_of(found: Suggestion, site: str) -> str:
    """Name the gemeente of a site.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    site : str
        Id of a site.

    Returns
    -------
    str
        Its gemeente; a dash outside Drenthe.
    """
    return str(found.assessed.gemeente.to_dict().get(site) or "–")


def scenario_titles(scenarios: Iterable[str], words: Words) -> list[str]:
    """Give the titles of scenarios.

    Parameters
    ----------
    scenarios : iterable of str
        Names; those of a user's own files stay as they are.
    words : Words
        The language.

    Returns
    -------
    list of str
        Titles.
    """
    known = set(scenario_names())
    said = []
    for name in scenarios:
        one = read_scenario(name) if name in known else None
        said.append(name if one is None else one.title_nl if words.lang == "nl" else one.title)
    return said
