"""What a dossier finds: the answer, the order, the reasons, the reach, the province."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drenthe_geo.documents import Bullets, Grid, Heading, Paragraph, picture_of
from drenthe_geo.dossier_maps import LETTERS, chart_of, reach_of, surface_of
from drenthe_geo.dossier_reasons import why_before
from drenthe_geo.dossier_words import (
    MEANINGS,
    VERDICTS,
    Page,
    gemeente_of,
    scenario_titles,
)

if TYPE_CHECKING:
    from drenthe_geo.documents import Block
    from drenthe_geo.dossier_words import Words
    from drenthe_geo.suggestions import Suggestion

WEIGHTS_NOTE = {
    "nl": "De gewichten zijn aannamen: een gepubliceerde norm voor de vestiging van "
    "rijksdiensten is niet gevonden. Wie anders weegt, verandert één regel in een eigen "
    "bestand en krijgt een nieuw dossier.",
    "en": "The weights are assumptions: no published norm for siting government services was "
    "found. Who weighs otherwise changes one line in a file and gets a new dossier.",
}

UNKNOWN_NOTE = {
    "nl": "Niet in de gegevens, dus niet meegewogen: of een terrein groot genoeg is, bestemming, "
    "natuur, eigendom, grondprijs, vloeroppervlak, huur en stroom.",
    "en": "Not in the data, so not weighed: whether grounds are large enough, zoning, nature, "
    "ownership, land prices, floor space, rents and power.",
}


def answer(page: Page) -> list[Block]:
    """Answer the question: the first site, its score, the verdict.

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
    first, table = found.verdict.first, found.ranking.table
    row: Any = table.loc[first]
    word, means = (part[words.lang][found.verdict.word] for part in (VERDICTS, MEANINGS))
    score, low, high = (
        words.number(float(row[name]), 2) for name in ("score", "score_low", "score_high")
    )
    name = f"{found.sites['name'].to_dict()[first]} ({gemeente_of(found, first)})"
    compared = int((table["excluded"] == "").sum())
    if compared == 1:
        text = _only_one(name, f"{score} ({low}–{high})", len(table), words)
    elif words.lang == "nl":
        text = (
            f"{name} komt als eerste uit de vergelijking van {compared} locaties: score {score} "
            f"van 1 (marge {low}–{high}). Oordeel: {word} – {means}."
        )
    else:
        text = (
            f"{name} comes first among {compared} sites: score {score} out of 1 (range "
            f"{low}–{high}). Verdict: {word} – {means}."
        )
    done = ", ".join(scenario_titles(found.done, words))
    if done:
        built = "Aangenomen is dat dit er ligt" if words.lang == "nl" else "Taken as built"
        text += f" {built}: {done}."
    if row["near_limit"]:
        beyond = words.limit(str(row["near_limit"]))
        text += (
            f" Let op, voorbij een grens: {beyond}; alleen binnen de marge kan het."
            if words.lang == "nl"
            else f" Mind, beyond a limit: {beyond}; it may do within its range alone."
        )
    notes = [Paragraph(note[words.lang]) for note in (WEIGHTS_NOTE, UNKNOWN_NOTE)]
    return [Paragraph(text, lead=True), *notes]


def _only_one(name: str, score: str, every: int, words: Words) -> str:
    """Say that a single site is left, so that nothing was compared."""
    if words.lang == "nl":
        left = f"blijft als enige van {every} locaties over; de eisen sluiten de andere uit"
        alone = left if every > 1 else "is de enige locatie"
        return (
            f"{name} {alone}. Score {score} van 1. Oordeel: open – er is niets om mee te "
            "vergelijken."
        )
    left = f"is the only one left of {every} sites; what the service needs excludes the others"
    alone = left if every > 1 else "is the only site"
    return (
        f"{name} {alone}. Score {score} out of 1. Verdict: open – there is nothing to compare it "
        "with."
    )


