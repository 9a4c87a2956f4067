"""Where data are from: the sources of tables, and the line that credits them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from drenthe_geo.words.table import Words

SHORT = {
    "ODbL-1.0": "ODbL",
    "CC-BY-4.0": "CC BY 4.0",
    "CC0-1.0": "CC0",
    "MIT": "MIT",
}
"""How licences are named in a line of credits; what is not here (facts) needs no licence."""

OWN_CREDIT = "own_attribution"
"""Whom the makers of roads of the user ask to name: in `about`, and with layers made of them."""

NOT_TOLD = ""
"""Date of a source that tells none."""

YEAR = re.compile(r"\b\d{4}\b")


@dataclass(frozen=True)
class Source:
    """A source of one or more tables.

    Parameters
    ----------
    title : str
        What it is, as its maker calls it.
    date : str
        State of its data: a year, month or day, or a range of years; empty where nobody told.
    licence : str
        SPDX id of its licence, or ``"facts only"``.
    path : str
        Where it is found.
    credits : tuple of tuple of str
        Whom a line of credits names, per language; empty where nobody asks for it.
    """

    title: str
    date: str
    licence: str
    path: str
    credits: tuple[tuple[str, str], ...] = ()

    def credit(self, lang: str) -> str | None:
        """Give whom to name in a language."""
        said = dict(self.credits)
        return said.get(lang, said.get(""))


def sources_of(resources: Iterable[Mapping[str, Any]]) -> tuple[Source, ...]:
    """List the sources of some tables, each once, in the order in which they come."""
    found: dict[Source, None] = {}
    for entry in resources:
        for raw in entry["sources"]:
            credit = raw.get("credit", ())
            credits_ = (("", credit),) if isinstance(credit, str) else tuple(dict(credit).items())
            said = {name: str(raw[name]) for name in ("title", "date", "licence", "path")}
            found[Source(**said, credits=credits_)] = None
    return tuple(found)


def credit_line(sources: Iterable[Source], words: Words) -> str:
    """Name everybody whom the licences of some sources ask to name, in one line."""
    years: dict[tuple[str, str], set[str]] = {}
    for one in sources:
        who = one.credit(words.lang)
        if who is not None:
            found = years.setdefault((who, SHORT.get(one.licence, "")), set())
            found.update(YEAR.findall(one.date) or [one.date])
    said = []
    for (who, licence), known in years.items():
        years_of = sorted(known - {NOT_TOLD})
        span: list[str | Message] = ["–".join(dict.fromkeys([*years_of[:1], *years_of[-1:]]))]
        if NOT_TOLD in known:
            span = [*(span if years_of else ()), Message("sources.not_told")]
        values = {"who": who, "years": span}
        key = "sources.credit" if licence else "sources.credit_free"
        said.append(Message(key, **values, **({"licence": licence} if licence else {})))
    return words.say("sources.line", credits=said)
