"""What is said of sites chosen together: what they mean, what is as good, how sure it is."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.placement.result import Outcome, SiteSet

ROUNDED = 1e-6
"""By which a number of sites may be off a whole one."""


def sets_table(found: Locations) -> pd.DataFrame:
    """Make one row per set that is as good as the best; the best by the goal is among them."""
    placement, names = found.placement, found.candidates["name"]
    shown = list(placement.sets)
    if placement.best not in shown:
        shown.append(placement.best)
    rows = [
        {
            "rank": number if one in placement.sets else pd.NA,
            "sites": ";".join(one.sites),
            "names": "; ".join(map(str, names[list(one.sites)])),
            "people_within": one.outcome.people_within[found.cutoff_min],
            "mean_min": one.outcome.mean_min,
            "furthest_min": one.outcome.furthest_min,
            "worse_percent": 100 * placement.worse_share(one),
            "chosen": one.sites == placement.chosen,
            "best": one == placement.best,
        }
        for number, one in enumerate(shown, start=1)
    ]
    return pd.DataFrame(rows).astype({"rank": "Int64"})


def sentences_of(found: Locations) -> tuple[Message, ...]:
    """Say what the sites mean, what the fixed ones would alone, what else is as good."""
    placement = found.placement
    said = [_says(found, "chosen", len(placement.chosen), placement.outcome)]
    if placement.fixed_alone is not None:
        said.append(_says(found, "fixed", len(placement.fixed), placement.fixed_alone))
    said += as_good(found)
    if placement.proven:
        return (*said, _proof(found))
    bound = _bounded(found)
    return tuple(said) if bound is None else (*said, bound)


def as_good(found: Locations) -> list[Message]:
    """Say how many sets are as good, which is best by the goal alone, and what they share."""
    placement, search = found.placement, found.placement.search
    if not placement.proven:
        return []
    count = placement.count_as_good
    few = "few" if placement.goal == "everybody" else "share"
    how = Message(f"placement.how.{few}", share=search.share)
    if count == 1 and placement.complete:
        return [Message("placement.as_good.none", how=how)]
    aim = Message(f"placement.aim.{search.aims[0]}", cutoff_min=found.cutoff_min)
    key = "all" if placement.complete else "stopped"
    said = [Message(f"placement.as_good.{key}", count=count, how=how, aim=aim)]
    if not placement.complete and np.isfinite(placement.aim_gap):
        how_sure = "bounded" if placement.aim_gap else "proven"
        said.append(Message(f"placement.as_good.{how_sure}", share=placement.aim_gap))
    if placement.best.sites != placement.chosen:
        said.append(_by_goal(found, placement.best))
    # Of the few that a bound leaves nothing follows for all that are as good.
    is_telling = count > 1 and (placement.complete or not placement.bounded)
    return [*said, _shared(found)] if is_telling else said


def _by_goal(found: Locations, best: SiteSet) -> Message:
    """Say which set is best by the goal alone, and what it means."""
    placement, outcome = found.placement, best.outcome
    chosen = placement.sets[0]
    return Message(
        f"placement.by_goal.{placement.goal}",
        count=len(best.sites),
        names=[str(found.candidates["name"][site]) for site in best.sites],
        within=outcome.people_within[found.cutoff_min],
        cutoff_min=found.cutoff_min,
        mean_min=outcome.mean_min,
        furthest_min=outcome.furthest_min,
        share=placement.worse_share(chosen),
    )


def _shared(found: Locations) -> Message:
    """Say which sites are in all of the sets, and in more than half."""
    placement, names = found.placement, found.candidates["name"]
    count = placement.count_as_good
    free = {one: n for one, n in placement.sets_of.items() if one not in placement.fixed}
    every = [str(names[one]) for one, number in free.items() if number == count]
    most = [str(names[one]) for one, number in free.items() if count / 2 < number < count]
    key = ("both" if most else "all") if every else ("most" if most else "none")
    return Message(f"placement.shared.{key}", every=every, most=most)


def _says(found: Locations, who: str, count: int, outcome: Outcome) -> Message:
    """Say what some sites mean for people."""
    people, within = found.placement.people, outcome.people_within[found.cutoff_min]
    goal = "cover" if found.placement.goal == "everybody" else found.placement.goal
    profile = found.profile
    certain, possible = (
        outcome.people_within[bound] for bound in profile.certainty_bounds_min(found.cutoff_min)
    )
    longest = outcome.mean_min if goal == "mean" else outcome.furthest_min
    means = Message(
        f"placement.means.{goal}",
        count=count,
        shorter=profile.low_share,
        longer=profile.high_share,
        certain=certain,
        possible=possible,
        low=longest * profile.factor("low"),
        high=longest * profile.factor("high"),
        within=within,
        people=people,
        share=within / people,
        cutoff_min=found.cutoff_min,
        mean_min=outcome.mean_min,
        furthest_min=outcome.furthest_min,
    )
    lost = outcome.people_without_way
    return Message(
        "placement.says",
        who=Message(f"placement.who.{who}", count=count),
        means=means,
        lost=Message("placement.lost", people=lost) if lost else "",
    )


def _bounded(found: Locations) -> Message | None:
    """Say what no choice can be better than, where it is not proven that this one is best."""
    placement, best = found.placement, found.placement.best.outcome
    if not np.isfinite(placement.gap):
        return None
    reached = best.people_within[found.cutoff_min]
    people = placement.people - placement.people_beyond_candidates
    return Message(
        f"placement.bounded.{placement.goal}",
        count=len(placement.chosen),
        candidates=len(found.candidates),
        most=min(round(reached * (1 + placement.gap)), people),
        least_min=best.mean_min * (1 - placement.gap),
        least_furthest_min=best.furthest_min * (1 - placement.gap),
        fewest=ceil(len(placement.chosen) * (1 - placement.gap) - ROUNDED),
        cutoff_min=found.cutoff_min,
        reached=reached,
        mean_min=best.mean_min,
        furthest_min=best.furthest_min,
        share=placement.gap,
    )


def _proof(found: Locations) -> Message:
    """Say what is proven."""
    placement, here = found.placement, len(found.placement.fixed)
    tried = "only" if placement.tried == 1 else "tried" if placement.tried else "other"
    how = "fewest" if placement.goal == "everybody" else tried
    best = Message(
        f"placement.best.{how}",
        number=len(placement.chosen),
        candidates=len(found.candidates),
        tried=placement.tried,
        fixed=Message("placement.best.with_fixed", count=here) if here else "",
    )
    if found.cell_m is None:
        return Message("placement.proven.whole", best=best)
    key = "placement.proven.cells" if placement.goal == "mean" else "placement.proven.ties"
    return Message(key, best=best, cell_km=found.cell_m / M_PER_KM)