def ranked(page: Page) -> list[Block]:
    """Show the order with the shares of the pillars.

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
    nl = words.lang == "nl"
    chart = chart_of(found, words)
    text = {
        "nl": "Score per locatie met het aandeel van elke pijler van het regioprofiel. De streep "
        "is de marge van positie, reistijd en ontbrekende gegevens samen.",
        "en": "Score of every site with the share of each pillar of the profile. The line is the "
        "range of position, travel time and missing data together.",
    }[words.lang]
    table, roles = found.ranking.table, found.sites["role"].to_dict()
    role_words = {
        "candidate": ("aangeboden in het profiel", "offered in the profile"),
        "present seat": ("huidige plek", "present seat"),
        "own file": ("eigen bestand", "own file"),
    }
    grades = found.sites["certainty"].to_dict() if "certainty" in found.sites else {}
    rows = []
    for site, row in table.iterrows():
        score, low, high = (
            words.number(float(row[name]), 2) for name in ("score", "score_low", "score_high")
        )
        is_out = bool(row["excluded"])
        role = role_words[str(roles[site])][0 if nl else 1]
        grade = grades.get(site, "")
        rows.append(
            (
                "–" if is_out else str(row["rank"]),
                str(found.sites["name"].to_dict()[site]),
                gemeente_of(found, str(site)),
                f"{role}, {'positie' if nl else 'position'} {grade}" if grade else role,
                "–" if is_out else score,
                "–" if is_out else f"{low}–{high}",
            )
        )
    head = (
        ("", "Locatie", "Gemeente", "Herkomst en positie (A zeker – C geschat)", "Score", "Marge")
        if nl
        else ("", "Site", "Gemeente", "Origin and position (A sure – C estimate)", "Score", "Range")
    )
    grid = Grid(head, rows, left=4, widths=(0.4, 3, 1.6, 2.8, 0.8, 1.2), marked=0)
    title = "De rangorde" if nl else "The ranking"
    return [Heading(title), picture_of(chart, text), Paragraph(text), grid]


def reasons(page: Page) -> list[Block]:
    """Say why the first stands before others, and what is against each.

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
    names = found.sites["name"].to_dict()
    ranked = [str(site) for site in table.index[table["excluded"] == ""]]
    shown = ranked[: max(page.top, 2)]
    why = [why_before(found, shown[0], other, lang=words.lang) for other in shown[1:]]
    blocks: list[Block] = [Heading("Waarom, en waarom niet" if nl else "Why, and why not")]
    if why:
        blocks.append(Bullets(why))
    against = []
    for site, row in table.iterrows():
        name = names[site]
        if row["excluded"]:
            word = "valt af" if nl else "is out"
            against.append(f"{name} {word}: {words.limit(str(row['excluded']))}.")
        if row["dominated_by"]:
            other = names[row["dominated_by"]]
            against.append(
                f"{name}: {other} is nergens slechter en ergens beter."
                if nl
                else f"{name}: {other} is nowhere worse and somewhere better."
            )
        if row["near_limit"] and not row["excluded"]:
            limit = words.limit(str(row["near_limit"]))
            against.append(
                f"{name} is voorbij een grens: {limit}; binnen de marge kan het nog."
                if nl
                else f"{name} is beyond a limit: {limit}; within its range it may still do."
            )
    for missing, some in table[table["missing"] != ""].groupby("missing", sort=False):
        lacks = ", ".join(words.in_sentence(one) for one in str(missing).split("; "))
        who = ", ".join(str(names[site]) for site in some.index)
        against.append(
            f"Geen gegeven voor {lacks}: {who}; telt als het midden van de schaal."
            if nl
            else f"No figure for {lacks}: {who}; counted as the middle of the scale."
        )
    if against:
        blocks.append(Bullets(against))
    return blocks


