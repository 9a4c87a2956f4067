"""What is said of sites chosen together: what they mean, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.placement.result import Outcome


def sentences_of(found: Locations) -> tuple[Message, ...]:
    """Say what the sites mean, what the fixed ones would alone, and how sure it is."""
    placement, cutoff = found.placement, found.cutoff_min
    said = [_says(found, "chosen", len(placement.chosen), placement.outcome)]
    if placement.fixed_alone is not None:
        said.append(_says(found, "fixed", len(placement.fixed), placement.fixed_alone))
    certain, possible = (
        placement.outcome.people_within[bound]
        for bound in found.profile.certainty_bounds_min(cutoff)
    )
    said.append(
        Message(
            "placement.if_off",
            share=found.profile.uncertainty_share,
            certain=certain,
            possible=possible,
            cutoff_min=cutoff,
        )
    )
    return (*said, _proof(found)) if placement.proven else tuple(said)


def _says(found: Locations, who: str, count: int, outcome: Outcome) -> Message:
    """Say what some sites mean for people."""
    people, within = found.placement.people, outcome.people_within[found.cutoff_min]
    goal = "cover" if found.placement.goal == "everybody" else found.placement.goal
    means = Message(
        f"placement.means.{goal}",
        count=count,
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


def _proof(found: Locations) -> Message:
    """Say what is proven."""
    placement, here = found.placement, len(found.placement.fixed)
    best = Message(
        "placement.best.fewest" if placement.goal == "everybody" else "placement.best.other",
        number=len(placement.chosen),
        candidates=len(found.candidates),
        fixed=Message("placement.best.with_fixed", count=here) if here else "",
    )
    if found.cell_m is None:
        return Message("placement.proven.whole", best=best)
    key = "placement.proven.cells" if placement.goal == "mean" else "placement.proven.ties"
    return Message(key, best=best, cell_km=found.cell_m / M_PER_KM)
