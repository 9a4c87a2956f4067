"""Dutch words around the maps: titles, how it was made, sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from drenthe_geo.placement import Outcome, Placement
    from drenthe_geo.profiles import Profile
    from drenthe_geo.settings import Settings
    from drenthe_geo.travel import Reach


@dataclass(frozen=True)
class Caption:
    """Words around a map.

    Parameters
    ----------
    title, subtitle : str
        Above the map.
    notes : tuple of str
        Lines below it: how it was made, and from what.
    """

    title: str
    subtitle: str
    notes: tuple[str, ...]


def catchment_caption(
    reach: Reach,
    settings: Settings,
    minutes: Sequence[float],
    own_files: Iterable[str] = (),
    *,
    left_out: Iterable[str] = (),
) -> Caption:
    """Word the map of the catchments.

    Parameters
    ----------
    reach : Reach
        What was computed.
    settings : Settings
        With the road buffer that was drawn.
    minutes : sequence of float
        Cut-offs, shortest first.
    own_files : iterable of str
        A user's own files in place of a layer.
    left_out : iterable of str
        Stations that get no map because nobody lives within the longest cut-off.

    Returns
    -------
    Caption
        In Dutch.
    """
    buffer = f"Gekleurd is land binnen {settings.road_buffer_m:g} m van een weg"
    missing = ", ".join(left_out)
    profile = reach.network.profile
    way = "naar" if reach.direction == "to" else "vanaf"
    return Caption(
        title=f"Binnen {_listed(minutes)} minuten {profile.phrase_nl} {way} het station",
        subtitle=f"Bij elk station: inwoners van Drenthe binnen {_listed(minutes[-1:])} minuten",
        notes=(
            f"{buffer} die op tijd wordt bereikt. {_model(reach.network.profile)}",
            f"Gearceerd: onzeker; een reistijd kan {_percent(profile)} korter of langer zijn.",
            *([profile.note_nl] if profile.note_nl else []),
            *([f"Niet getekend, want zonder zulke inwoners: {missing}."] if missing else []),
            *_sources(own_files),
        ),
    )


def nearest_caption(
    reach: Reach,
    settings: Settings,
    own_files: Iterable[str] = (),
    *,
    only_nine: bool,
    nearer: int | None = None,
) -> Caption:
    """Word the map of the nearest station.

    Parameters
    ----------
    reach : Reach
        What was computed.
    settings : Settings
        With the cell of the partition.
    own_files : iterable of str
        A user's own files in place of a layer.
    only_nine : bool
        Whether only the nine stations of Drenthe count.
    nearer : int, optional
        People for whom a station that does not count is nearer.

    Returns
    -------
    Caption
        In Dutch.
    """
    profile = reach.network.profile
    which = "Welk van de negen stations in Drenthe" if only_nine else "Welk station"
    way = "naar" if reach.direction == "to" else "vanaf"
    border = "Grenzen tussen de gebieden zijn tot ongeveer"
    elsewhere = (
        f"Alleen de stations in Drenthe tellen mee: voor {thousands_nl(nearer)} inwoners "
        "is een station buiten de provincie dichterbij."
        if nearer
        else ""
    )
    unclear = (
        "Gearceerd: een ander station kan evengoed het dichtstbij zijn; het verschil is kleiner "
        f"dan de onzekerheid, {_percent(profile)} van de reistijd."
    )
    lines = (
        elsewhere,
        unclear,
        profile.note_nl,
        f"{border} {settings.partition_cell_m:g} m nauwkeurig. {_model(reach.network.profile)}",
        *_sources(own_files),
    )
    return Caption(
        title=f"{which} is het dichtstbij {profile.phrase_nl}?",
        subtitle=(
            f"Kleur: kortste reistijd {way} het station. "
            "Getal: inwoners van Drenthe voor wie dat station het dichtstbij is"
        ),
        notes=tuple(line for line in lines if line),
    )


def gain_caption(
    titles: Sequence[str],
    destination: str,
    gained: pd.Series,
    *,
    phrase: str,
    notes: Sequence[str],
) -> Caption:
    """Word the map of what a scenario gains.

    Parameters
    ----------
    titles : sequence of str
        Dutch titles of the scenarios.
    destination : str
        Where the trips go.
    gained : pandas.Series
        Row of the summary, see `summary_rows`.
    phrase : str
        How one travels, in Dutch.
    notes : sequence of str
        What the reader must know.

    Returns
    -------
    Caption
        In Dutch.
    """
    said = [
        f"{thousands_nl(gained[name])} inwoners van Drenthe {words}"
        for name, words in (
            ("people_gaining", f"winnen gemiddeld {gained['gain_of_gaining_min']:.0f} minuten"),
            ("people_losing", "doen er langer over"),
            ("people_cut_off", "hebben geen reis meer"),
        )
        if gained[name] > 0
    ]
    spans = [_tenths_nl(gained[f"gain_{end}_min"]) for end in ("low", "high")]
    mean = _tenths_nl(gained["gain_min"])
    span = " tot ".join(dict.fromkeys(spans)) if np.isfinite(gained["gain_low_min"]) else mean
    dots = "Stip: inwoners bijeen, verdeeld over de straten van hun postcode (een model)."
    if np.isfinite(gained["gain_min"]):
        dots = f"Over alle inwoners met een reis is de winst gemiddeld {span} minuten. {dots}"
    return Caption(
        title=" + ".join(titles),
        subtitle=(
            f"Minuten winst van deur tot deur naar {destination}, {phrase}. "
            + ("; ".join(said) or "Niemand wint of verliest een minuut")
        ),
        notes=(
            dots,
            *notes,
            *_sources(()),
        ),
    )


def placement_caption(
    placement: Placement,
    cutoff_min: float,
    profile: Profile,
    *,
    candidates: int,
    cell_m: float | None,
    own_files: Iterable[str] = (),
) -> Caption:
    """Word the map of sites that are chosen together.

    Parameters
    ----------
    placement : Placement
        The choice.
    cutoff_min : float
        The cut-off that people are counted within.
    profile : Profile
        Profile of the mode.
    candidates : int
        How many candidates there were.
    cell_m : float or None
        See `Locations`.
    own_files : iterable of str
        A user's own files.

    Returns
    -------
    Caption
        In Dutch.
    """
    number = len(placement.chosen)
    cutoff = _listed([cutoff_min])
    sites = "1 locatie" if number == 1 else f"{number} locaties"
    titles = {
        "cover": f"{sites}: de meeste inwoners binnen {cutoff} minuten",
        "mean": f"{sites}: gemiddeld de kortste reis",
        "furthest": f"{sites}: de langste reis zo kort mogelijk",
        "everybody": f"{sites}: niemand verder dan {cutoff} minuten",
    }
    alone = placement.fixed_alone
    now = "" if alone is None else f"De vaste alleen: {_outcome_nl(alone, cutoff_min)}."
    sure = "Bewezen beste keuze" if placement.proven else "Beste keuze die gevonden is"
    if cell_m is not None and placement.goal == "mean":
        sure = "Beste keuze in een vereenvoudigd model"
    cells = (
        ""
        if cell_m is None
        else f" Bij het vergelijken van gemiddelden gaan inwoners van een vak van "
        f"{cell_m / 1000:g} km samen naar een locatie."
    )
    return Caption(
        title=titles[placement.goal],
        subtitle=(
            f"{_outcome_nl(placement.outcome, cutoff_min)}, {profile.phrase_nl} naar de "
            f"dichtstbijzijnde van de {number}. Getal: inwoners voor wie die het dichtstbij is"
        ),
        notes=(
            f"{sure} uit {candidates} kandidaten.{cells}",
            *([now] if now else []),
            (
                "Stip: inwoners bijeen, verdeeld over de straten van hun postcode (een model). "
                f"Een reistijd kan {_percent(profile)} korter of langer zijn."
            ),
            _model(profile),
            *([profile.note_nl] if profile.note_nl else []),
            *_sources(own_files),
        ),
    )


def _outcome_nl(outcome: Outcome, cutoff_min: float) -> str:
    return (
        f"{thousands_nl(outcome.people_within[cutoff_min])} inwoners binnen "
        f"{_listed([cutoff_min])} minuten, gemiddeld {_tenths_nl(outcome.mean_min)}, hoogstens "
        f"{_tenths_nl(outcome.furthest_min)}"
    )


def _tenths_nl(minutes: float) -> str:
    return f"{round(minutes, 1) + 0.0:.1f}".replace(".", ",")  # no minus before nought


def thousands_nl(number: float) -> str:
    """Write a number as Dutch readers do.

    Parameters
    ----------
    number : float
        The number.

    Returns
    -------
    str
        Whole, with points between the thousands.

    Examples
    --------
    >>> thousands_nl(494705)
    '494.705'
    """
    return f"{number:,.0f}".replace(",", ".")


def date_nl(date: str) -> str:
    """Write a date as Dutch readers do.

    Parameters
    ----------
    date : str
        Year, year-month or year-month-day.

    Returns
    -------
    str
        Day-month-year without leading zeros, or what there is of it.

    Examples
    --------
    >>> date_nl("2021-12-01"), date_nl("2024-01"), date_nl("2023")
    ('1-12-2021', '1-2024', '2023')
    """
    return "-".join(part.lstrip("0") for part in reversed(date.split("-")))


def _listed(minutes: Sequence[float]) -> str:
    words = [f"{value:g}".replace(".", ",") for value in minutes]
    return " en ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _percent(profile: Profile) -> str:
    return f"{100 * profile.uncertainty_share:g} %".replace(".", ",")


def _model(profile: Profile) -> str:
    if profile.speeds_kmh:
        usual = Counter(profile.speeds_kmh.values()).most_common(1)[0][0]
        speed = f"{usual:g}".replace(".", ",")
        return f"Reistijd bij {speed} km/u, op een vereenvoudigd wegennet."
    factor = f"{profile.free_flow_factor:g}".replace(".", ",")
    seconds = f"{profile.junction_s:g}".replace(".", ",")
    return (
        f"Reistijd zonder files: vrije rijtijd × {factor} + {seconds} s per kruispunt, "
        "op een vereenvoudigd wegennet."
    )


def _sources(own_files: Iterable[str]) -> list[str]:
    roads, people, borders = (
        date_nl(resource(name)["date"]) for name in ("road_edges", "places", "gemeenten")
    )
    first = (
        f"Bronnen: © OpenStreetMap-bijdragers, {roads} (wegen; ODbL) · CBS, inwoners per "
        f"postcodegebied, {people} · CBS/Kadaster, gemeenten, {borders} (CC BY 4.0), "
        "gegeneraliseerd ·"
    )
    lines = [
        first,
        "rijdendetreinen.nl (stations) · GeoNames (plaatsnamen). Projectie: RD New (EPSG:28992).",
    ]
    own = "; ".join(own_files)
    if own:
        lines.append(f"Uit eigen bestanden van de gebruiker: {own}.")
    return lines
