"""What a scenario changes: before, after and the difference, for people and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.comparison_tables import (
    by_group,
    reach_table,
    sites_table,
    stations_table,
    summary_rows,
)
from drenthe_geo.edits import apply_scenarios
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.embedded import read_profile, read_settings, read_situation
from drenthe_geo.io.files import read_layer
from drenthe_geo.journeys import DEFAULT_ACCESS, access_modes
from drenthe_geo.layers import places_inside
from drenthe_geo.opportunities import read_people
from drenthe_geo.outlooks import EGRESS_MODE, NO_TRAIN, make_outlook
from drenthe_geo.profiles import TEXTS
from drenthe_geo.report import manifest, with_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.outlooks import Outlook
    from drenthe_geo.scenarios import Scenario
    from drenthe_geo.settings import Settings
    from drenthe_geo.situation import Situation

STEPS = ("before", "after", "tables")


@dataclass(frozen=True)
class Comparison:
    """What scenarios change.

    Parameters
    ----------
    scenarios : tuple of Scenario
        The scenarios.
    access : str
        How one comes to the station.
    before, after : Situation
        Trains, roads and sites.
    people, places : geopandas.GeoDataFrame
        Who counts, and the postcode areas they live in.
    tables : mapping of str to pandas.DataFrame
        ``places``, ``stations``, ``sites``, ``gemeenten``: a row for each and every
        destination, with minutes before and after, what is gained with its range, and
        the station; ``in_reach``: who comes to each of them by train.
    gains : pandas.DataFrame
        Minutes gained: people × destinations.
    cut_off : pandas.DataFrame
        Who had a way and has none any more: people × destinations.
    summary : pandas.DataFrame
        One row per destination, for all people.
    manifest : dict
        How it was made.
    """

    scenarios: tuple[Scenario, ...]
    access: str
    before: Situation
    after: Situation
    people: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    tables: Mapping[str, pd.DataFrame]
    gains: pd.DataFrame
    cut_off: pd.DataFrame
    summary: pd.DataFrame
    manifest: dict[str, object]


def make_comparison(
    scenarios: Iterable[Scenario],
    *,
    access: str = DEFAULT_ACCESS,
    on_step: Callable[[str], None] = lambda _: None,
) -> Comparison:
    """Compare the situation as it stands with that of some scenarios together.

    Parameters
    ----------
    scenarios : iterable of Scenario
        The scenarios, in any order.
    access : str
        How one comes to the station: ``"walk"``, ``"bicycle"``, ``"ebike"``, ``"car"``
        or ``"best"`` of them.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Comparison
        Tables for places, stations, sites and gemeenten. If roads or stations change
        there are destinations by car too: the nearest station of Drenthe, and every
        destination that the roads reach.

    Raises
    ------
    ArgumentError
        If there is no scenario, no such mode, or the scenarios contradict each other.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> found = make_comparison([dg.read_scenario("nedersaksenlijn")])
    >>> bool(found.summary.loc["groningen", "people_gaining"] > 0)
    True
    """
    chosen = tuple(scenarios)
    if not chosen:
        msg = "no scenario was given; drenthe-geo scenarios lists them."
        raise ArgumentError(msg)
    given = [one.name for one in chosen]
    if len(set(given)) < len(given):
        twice = next(name for name in given if given.count(name) > 1)
        msg = f"scenario {twice!r} was given twice; give it once, with its toggles."
        raise ArgumentError(msg)
    settings, before = read_settings(), read_situation()
    access_modes(access, before)
    after = apply_scenarios(before, chosen, settings)
    names = after.rail.stations["name"].combine_first(before.rail.stations["name"])
    names[NO_TRAIN] = "no train"
    changed = after.road_edges is not before.road_edges
    by_car = changed or not after.rail.served.equals(before.rail.served)
    people, education = read_people(), read_layer("education")
    places = places_inside(read_layer("places"), read_layer("gemeenten"))
    known = education[education["students"].notna()]
    on_step("before")
    layers = (people, places, known)
    was = make_outlook(before, access, layers, settings, known=before.rail, by_car=by_car)
    on_step("after")
    would = make_outlook(after, access, layers, settings, known=before.rail, by_car=by_car)
    on_step("tables")
    gains, least = was.minutes["expected"] - would.minutes["expected"], settings.least_gain_min
    both, gemeente = (was, would), people["pc4"].map(places["gemeente"])
    by_place = by_group(people["pc4"], "place", people, both, names=names, least_min=least)
    by_place.insert(1, "name", by_place["place"].map(places["name"]))
    by_place.insert(2, "gemeente", by_place["place"].map(places["gemeente"]))
    cutoffs = (settings.train_cutoff_min, settings.student_cutoff_min)
    tables = {
        "places": by_place,
        "gemeenten": by_group(gemeente, "gemeente", people, both, names=names, least_min=least),
        "stations": stations_table(was, would, names),
        "sites": sites_table(before, after, was, would, names),
        "in_reach": reach_table(was, would, places, cutoffs),
    }
    summary = summary_rows(people, was, would, least)
    warnings = [*_warnings(chosen, access, before), *_lost(summary, before, after, would)]
    return Comparison(
        scenarios=chosen,
        access=access,
        before=before,
        after=after,
        people=people,
        places=places,
        tables=tables,
        gains=gains,
        cut_off=was.minutes["expected"].notna() & would.minutes["expected"].isna(),
        summary=summary,
        manifest=_manifest(chosen, access, before, after, settings) | {"warnings": warnings},
    )


def _manifest(
    scenarios: tuple[Scenario, ...],
    access: str,
    before: Situation,
    after: Situation,
    settings: Settings,
) -> dict[str, object]:
    said = manifest(
        profile=read_profile(access_modes(access, before)[0]),
        settings=settings,
        parameters={"access": access, "egress": EGRESS_MODE},
        counts={
            "legs_by_basis_before": _bases(before),
            "legs_by_basis_after": _bases(after),
        },
        warnings=[],
        own_files={},
    )
    said["title"] = "Scenario's voor Drenthe"
    said["profiles"] = {
        mode: with_sources(read_profile(mode), {"mode", *TEXTS})
        for mode in (*access_modes(access, before), EGRESS_MODE)
    }
    said["scenarios"] = [
        {
            "name": one.name,
            "title": one.title,
            "source": one.source,
            "note": one.note,
            "toggles": dict(one.toggles),
            "toggle_notes": dict(one.toggle_notes),
            "edits": [
                {"do": edit.kind, **{key: _plain(part) for key, part in edit.said.items()}}
                for edit in one.edits
            ],
        }
        for one in scenarios
    ]
    said["rail_rules"] = with_sources(before.rail.rules)
    return said


def _bases(situation: Situation) -> dict[str, int]:
    counts = situation.rail.legs["basis"].value_counts().sort_index()
    return {str(basis): int(count) for basis, count in counts.items()}


def _plain(value: object) -> object:
    """Turn read-only mappings and tuples into what JSON knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _lost(summary: pd.DataFrame, before: Situation, after: Situation, would: Outlook) -> list[str]:
    """Say who is cut off, and which added sites nobody comes to."""
    said = []
    cut = summary["people_cut_off"]
    if cut.any():
        most = str(cut.idxmax())
        lost = f"{cut.max():,} people have no way to {most} any more"
        said.append(f"{lost}; means are over those who have one")
    stops = after.rail.served.difference(before.rail.served)
    role = after.rail.stations["role"].reindex(stops)
    lone = [str(code) for code in stops[role != "far"] if code not in would.reachable]
    if lone:
        said.append(f"no road comes near to station {', '.join(lone)}, so nobody boards there")
    new = after.sites.index.difference(before.sites.index)
    far = [str(site) for site in new if would.site_min.loc[site].isna().all()]
    if far:
        said.append(f"no way to a train from the added site {', '.join(far)}: is it near a road?")
    return said


def _warnings(scenarios: tuple[Scenario, ...], access: str, situation: Situation) -> list[str]:
    notes = [f"{one.name}: {one.note}" for one in scenarios if one.note]
    roads = [read_profile(mode).note for mode in access_modes(access, situation)]
    cap = situation.rail.rules.wait_cap_min
    trains = (
        f"Waits are half the headway, but {cap:g} minutes at most: an hourly train does not count "
        "as worse than a half-hourly one."
    )
    return [*notes, trains, *dict.fromkeys(note for note in roads if note)]