def reach_of_first(page: Page) -> list[Block]:
    """Show who can get to the first site.

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
    nl, first = words.lang == "nl", found.verdict.first
    name = str(found.sites["name"].to_dict()[first])
    title = f"Het bereik van {name}" if nl else f"The reach of {name}"
    said = []
    for criterion, (low, high) in _people(found, first).items():
        measure = float(found.assessed.measures[criterion].to_dict()[first])
        figures = [words.measure(criterion, value) for value in (measure, low, high)]
        said.append(f"{words.criterion(criterion)}: {figures[0]} ({figures[1]}–{figures[2]})")
    text = (
        "Vlakken waaruit men de locatie met de auto bereikt, zonder files. Wie buiten het "
        "getekende wegennet woont telt mee, over hoofdwegen; Duitse inwoners niet."
        if nl
        else "Areas from which one reaches the site by car, without queues. Who lives beyond the "
        "roads drawn is counted, by main roads; people in Germany are not."
    )
    picture = picture_of(reach_of(found, page.reach, words), f"{title}. {text}")
    return [Heading(title), picture, Paragraph(text), *([Bullets(said)] if said else [])]


def _people(found: Suggestion, site: str) -> dict[str, tuple[float, float]]:
    counted = {}
    for name in found.assessed.measures.columns:
        if found.siting.criteria[name].unit == "people":
            low, high = (
                float(frame[name].to_dict()[site])
                for frame in (found.assessed.worst, found.assessed.best)
            )
            counted[name] = (low, high)
    return counted


def _best_cell(found: Suggestion, words: Words) -> str:
    """Say what the best cell of the map is worth, and which cells are no new places."""
    if found.surface is None or found.surface["score"].isna().all():
        return ""
    best = words.number(float(found.surface["score"].max()), 2)
    near, apart = (
        words.number(float(found.siting.settings[name]) / 1000)
        for name in ("candidate_m", "spacing_m")
    )
    if words.lang == "nl":
        return (
            f" De beste cel van de kaart scoort {best}; nieuwe plekken liggen {near} km of meer "
            f"van een kandidaat en {apart} km uit elkaar."
        )
    return (
        f" The best cell of the map scores {best}; new places lie {near} km or more from a "
        f"candidate and {apart} km apart."
    )


def province(page: Page) -> list[Block]:
    """Show the whole province and the best places that nobody offers.

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
    nl = words.lang == "nl"
    if found.surface is None or found.new_places is None:
        return []
    title = "De hele provincie" if nl else "The whole province"
    step = words.number(float(found.siting.settings["grid_m"]))
    limits = (
        f"Dezelfde criteria op elke cel van {step} m langs een weg. Wat de gegevens niet zeggen: "
        "of er gebouwd mag of kan worden (natuur, water, bestemming, eigendom, stroom), wat er "
        "staat, en wat een plek kost. 'Ruimte voor ontwikkeling' is per cel onbekend en telt als "
        "het midden."
        if nl
        else f"The same criteria on every cell of {step} m along a road. What the data do not "
        "tell: whether building is allowed or possible (nature, water, zoning, ownership, power), "
        "what stands there, and what a place costs. 'Room for development' is not known of a cell "
        "and counts as the middle."
    )
    limits += _best_cell(found, words)
    figure = surface_of(found, words)
    rows = [
        (
            str(letter),
            f"{'bij' if nl else 'near'} {row['near']}",
            str(row["gemeente"]),
            words.number(float(row["score"]), 2),
            "–".join(words.number(float(row[end]), 2) for end in ("score_low", "score_high")),
            f"{words.number(row.geometry.x)} / {words.number(row.geometry.y)}",
        )
        for letter, (_, row) in zip(LETTERS, found.new_places.iterrows(), strict=False)
    ]
    head = (
        ("", "Beste plek die nog niemand aanbiedt", "Gemeente", "Score", "Marge", "RD x / y (m)")
        if nl
        else ("", "Best place that nobody offers yet", "Gemeente", "Score", "Range", "RD x / y (m)")
    )
    grid = Grid(head, rows, left=3, widths=(0.4, 3, 2, 0.8, 1.2, 1.8))
    return [Heading(title), picture_of(figure, f"{title}. {limits}"), Paragraph(limits), grid]
