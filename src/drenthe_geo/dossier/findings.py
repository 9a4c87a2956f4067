"""What a dossier finds: the answer, the order, the reasons, the reach, the whole area."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import Bullets, Grid, Heading, Paragraph, Summary
from drenthe_geo.dossier import terms
from drenthe_geo.dossier.figures import IN_REACH, LETTERS, MOST_DRAWN
from drenthe_geo.dossier.page import NOWHERE
from drenthe_geo.dossier.reasons import in_short, why_before
from drenthe_geo.reach.areas import LAND
from drenthe_geo.reach.gemeenten import gemeente_table, jobs_source
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.own.sentences import own_sentences
from drenthe_geo.siting.rank import tells_apart
from drenthe_geo.siting.reasons import InNature
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.numbers import or_dash

if TYPE_CHECKING:
    from typing import Any

    from drenthe_geo.documents.blocks import Block
    from drenthe_geo.dossier.page import Page

LEAST_SITES = 2
"""At least so many sites are explained: a reason takes two."""


def answer(page: Page) -> list[Block]:
    """Answer the question in three sentences and a map: who, why, and what to do now."""
    words, first = page.words, page.found.verdict.first
    said = words.say_each(own_sentences(page.found))
    if page.found.done:
        said.append(words.say("dossier.answer.built", plans=page.plans(page.found.done)))
    near_limit = page.rows[first]["near_limit"]
    if near_limit:
        limits = page.reasons(near_limit)
        said.append(words.say("dossier.answer.near_limit", limits=limits))
    three = {"who": _who(page), "why": _why(page), "next": _next(page)}
    title = words.say("dossier.reach_of", site=page.names[first])
    return [
        Summary([(words.say(f"dossier.answer.{name}"), text) for name, text in three.items()]),
        *([Paragraph(" ".join(said))] if said else []),
        *_of_user(page),
        replace(page.pictures["reach"], text=f"{title}. {_reach_text(page)}"),
    ]


def _why(page: Page) -> str:
    """Say what the first place rests on, and what speaks against it."""
    found, first = page.found, page.found.verdict.first
    if len(page.kept) > 1:
        return in_short(found, first, page.kept[1], page.words)
    of_first: dict[Any, Any] = found.ranking.shares.loc[first].dropna().to_dict()
    name = str(max(of_first, key=lambda one: float(of_first[one])))
    figure = page.measure(name, page.measured(name, first)[0])
    return page.words.say(
        "dossier.answer.heaviest",
        criterion=page.title(name),
        measure=terms.with_unit(page.words, page.criteria[name], figure),
        points=terms.points(page.words, of_first[name]),
    )


def _next(page: Page) -> str:
    """Say what to do now: ask the owners what is unknown, and look at the weights."""
    found, words = page.found, page.words
    sites = [found.verdict.first]
    if found.verdict.word == "toss_up":
        sites.append(found.verdict.second)
    questions = found.screen["questions"].to_dict()
    asked = [site for site in sites if questions.get(site)]
    count = sum(len(questions[one]) for one in asked)
    names = [page.names[one] for one in asked or sites]
    key = "dossier.answer.ask" if asked else "dossier.answer.nothing_to_ask"
    do = words.say(key, sites=names, count=count)
    if found.seat is None:
        return do
    advice = "stay_for_now" if found.seat.word == "stay" and found.seat.wins else found.seat.word
    return words.say(f"dossier.answer.{advice}", seat=page.names[found.seat.seat], do=do)


def reading(page: Page) -> list[Block]:
    """Say how to read it: whose weights they are, and what is not in the data."""
    words = page.words
    return [
        Heading(words.say("dossier.answer.reading")),
        Paragraph(" ".join([_ranked_by(page), words.say("dossier.answer.weights")])),
        Paragraph(words.say("dossier.answer.unknown")),
    ]


def _who(page: Page) -> str:
    """Say who is first, with what score, and how sure that is."""
    words, first = page.words, page.found.verdict.first
    row = page.rows[first]
    alone, count = len(page.kept) == 1, len(page.rows)
    key = "dossier.answer.first"
    if alone:
        key = "dossier.answer.only_left" if count > 1 else "dossier.answer.only"
    verdict = page.found.verdict
    told = {
        "site": page.names[first],
        "gemeente": page.gemeente(first),
        "count": count if alone else len(page.kept),
        "score": page.score_of(first),
        "range": page.spread(row),
    }
    if not tells_apart(page.found.ranking):
        titles = [page.title(str(name)) for name in page.found.ranking.weights.index]
        return words.say("dossier.answer.alike", count=len(page.kept), criteria=titles)
    if verdict.word == "toss_up" and not alone:
        tie = page.found.siting.settings["tie_score"]
        second = {"second": page.names[verdict.second], "other": page.score_of(verdict.second)}
        return words.say("dossier.answer.toss_up", **told, **second, tie=tie)
    return words.say(
        key,
        **told,
        verdict=words.say(f"dossier.verdict.{verdict.word}"),
        meaning=words.say(f"dossier.meaning.{verdict.word}"),
    )


def _of_user(page: Page) -> list[Block]:
    """Say which weights and limits are the user's, and what they were."""
    words, brief = page.words, page.found.brief
    if not brief.changes:
        return []
    said = []
    for one in brief.changes:
        old, new = (
            words.say("dossier.yours.none")
            if value is None
            else page.measure(one.criterion, value)
            if one.what == "limit"
            else words.say("dossier.yours.number", number=value)
            for value in (one.old, one.new)
        )
        key, title = f"dossier.yours.{one.what}", page.title(one.criterion)
        said.append(words.say(key, criterion=title, old=old, new=new))
    weighs = any(one.what == "weight" for one in brief.changes)
    text = words.say("dossier.yours.text")
    total = sum(brief.weights.values())
    more = [words.say("dossier.yours.weights", total=total)] if weighs else []
    return [Paragraph(" ".join([*more, text])), Bullets(said)]


