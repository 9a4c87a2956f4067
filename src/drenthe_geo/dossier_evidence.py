"""What a dossier rests on: how sure, every number, assumptions, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.documents import Bullets, Grid, Heading, Paragraph
from drenthe_geo.dossier_words import PILLAR_TITLES, Page, Words, scenario_titles
from drenthe_geo.io.embedded import read_profile
from drenthe_geo.io.files import read_layer
from drenthe_geo.siting import PILLARS, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drenthe_geo.documents import Block
    from drenthe_geo.suggestions import Suggestion

SHARES = ("first", "top_three", "first_anyhow", "top_three_anyhow", "first_ranges")
MOST_UNSEATS = 5
MOST_COLUMNS = 5
"""Sites that a table of criteria has room for."""


def sureness(page: Page) -> list[Block]:
    """Say how sure the order is.

    Parameters
    ----------
    page : Page
        What the dossier is of.

    Returns
    -------
    list of Block
        The section.
    """
    found, words = page.found, page.words
    nl, verdict = words.lang == "nl", found.verdict
    names, settings = found.sites["name"].to_dict(), found.siting.settings
    rows = [
        (
            str(names[site]),
            *(
                words.share(float(row[name]))
                for name in (
                    "first",
                    "top_three",
                    "first_anyhow",
                    "top_three_anyhow",
                    "first_ranges",
                )
            ),
            words.number(float(row["topsis"]), 2),
        )
        for site, row in verdict.shares.iterrows()
    ]
    head = (
        (
            "Locatie", "eerste, gewichten rond de gekozen", "bij de eerste drie",
            "eerste, alle denkbare gewichten", "bij de eerste drie",
            "eerste, maten binnen hun marge", "TOPSIS",
        )
        if nl
        else (
            "Site", "first, weights around the chosen", "in the top three",
            "first, all weights there are", "in the top three",
            "first, measures within their range", "TOPSIS",
        )
    )  # fmt: skip
    count = words.number(float(settings["draws"]))
    said = []
    for criterion, change in verdict.unseat.head(MOST_UNSEATS).iterrows():
        now, needed = (words.share(float(change[part]), 1) for part in ("weight", "needed"))
        other, title = names[change["by"]], words.criterion(str(criterion))
        said.append(
            f"Weegt '{title}' {needed} in plaats van {now}, dan is {other} eerste."
            if nl
            else f"If '{title}' weighs {needed} instead of {now}, {other} is first."
        )
    without = verdict.without[(verdict.without != "") & (verdict.without != verdict.first)]
    for criterion, other in without.items():
        title = words.criterion(str(criterion))
        said.append(
            f"Zonder '{title}' is {names[other]} eerste."
            if nl
            else f"Without '{title}' {names[other]} is first."
        )
    if np.isfinite(verdict.rank_correlation):
        rho = words.number(verdict.rank_correlation, 2)
        said.append(
            f"Tweede methode (TOPSIS): {names[verdict.topsis_first]} is eerste; "
            f"rangcorrelatie {rho}."
            if nl
            else f"Second method (TOPSIS): {names[verdict.topsis_first]} is first; rank "
            f"correlation {rho}."
        )
    said += _scenario_lines(found, words)
    text = (
        f"{count} trekkingen van gewichten rond de gekozen, van alle denkbare gewichten, en van "
        "maten binnen hun marge (vaste beginwaarde, dus herhaalbaar)."
        if nl
        else f"{count} draws of weights around the chosen ones, of all weights there are, and of "
        "measures within their range (with a fixed seed, so they repeat)."
    )
    heading = Heading("Hoe zeker" if nl else "How sure")
    if len(verdict.shares) == 1:
        text = (
            "Er blijft één locatie over, dus is er geen rangorde om te beproeven."
            if nl
            else "One site is left, so there is no order to try."
        )
        return [heading, Paragraph(text), Bullets(_scenario_lines(found, words))]
    return [
        heading,
        Paragraph(text),
        Grid(head, rows, left=1, widths=(2.6, 1.2, 1, 1.2, 1, 1.2, 0.9), marked=0),
        Bullets(said),
    ]


def _scenario_lines(found: Suggestion, words: Words) -> list[str]:
    nl, names, first = words.lang == "nl", found.sites["name"].to_dict(), found.verdict.first
    before = words.number(float(found.ranking.table["score"].to_dict()[first]), 3)
    moved = found.scenarios["first"] != first
    said = []
    kept = [str(name) for name in found.scenarios.index[~moved]]
    if kept:
        scores = found.scenarios.loc[kept, "score_here"].to_numpy(dtype=float)
        ends = list(dict.fromkeys(words.number(end, 3) for end in (scores.min(), scores.max())))
        spread = (" tot " if nl else " to ").join(ends)
        plans = "; ".join(_plan(name, words) for name in kept)
        becomes = f"{before} wordt {spread}" if nl else f"{before} becomes {spread}"
        if ends == [before]:
            becomes = f"{before}, als nu" if nl else f"{before}, as now"
        stays = "blijft eerste" if nl else "stays first"
        said.append(f"{names[first]} {stays} ({becomes}) {plans}.")
    for name, row in found.scenarios[moved].iterrows():
        score, other = (words.number(float(row[part]), 3) for part in ("score_here", "score"))
        plan, who = _plan(str(name), words), names[row["first"]]
        said.append(
            f"{who} wordt eerste ({other}) {plan}; {names[first]} scoort dan {score}."
            if nl
            else f"{who} becomes first ({other}) {plan}; {names[first]} then scores {score}."
        )
    return said


def _plan(scenario: str, words: Words) -> str:
    nl = words.lang == "nl"
    if scenario == "without":
        return "zonder de aangenomen plannen" if nl else "without the plans taken as built"
    title = scenario_titles([scenario], words)[0]
    return f"met '{title}'" if nl else f"with '{title}'"


def every_number(page: Page) -> list[Block]:
    """List every measure with its share.

    Parameters
    ----------
    page : Page
        What the dossier is of.

    Returns
    -------
    list of Block
        The section.
    """
    found, words = page.found, page.words
    nl, table = words.lang == "nl", found.ranking.table
    shown = [str(site) for site in table.index[table["excluded"] == ""]][
        : max(2, min(page.top, MOST_COLUMNS))
    ]
    names = found.sites["name"].to_dict()
    rows = []
    for name in sorted(found.brief.weights, key=_by_pillar(found)):
        cells = [
            f"{words.criterion(name)} ({words.unit(name)})",
            words.share(float(found.ranking.weights.to_dict()[name])),
        ]
        for site in shown:
            measure, low, high = (
                float(frame[name].to_dict()[site])
                for frame in (found.assessed.measures, found.assessed.worst, found.assessed.best)
            )
            ends = " – ".join(
                dict.fromkeys(words.measure(name, end) for end in sorted((low, high)))
            )
            share = words.number(float(found.ranking.shares[name].to_dict()[site]), 3)
            figure = words.measure(name, measure)
            spread = f" ({ends})" if np.isfinite(measure) and "–" in ends else ""
            cells.append(f"{figure}{spread} → {share}")
        rows.append(tuple(cells))
    total = ["Score", words.share(1.0)]
    total += [words.number(float(table["score"].to_dict()[site]), 3) for site in shown]
    rows.append(tuple(total))
    head = ("Criterium" if nl else "Criterion", "gewicht" if nl else "weight")
    grid = Grid(
        (*head, *(str(names[site]) for site in shown)),
        rows,
        left=1,
        widths=(3.2, 0.8, *([1.9] * len(shown))),
        marked=len(rows) - 1,
    )
    text = (
        "Per criterium de maat (met haar marge) → het aandeel in de score. De aandelen tellen op "
        f"tot de score. Hier de eerste {len(shown)}; alle locaties staan in suggestions.csv."
        if nl
        else "Per criterion the measure (with its range) → its share of the score. The shares "
        f"add up to the score. The first {len(shown)} here; all sites stand in suggestions.csv."
    )
    return [Heading("Elk getal" if nl else "Every number"), Paragraph(text), grid]


def _by_pillar(found: Suggestion) -> Any:  # noqa: ANN401 - a key for sorting
    order = list(found.siting.criteria)
    return lambda name: (PILLARS.index(found.siting.criteria[name].pillar), order.index(name))


def assumptions(page: Page) -> list[Block]:
    """List scales, limits and what else was assumed.

    Parameters
    ----------
    page : Page
        What the dossier is of.

    Returns
    -------
    list of Block
        The section.
    """
    found, words = page.found, page.words
    nl, brief = words.lang == "nl", found.brief
    rows = []
    for name in sorted(brief.weights.keys() | brief.limits.keys(), key=_by_pillar(found)):
        one = found.siting.criteria[name]
        limit = brief.limits.get(name)
        rows.append(
            (
                words.criterion(name),
                PILLAR_TITLES[words.lang][one.pillar],
                words.scale(name),
                "–" if limit is None else words.measure(name, limit),
                one.source_nl if nl else one.source,
            )
        )
    head = (
        ("Criterium", "Pijler", "Schaal: 0 → 1", "Grens", "Bron van de schaal")
        if nl
        else ("Criterion", "Pillar", "Scale: 0 → 1", "Limit", "Source of the scale")
    )
    car, bicycle = read_profile("car"), read_profile("bicycle")
    factor, junction_s = words.number(car.free_flow_factor, 2), words.number(car.junction_s)
    origin = _origins(brief.sources_nl if nl else brief.sources)
    said = [
        f"Gewichten en grenzen: {origin}." if nl else f"Weights and limits: {origin}.",
        *_twofold_regions(nl=nl),
        (
            f"Reistijd met de auto: vrije rijtijd × {factor} + {junction_s} s per kruispunt "
            f"buiten snelwegen, zonder files; onzeker met {words.share(car.uncertainty_share)}, "
            f"fiets en lopen met {words.share(bicycle.uncertainty_share)}. Trein: dienstregeling "
            "2023-24, van deur tot deur."
            if nl
            else f"Time by car: free flow × {factor} + {junction_s} s per junction off motorways, "
            f"without queues; uncertain by {words.share(car.uncertainty_share)}, by bicycle and on "
            f"foot by {words.share(bicycle.uncertainty_share)}. Train: timetable 2023-24, door to "
            "door."
        ),
        (
            "Het wegennet eindigt 12 km buiten de provincie; wie daarbuiten in Nederland woont "
            "telt met de auto mee, in cellen van 2 km en over hoofdwegen."
            if nl
            else "The roads end 12 km outside the province; who lives beyond them in the "
            "Netherlands is counted by car, in cells of 2 km and by main roads."
        ),
        *([bicycle.note_nl if nl else bicycle.note] if bicycle.note else []),
    ]
    grid = Grid(head, rows, left=5, widths=(2.4, 1.7, 2.2, 0.8, 3.2))
    return [Heading("Aannamen" if nl else "Assumptions"), grid, Bullets(said)]


def _origins(sources: Sequence[str]) -> str:
    """Join sources, and say the word assumption once."""
    each = list(dict.fromkeys(part for source in sources for part in source.split("; ")))
    for one, many in (("aanname: ", "aannamen: "), ("assumption: ", "assumptions: ")):
        assumed = [part.removeprefix(one) for part in each if part.startswith(one)]
        if len(assumed) > 1:
            each = [part for part in each if not part.startswith(one)]
            each.append(f"{many}{'; '.join(assumed)}")
    return "; ".join(each)


def _twofold_regions(*, nl: bool) -> list[str]:
    """Say which gemeenten are in two regions of the profile, for they match both."""
    gemeenten = read_layer("gemeenten")
    both = gemeenten["name"][[len(listed(regions)) > 1 for regions in gemeenten["regions"]]]
    names = (" en " if nl else " and ").join(sorted(map(str, both)))
    if not names:
        return []
    return [
        f"{names} staan in het profiel in twee regio's en tellen in beide mee."
        if nl
        else f"{names} stand in two regions of the profile and count in both."
    ]


def sources(page: Page) -> list[Block]:
    """List data, dates and licences.

    Parameters
    ----------
    page : Page
        What the dossier is of.

    Returns
    -------
    list of Block
        The section.
    """
    found, words = page.found, page.words
    used = {
        "analysis", "beyond_gates", "beyond_minutes", "beyond_people", "destinations", "dwellings",
        "education", "exits", "gemeenten", "people", "places", "profiles", "rail", "rail_legs",
        "rail_lines", "road_edges", "road_nodes", "services", "sites", "siting", "stations",
    }  # fmt: skip
    rows = [
        (entry["name"], "; ".join(entry["sources"]), entry["date"], ", ".join(entry["licences"]))
        for entry in found.manifest["data"]
        if entry["name"] in used
    ]
    nl = words.lang == "nl"
    head = ("Laag", "Bron", "Datum", "Licentie") if nl else ("Layer", "Source", "Date", "Licence")
    own = [f"{name}: SHA-256 {digest}" for name, digest in found.manifest["own_files"].items()]
    title = "Bronnen" if nl else "Sources"
    grid = Grid(head, rows, left=4, widths=(1.2, 4, 1, 1.4))
    end = Paragraph(found.manifest["attribution"])
    quoted = [Paragraph("Titels staan zoals de gegevens ze geven, in het Engels.")] if nl else []
    return [Heading(title), *quoted, grid, end, *([Bullets(own)] if own else [])]
