"""Of a service that sits in the area: had it better stay, grow beside its seat, or move."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.fit.findings import FITS
from drenthe_geo.siting.fit.housing import known_word, number_of
from drenthe_geo.siting.fit.screen import PRESENT_SEAT
from drenthe_geo.siting.measures import measure_criteria
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.fit.screen import Screened
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.surroundings import Surroundings

SeatWord = Literal["stay", "grow_beside", "move"]

PRESENT = "present"
"""Status of a service that is there."""

BUILDING = ("owner", "form", "floor_m2", "land_ha", "source", "date")
"""What is told of a building that would be left behind."""


@result
@dataclass(frozen=True)
class SeatAdvice:
    """Whether a service had better stay where it sits.

    Parameters
    ----------
    word : {"stay", "grow_beside", "move"}
        Move: another place fits and its score is higher by more than the margin. Grow beside:
        otherwise, if the seat is known to be too small and a place near it may do. Stay:
        otherwise.
    seat : str
        The site where it sits; the best of them where it sits at several.
    score : float
        Score of the seat.
    margin : float
        By how much another place must win.
    other : str
        The best other place that is ranked; empty if there is none.
    lead : float
        Its score less that of the seat; NaN if there is none.
    other_fits : bool
        Whether it fits; otherwise it is to be verified.
    room : str
        Whether the seat can grow: ``yes``, ``no``, ``unknown``.
    beside : str
        The best place near the seat that is ranked; empty if there is none.
    beside_m : float
        How far off it is, as the crow flies; NaN if there is none.
    building : mapping
        What is known of the seat: owner, form, floor, land, source, date; missing ones left out.
    staff : float or None
        Who work there, as far as it is known.
    """

    word: SeatWord
    seat: str
    score: float
    margin: float
    other: str
    lead: float
    other_fits: bool
    room: str
    beside: str
    beside_m: float
    building: Mapping[str, Any]
    staff: float | None

    @property
    def wins(self) -> bool:
        """Whether the other place leads by more than the margin, fit or not."""
        return self.lead > self.margin


def require_margin(margin: float | None, siting: Siting) -> float:
    """Take the margin by which another place must win; that of the choices where none is given."""
    given = float(siting.settings["moving_margin"]) if margin is None else float(margin)
    if not (isfinite(given) and 0 <= given <= 1):
        raise ArgumentError("siting.moving_margin", given=f"{given:g}")
    return given


def seat_advice(
    table: pd.DataFrame,
    found: Screened,
    brief: Brief,
    siting: Siting,
    margin: float | None = None,
) -> SeatAdvice | None:
    """Say whether a service had better stay, grow beside its seat, or move.

    Parameters
    ----------
    table : pandas.DataFrame
        Sites in order, see `Ranking`.
    found : Screened
        The candidates, and whether the service fits in each.
    brief : Brief
        What the service asks.
    siting : Siting
        The choices.
    margin : float, optional
        By how much another place must win; ``moving_margin`` of the choices where not given.

    Returns
    -------
    SeatAdvice or None
        None where the service does not sit at one of the sites.

    Raises
    ------
    ArgumentError
        If the margin is not from 0 to 1.

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "veldregister", others={}, surface=False)
    >>> found.seat.word, found.seat.seat
    ('stay', 'rijkskantoor-heidestad')
    """
    least, sites, screen = require_margin(margin, siting), found.sites, found.screen
    roles = sites["role"].to_dict()
    seats = [site for site in table.index if roles[site] == PRESENT_SEAT]
    if not seats:
        return None
    seat, scores = str(seats[0]), table["score"].to_dict()
    others = [str(site) for site in table.index[table["rank"].notna()] if site not in seats]
    verdicts = screen["verdict"].to_dict()
    fitting = [site for site in others if verdicts[site] == FITS]
    best = others[0] if others else ""
    winner = fitting[0] if fitting and scores[fitting[0]] - scores[seat] > least else ""
    beside, beside_m = _beside(seat, others, sites, float(siting.settings["beside_m"]))
    room = str(screen["room"].to_dict()[seat])
    word: SeatWord = "stay"
    if winner:
        word = "move"
    elif room == "no" and beside:
        word = "grow_beside"
    other = winner or best
    row = sites.loc[seat].to_dict()
    return SeatAdvice(
        word=word,
        seat=seat,
        score=float(scores[seat]),
        margin=least,
        other=other,
        lead=float(scores[other] - scores[seat]) if other else float("nan"),
        other_fits=other in fitting,
        room=room,
        beside=beside,
        beside_m=beside_m,
        building=_building(row),
        staff=brief.housing.staff,
    )


def overview_word(area: Area, brief: Brief, advice: SeatAdvice | None) -> str:
    """Give the word of the advice or why there is none; see `sites_for_services`."""
    if advice is not None:
        return advice.word
    if brief.status != PRESENT:
        return brief.status
    sites = area.layer("sites")
    if brief.site not in sites.index:
        return "seat_unknown"
    inside = sites.loc[brief.site, "gemeente"] in set(area.layer("gemeenten")["name"])
    return "seat_not_compared" if inside else "seat_outside"


def _beside(
    seat: str, others: list[str], sites: gpd.GeoDataFrame, most_m: float
) -> tuple[str, float]:
    """Find the best place near the seat; `others` are in order."""
    there = sites.geometry.to_dict()
    for site in others:
        away_m = float(there[site].distance(there[seat]))
        if away_m <= most_m:
            return site, away_m
    return "", float("nan")


def _building(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Take what is known of a building."""
    numbers = {"floor_m2", "land_ha"}
    known = {
        name: number_of(row.get(name)) if name in numbers else known_word(row, name)
        for name in BUILDING
    }
    return {name: value for name, value in known.items() if value}


def seat_sentences(advice: SeatAdvice | None, names: Mapping[str, str]) -> tuple[Message, ...]:
    """Say what is advised, and that the profile wants to keep what is there.

    Parameters
    ----------
    advice : SeatAdvice or None
        The advice; nothing is said where there is none.
    names : mapping of str to str
        Name of every site.

    Returns
    -------
    tuple of Message
        A few sentences.

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "veldregister", others={}, surface=False)
    >>> said = seat_sentences(found.seat, found.sites["name"].to_dict())
    >>> area.words("en").say(said[-1])
    'The profile wants to keep the services that are there, before it wants new ones.'
    """
    if advice is None:
        return ()
    values = {
        "seat": names[advice.seat],
        "score": advice.score,
        "other": names.get(advice.other, ""),
        "lead": abs(advice.lead),
        "margin": advice.margin,
        "beside": names.get(advice.beside, ""),
        "beside_km": advice.beside_m / M_PER_KM,
    }
    said = [Message(f"siting.seat.{_how(advice)}", **values)]
    if advice.word == "stay" and advice.beside:
        said.append(Message("siting.seat.beside", **values))
    return (*said, Message("area.keeps"))


def _how(advice: SeatAdvice) -> str:
    """Choose the sentence of the advice."""
    if advice.word != "stay":
        return advice.word
    if not advice.other:
        return "alone"
    if advice.wins:
        return "unless_verified"
    return "within" if advice.lead > 0 else "best"


def partners_near(
    area: Area, around: Surroundings, seat: str, brief: Brief, siting: Siting
) -> dict[str, int]:
    """Count the partners near a seat, by the criteria that count them."""
    own = around.of(around.points.loc[[seat]])
    names = siting.of_kind("neighbours")
    counts = measure_criteria(area, own, brief, siting, criteria=names)
    return {str(name): int(counts[name].iloc[0]) for name in counts.columns}