def _ranked_by(page: Page) -> str:
    """Say whose weights the order is by."""
    words, brief = page.words, page.found.brief
    if brief.own_weights:
        return words.say("dossier.answer.own_weights")
    if brief.viewpoint:
        return words.say("dossier.answer.viewpoint", viewpoint=page.viewpoint(brief.viewpoint))
    names = [page.viewpoint(name) for name in brief.viewpoints]
    return words.say("dossier.answer.mean", count=len(names), viewpoints=names)


def ranked(page: Page) -> list[Block]:
    """Show the order with the shares of the pillars."""
    words, sites = page.words, page.found.sites
    roles = sites["role"].to_dict()
    grades = sites["certainty"].to_dict() if "certainty" in sites else {}
    rows = []
    for site, row in list(page.rows.items())[:MOST_DRAWN]:
        role = words.say(f"dossier.role.{str(roles[site]).replace(' ', '_')}")
        grade = grades.get(site)
        if isinstance(grade, str) and grade:  # nobody graded the sites of a user
            role = words.say("dossier.ranking.with_grade", role=role, grade=grade)
        figures = (str(row["rank"]), page.score_of(site), page.spread(row))
        rank, score, spread = (NOWHERE,) * len(figures) if row["excluded"] else figures
        rows.append((rank, page.marked[site], score, spread, page.gemeente(site), role))
    names = ("site", "score", "range", "gemeente", "origin")
    head = [words.say(f"dossier.ranking.{name}") for name in names]
    text = words.say("dossier.ranking.text")
    if len(page.rows) > MOST_DRAWN:
        text += " " + words.say("dossier.ranking.best_drawn", count=MOST_DRAWN, all=len(page.rows))
    return [
        Heading(words.say("dossier.ranking.heading")),
        replace(page.pictures["scores"], text=text),
        Paragraph(" ".join([text, *_of_regions(page)])),
        Grid(
            (words.say("dossier.ranking.rank"), *head),
            rows,
            left=2,
            words=(4, 5),
            named_by=1,
            widths=(0.5, 3, 0.7, 1.2, 1.6, 2.8),
            marked=0,
        ),
    ]


def _of_regions(page: Page) -> list[str]:
    """Say which of the ranked lie in a region that the profile names; it weighs nothing."""
    regions = page.found.brief.regions
    if not regions:
        return []
    inside = page.found.in_region.to_dict()
    names = [page.names[site] for site in page.kept if inside[site]]
    key = "dossier.ranking.in_region" if names else "dossier.ranking.in_no_region"
    return [page.words.say(key, regions=regions, sites=names)]


def reasons(page: Page) -> list[Block]:
    """Say why the first stands before others, and what is against each."""
    shown = page.kept[: max(page.top, LEAST_SITES)]
    why = [why_before(page.found, shown[0], other, page.words) for other in shown[1:]]
    against = [*_against(page), *_missing(page)]
    return [
        Heading(page.words.say("dossier.why.heading")),
        *(Bullets(items) for items in (why, against) if items),
    ]


def _against(page: Page) -> list[str]:
    """Say what is against each site."""
    words, said = page.words, []
    for site, row in page.rows.items():
        name = page.names[site]
        if row["excluded"]:
            why = page.reasons(row["excluded"])
            said.append(words.say("dossier.why.out", site=name, reasons=why))
        if row["dominated_by"]:
            other = page.names[row["dominated_by"]]
            said.append(words.say("dossier.why.dominated", site=name, other=other))
        if row["near_limit"] and not row["excluded"]:
            limits = page.reasons(row["near_limit"])
            said.append(words.say("dossier.why.near_limit", site=name, limits=limits))
    return said


