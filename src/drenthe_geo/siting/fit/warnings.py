"""What a reader of a suggestion should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.fit.findings import all_questions
from drenthe_geo.siting.model import COLUMN
from drenthe_geo.siting.reasons import all_reasons
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.verdict import Judged


def toss_up(judged: Judged, siting: Siting) -> list[Message]:
    """Say, of two that nobody can tell apart, both."""
    verdict, tie = judged.verdict, siting.settings["tie_score"]
    if verdict.word != "toss_up":
        return []
    score, other = judged.ranking.table["score"].iloc[:2]
    both = {"first": verdict.first, "second": verdict.second}
    return [Message("siting.warning.toss_up", **both, score=score, other=other, tie=tie)]


def of_sites(judged: Judged, screen: pd.DataFrame, brief: Brief) -> list[Message]:
    """Say what a reader should look at."""
    table = judged.ranking.table
    missing = table["missing"]
    found = [
        Message(
            "siting.warning.no_figure",
            criterion=name,
            sites=[str(site) for site, names in missing.items() if name in names],
        )
        for name in sorted({name for names in missing for name in names})
    ]
    found += [Message("siting.warning.left_out", criterion=name) for name in brief.unknown]
    found += [
        Message("siting.warning.near_limit", site=str(site), limits=all_reasons(limits))
        for site, limits in table["near_limit"].items()
        if limits
    ]
    first = judged.verdict.first
    questions = screen["questions"].to_dict()[first]
    if questions:
        asked = all_questions(questions)
        found.append(Message("siting.warning.to_verify", site=first, questions=asked))
    if table["rank"].notna().sum() == 1:
        found.append(Message("siting.warning.only_one"))
    return found


def moved(compared: pd.DataFrame, first: str) -> list[Message]:
    """Say in which other situations another site is first."""
    return [
        Message("siting.warning.scenario", scenario=str(name), first=there)
        for name, there in compared["first"].astype(str).to_dict().items()
        if there != first
    ]


def not_on_the_map(brief: Brief, siting: Siting, *, surface: bool) -> list[Message]:
    """Say which criteria the map of the whole area knows nothing of."""
    own = [name for name in brief.weights if siting.criteria[name].kind == COLUMN]
    return [Message("siting.warning.not_on_the_map", criteria=own)] if own and surface else []


def of_modes(area: Area, brief: Brief, siting: Siting) -> list[Message]:
    """Say what a reader must know of the modes that count."""
    modes = dict.fromkeys(siting.criteria[name].mode for name in brief.weights)
    return list(
        dict.fromkeys(note for mode in modes if mode for note in read_profile(area, mode).notes)
    )
