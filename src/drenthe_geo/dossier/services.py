"""The part of a page with every service: its first places, and its weights on sliders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.dossier import terms
from drenthe_geo.dossier.weighing import common_of, criterion_told
from drenthe_geo.words.numbers import or_dash

if TYPE_CHECKING:
    import pandas as pd

    from drenthe_geo.siting.match import Matches
    from drenthe_geo.siting.model import Siting
    from drenthe_geo.words.table import Words

MOST_BYTES = 1_500_000
"""Of more a page would be too large to send by mail: it has no sliders then, and says so."""

FIRSTS = 2
"""Places of a service that the table names."""


def services_part(siting: Siting, found: Matches, words: Words) -> dict[str, Any]:
    """Pack every service with its sites, and all words that are said of them.

    Parameters
    ----------
    siting : Siting
        The choices.
    found : Matches
        What was found.
    words : Words
        The language.

    Returns
    -------
    dict of str to Any
        What the part ``services`` of a page reads.

    Examples
    --------
    >>> siting = dg.siting.read_siting(area)
    >>> part = services_part(siting, dg.siting.match_sites(area), area.words("en"))
    >>> len(part["services"])
    5
    """
    texts = dict(zip(found.weighings["service"], found.weighings["packed"], strict=True))
    fits_in = sum(map(len, texts.values())) < MOST_BYTES
    verdicts = dict(zip(found.firsts["service"], found.firsts["verdict"], strict=True))
    services = []
    for service, rows in found.table.groupby("service", sort=False):
        text = texts.get(service, "") if fits_in else ""
        firsts = rows[rows["rank"].notna()].head(FIRSTS)
        word = verdicts[service]
        names = dict(zip(rows["site"].astype(str), rows["site_name"].astype(str), strict=True))
        services.append(
            {
                "id": str(service),
                "name": str(rows["service_name"].iloc[0]),
                "verdict": words.say(f"dossier.verdict.{word}") if word else "–",
                "seat": names.get(str(rows["seat"].iloc[0]), "–"),
                "advice": words.say(f"siting.seat.advice.{rows['advice'].iloc[0]}"),
                "firsts": [
                    {"name": str(name), "score": terms.score(words, float(score))}
                    for name, score in zip(firsts["site_name"], firsts["score"], strict=True)
                ],
                "weighing": _weighing(siting, str(service), json.loads(text), rows, words)
                if text
                else None,
            }
        )
    return {"services": services, "common": common_of(words)}


def _weighing(
    siting: Siting, service: str, packed: dict[str, Any], rows: pd.DataFrame, words: Words
) -> dict[str, object]:
    """Put words beside what was packed of one service."""
    by_site = rows.assign(id=rows["site"].astype(str)).set_index("id")
    sites = packed["sites"]
    names = by_site["site_name"].astype(str).to_dict()
    places = by_site["gemeente"].to_dict()
    asked = by_site["questions"].to_dict()
    numbers = {site: number for number, site in enumerate(sites)}
    measures = np.array(packed.pop("measures"), dtype=float).reshape(len(sites), -1)
    return {
        **packed,
        "service": str(rows["service_name"].iloc[0]),
        "names": [names[site] for site in sites],
        "roles": [{"id": site, "role": str(role)} for site, role in by_site["role"].items()],
        "places": [or_dash(places.get(site)) for site in sites],
        "measured": [
            criterion_told(siting, service, words, name, measures[:, at].tolist())
            for at, name in enumerate(packed["criteria"])
        ],
        "viewpointNames": [
            siting.viewpoints[one["name"]].title_in(words.lang) for one in packed["viewpoints"]
        ],
        "questions": [[words.say(one.message()) for one in asked[site]] for site in sites],
        "apart": [
            {
                "name": names[site],
                "site": numbers.get(site),
                "why": [terms.reason(words, one, siting.criteria) for one in why],
            }
            for site, why in by_site["excluded"].items()
            if why
        ],
        "seat": None,
    }