def _missing(page: Page) -> list[str]:
    """Say which figures are missing, of sites that lack the same ones together."""
    lacking: dict[tuple[str, ...], list[str]] = {}
    for site, row in page.rows.items():
        if row["missing"]:
            lacking.setdefault(tuple(row["missing"]), []).append(page.names[site])
    anywhere = [page.title(name) for name in page.found.brief.unknown]
    weight = page.found.brief.unknown_weigh
    said = []
    if anywhere:
        said.append(page.words.say("dossier.why.left_out", criteria=anywhere, weight=weight))
    trains = page.found.brief.no_trains
    if trains:
        named, weight = [page.title(name) for name in trains], sum(trains.values())
        said.append(page.words.say("dossier.why.no_trains", criteria=named, weight=weight))
    return said + [
        page.words.say("dossier.why.missing", criteria=[page.title(one) for one in names], sites=of)
        for names, of in lacking.items()
    ]


def reach_of_first(page: Page) -> list[Block]:
    """Show who can get to the first site."""
    words, first = page.words, page.found.verdict.first
    title = words.say("dossier.reach_of", site=page.names[first])
    said = []
    for criterion in map(str, page.found.assessed.measures.columns):
        if page.criteria[criterion].unit == terms.PEOPLE:
            people, low, high = (
                page.measure(criterion, value) for value in page.measured(criterion, first)
            )
            said.append(
                words.say(
                    "dossier.reach.people",
                    criterion=page.title(criterion),
                    people=people,
                    low=low,
                    high=high,
                )
            )
    return [
        Heading(title),
        Paragraph(" ".join([words.say("dossier.reach.map"), _reach_text(page)])),
        *_within(page),
        *([Bullets(said)] if said else []),
        *of_jobs(page),
    ]


def of_jobs(page: Page) -> list[Block]:
    """Say how many jobs there are in the gemeente of the first site, where the data tell any."""
    table = gemeente_table(page.area)
    if table is None:
        return []
    site = page.gemeente(page.found.verdict.first)
    there = table[(table["gemeente"] == site) & table["jobs"].notna()]
    if there.empty:
        return []
    jobs, year = there[["jobs", "jobs_year"]].iloc[0]
    said = {"gemeente": site, "jobs": int(jobs), "year": int(year)}
    told = page.with_data("dossier.reach.jobs", jobs_source(page.area), **said)
    return [Paragraph(told)]


def _reach_text(page: Page) -> str:
    """Say what the map of the reach shows."""
    return page.words.say("dossier.reach.text", traffic=read_profile(page.area, "car").traffic)


def _within(page: Page) -> list[Block]:
    """Say who and what is within the cut-offs of the first site."""
    words = page.words
    head = [words.say(f"dossier.within.{name}") for name in ("minutes", *IN_REACH, *LAND)]
    rows = [
        (
            words.say("dossier.within.up_to", minutes=row["minutes"]),
            *(words.say("screen.number", value=row[name]) for name in IN_REACH),
            *(words.say("screen.km2", value=row[name]) for name in LAND),
        )
        for row in page.within.to_dict("records")
    ]
    note = words.say("dossier.within.note", metres=page.area.settings.road_buffer_m)
    if page.within[list(IN_REACH)].isna().to_numpy().any():
        note = f"{note} {words.say('dossier.within.blank')}"
    return [Grid(head, rows, left=1), Paragraph(note)]


def whole_area(page: Page) -> list[Block]:
    """Show the whole area and the best places that nobody offers."""
    found, words = page.found, page.words
    if found.surface is None or found.new_places is None:
        return []
    settings = found.siting.settings
    said = [words.say("dossier.area.text", cell_m=settings["grid_m"])]
    in_nature = [any(isinstance(one, InNature) for one in why) for why in found.surface["excluded"]]
    if any(in_nature):
        share = sum(in_nature) / len(in_nature)
        said.append(words.say("dossier.area.nature", share=share))
    if not found.surface["score"].isna().all():
        near_km, apart_km = (settings[name] / M_PER_KM for name in ("candidate_m", "spacing_m"))
        best = page.score(float(found.surface["score"].max()))
        said.append(words.say("dossier.area.best", score=best, near_km=near_km, apart_km=apart_km))
    rows = [
        (
            letter,
            words.say("dossier.area.near", place=place["near"]),
            or_dash(place["gemeente"]),
            page.score(float(place["score"])),
            page.spread(place),
            words.say("dossier.area.xy", x=place.geometry.x, y=place.geometry.y),
        )
        for letter, (_, place) in zip(LETTERS, found.new_places.iterrows(), strict=False)
    ]
    head = (
        words.say("dossier.area.place"),
        *(words.say(f"dossier.ranking.{name}") for name in ("gemeente", "score", "range")),
        words.say("dossier.area.position"),
    )
    title, text = words.say("dossier.whole_area"), " ".join(said)
    return [
        Heading(title),
        Paragraph(text),
        Grid(
            (words.say("dossier.area.letter"), *head),
            rows,
            left=3,
            named_by=1,
            widths=(0.7, 3, 2, 0.8, 1.2, 1.8),
        ),
        replace(page.pictures["surface"], text=f"{title}. {text}"),
    ]
