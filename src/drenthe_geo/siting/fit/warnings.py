"""What a reader of a suggestion should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.fit.findings import all_questions
from drenthe_geo.siting.model import COLUMN
from drenthe_geo.siting.rank import tells_apart
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.table import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.reasons import BeyondLimit
    from drenthe_geo.siting.verdict import Judged


def toss_up(judged: Judged, siting: Siting, names: Mapping[str, str]) -> list[Message]:
    """Say, of two that nobody can tell apart, both; or that nothing tells any of them apart."""
    if not tells_apart(judged.ranking):
        weighed = judged.ranking.weights
        titles = titled(siting, map(str, weighed.index[weighed > 0]))
        count = int(judged.ranking.table["rank"].notna().sum())
        return [Message("siting.warning.alike", count=count, criteria=titles)]
    verdict, tie = judged.verdict, siting.settings["tie_score"]
    if verdict.word != "toss_up":
        return []
    score, other = judged.ranking.table["score"].iloc[:2]
    both = {"first": names[verdict.first], "second": names[verdict.second]}
    return [Message("siting.warning.toss_up", **both, score=score, other=other, tie=tie)]


def titled(siting: Siting, names: Iterable[str]) -> list[Texts]:
    """Give the titles of criteria: their ids are for who writes weights."""
    chosen = [siting.criteria[name] for name in names]
    return [Texts(**{lang: one.title_in(lang) for lang in LANGUAGES}) for one in chosen]


def of_sites(
    judged: Judged, screen: pd.DataFrame, brief: Brief, siting: Siting, names: Mapping[str, str]
) -> list[Message]:
    """Say what a reader should look at."""
    table = judged.ranking.table
    missing = table["missing"]
    found = [
        Message(
            "siting.warning.no_figure",
            criterion=titled(siting, [name])[0],
            sites=[names[str(site)] for site, lacks in missing.items() if name in lacks],
        )
        for name in sorted({name for lacks in missing for name in lacks})
    ]
    if brief.unknown:
        out = titled(siting, brief.unknown)
        weight = brief.unknown_weigh
        found.append(Message("siting.warning.left_out", criteria=out, weight=weight))
    found += no_trains(siting, brief)
    found += [
        Message(
            "siting.warning.near_limit", site=names[str(site)], limits=_by_title(siting, limits)
        )
        for site, limits in table["near_limit"].items()
        if limits
    ]
    first = judged.verdict.first
    questions = screen["questions"].to_dict()[first]
    if questions:
        key = "to_verify" if tells_apart(judged.ranking) else "to_verify_of"
        said = {"site": names[first], "questions": all_questions(questions)}
        found.append(Message(f"siting.warning.{key}", **said))
    if table["rank"].notna().sum() == 1:
        found.append(Message("siting.warning.only_one"))
    return found


def _by_title(siting: Siting, limits: Iterable[BeyondLimit]) -> Message:
    """Say limits by the titles of their criteria."""
    limits = tuple(limits)
    titles = titled(siting, [one.criterion for one in limits])
    said = [one.message(title) for one, title in zip(limits, titles, strict=True)]
    return Message("siting.reason.all", reasons=said)


def no_trains(siting: Siting, *briefs: Brief) -> list[Message]:
    """Say which criteria are left out for want of a timetable, and that the others weigh more."""
    names = dict.fromkeys(name for brief in briefs for name in brief.no_trains)
    if not names:
        return []
    if len(briefs) > 1:
        return [Message("siting.warning.no_trains_of_some", criteria=titled(siting, names))]
    weight = sum(briefs[0].no_trains.values())
    return [Message("siting.warning.no_trains", criteria=titled(siting, names), weight=weight)]


def moved(compared: pd.DataFrame, first: str, names: Mapping[str, str]) -> list[Message]:
    """Say in which other situations another site is first."""
    return [
        Message("siting.warning.scenario", scenario=str(name), first=names[there])
        for name, there in compared["first"].astype(str).to_dict().items()
        if there != first
    ]


def not_on_the_map(brief: Brief, siting: Siting, *, surface: bool) -> list[Message]:
    """Say which criteria the map of the whole area knows nothing of."""
    own = [name for name in brief.weights if siting.criteria[name].kind == COLUMN]
    if not own or not surface:
        return []
    return [Message("siting.warning.not_on_the_map", criteria=titled(siting, own))]


def of_modes(area: Area, brief: Brief, siting: Siting) -> list[Message]:
    """Say what a reader must know of the modes that count."""
    modes = dict.fromkeys(siting.criteria[name].mode for name in brief.weights)
    return list(
        dict.fromkeys(note for mode in modes if mode for note in read_profile(area, mode).notes)
    )
