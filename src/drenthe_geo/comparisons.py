"""What a scenario changes: before, after and the difference, for people and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.edits import apply_scenarios
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.embedded import read_profile, read_settings, read_situation
from drenthe_geo.io.files import read_layer
from drenthe_geo.journeys import DEFAULT_ACCESS, access_modes
from drenthe_geo.layers import places_inside
from drenthe_geo.opportunities import read_people
from drenthe_geo.outlooks import BOUNDS, EGRESS_MODE, make_outlook
from drenthe_geo.report import manifest, with_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

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
        destination, with minutes before and after, what is gained with its range, the
        station, and who is in reach.
    gains : pandas.DataFrame
        Minutes gained: people × destinations.
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
        Tables for places, stations, sites and gemeenten. If the roads change there
        are two destinations by car more: the nearest of the nine stations, and every
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
    settings, before = read_settings(), read_situation()
    access_modes(access, before)
    after = apply_scenarios(before, chosen, settings)
    roads_change = after.road_edges is not before.road_edges
    people, education = read_people(), read_layer("education")
    places = places_inside(read_layer("places"), read_layer("gemeenten"))
    known = education[education["students"].notna()]
    on_step("before")
    layers = (people, places, known)
    then = make_outlook(before, access, layers, settings, known=before.rail, by_car=roads_change)
    on_step("after")
    now = make_outlook(after, access, layers, settings, known=before.rail, by_car=roads_change)
    on_step("tables")
    gains, least = then.minutes["expected"] - now.minutes["expected"], settings.least_gain_min
    tables = {
        "places": _by_place(people, places, then, now, least),
        "gemeenten": _by_gemeente(people, places, then, now, least),
        "stations": _stations_table(before, after, then, now),
        "sites": _sites_table(before, after, then, now),
    }
    summary = _summary(people, then, now, least)
    warnings = [*_warnings(chosen, access), *_lost(summary, before, after, now)]
    return Comparison(
        scenarios=chosen,
        access=access,
        before=before,
        after=after,
        people=people,
        places=places,
        tables=tables,
        gains=gains,
        summary=summary,
        manifest=_manifest(chosen, access, before, after, settings) | {"warnings": warnings},
    )


def _group_rows(
    group: pd.Series, people: gpd.GeoDataFrame, then: Outlook, now: Outlook, least_min: float
) -> pd.DataFrame:
    """Take means over the people of each group, and counts, per destination."""
    heads = people["population"].to_numpy(dtype=float)
    rows = []
    # What there was is taken as expected: only the new is unsure.
    changes = {str(bound): then.minutes["expected"] - now.minutes[bound] for bound in BOUNDS}
    for destination in now.minutes["expected"]:
        frame = pd.DataFrame(
            {
                "group": group.to_numpy(),
                "people": heads,
                "before": then.minutes["expected"][destination].to_numpy(),
                "after": now.minutes["expected"][destination].to_numpy(),
                **{bound: change[destination].to_numpy() for bound, change in changes.items()},
            }
        )
        both = frame[["before", "after"]].notna().all(axis=1)
        # Means are over who has a way both before and after: else they would not be alike.
        there = frame["people"].where(both, 0.0)
        weighed = frame[["before", "after", *changes]].mul(there, axis=0)
        reached = there.groupby(frame["group"]).sum().replace(0.0, np.nan)
        means = weighed.groupby(frame["group"]).sum().div(reached, axis=0)
        total = frame.groupby("group")["people"].sum()
        low, high = means[list(changes)].min(axis=1), means[list(changes)].max(axis=1)
        counts = {
            "people_gaining": frame["expected"] >= least_min,
            "people_losing": frame["expected"] <= -least_min,
            "people_new_way": frame["before"].isna() & frame["after"].notna(),
            "people_cut_off": frame["before"].notna() & frame["after"].isna(),
        }
        rows.append(
            pd.DataFrame(
                {
                    "destination": destination,
                    "people": total.round().astype(int),
                    "minutes_before": means["before"],
                    "minutes_after": means["after"],
                    "gain_min": means["expected"],
                    "gain_low_min": low,
                    "gain_high_min": high,
                    **{
                        name: frame["people"]
                        .where(chosen, 0.0)
                        .groupby(frame["group"])
                        .sum()
                        .round()
                        .astype(int)
                        for name, chosen in counts.items()
                    },
                    "station_before": _most_used(then.station[destination], heads, frame["group"]),
                    "station_after": _most_used(now.station[destination], heads, frame["group"]),
                }
            )
        )
    return pd.concat(rows).rename_axis("group").reset_index()


def _heads(frame: pd.DataFrame, chosen: pd.Series) -> pd.Series:
    """Count the people of each group for whom something holds."""
    count = frame["people"].where(chosen, 0.0).groupby(frame["group"]).sum()
    return count.round().astype(int)


def _most_used(station: pd.Series, heads: NDArray[np.float64], group: pd.Series) -> pd.Series:
    """Station that most people of each group board at."""
    table = pd.DataFrame({"group": group, "station": station.to_numpy(), "people": heads})
    table = table[table["station"].notna()]
    counts = table.groupby(["group", "station"])["people"].sum().reset_index()
    counts = counts.sort_values(["group", "people", "station"], ascending=[True, False, True])
    return counts.drop_duplicates("group").set_index("group")["station"]


def _with_reach(
    rows: pd.DataFrame, key: str, then: pd.DataFrame, now: pd.DataFrame
) -> pd.DataFrame:
    """Add who is in reach, before and after."""
    for column in then:
        for name, frame in (("before", then), ("after", now)):
            rows[f"{column}_in_reach_{name}"] = rows[key].map(frame[column])
        rows[f"{column}_in_reach_more"] = rows[f"{column}_in_reach_after"].fillna(0) - rows[
            f"{column}_in_reach_before"
        ].fillna(0)
    return rows


def _by_place(
    people: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    then: Outlook,
    now: Outlook,
    least_min: float,
) -> pd.DataFrame:
    rows = _group_rows(people["pc4"], people, then, now, least_min).rename(
        columns={"group": "place"}
    )
    rows.insert(1, "name", rows["place"].map(places["name"]))
    rows.insert(2, "gemeente", rows["place"].map(places["gemeente"]))
    return _with_reach(rows, "place", then.in_reach["place"], now.in_reach["place"])


def _by_gemeente(
    people: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    then: Outlook,
    now: Outlook,
    least_min: float,
) -> pd.DataFrame:
    gemeente = people["pc4"].map(places["gemeente"])
    rows = _group_rows(gemeente, people, then, now, least_min).rename(columns={"group": "gemeente"})
    means = []
    for outlook in (then, now):  # the mean over its people of what their place has in reach
        frame = outlook.in_reach["place"]
        heads = places["population"].reindex(frame.index).to_numpy(dtype=float)
        weighed = frame.mul(heads, axis=0).groupby(places["gemeente"].reindex(frame.index)).sum()
        total = places.groupby("gemeente")["population"].sum()
        means.append(weighed.div(total, axis=0).round())
    return _with_reach(rows, "gemeente", *means)


def _stations_table(
    before: Situation, after: Situation, then: Outlook, now: Outlook
) -> pd.DataFrame:
    codes = then.station_min.index.union(now.station_min.index)
    names = after.rail.stations["name"].reindex(codes)
    names = names.fillna(before.rail.stations["name"].reindex(codes))
    rows = _long(then.station_min.reindex(codes), now.station_min.reindex(codes), "station")
    rows.insert(1, "name", rows["station"].map(names))
    return _with_reach(rows, "station", then.in_reach["station"], now.in_reach["station"])


def _sites_table(before: Situation, after: Situation, then: Outlook, now: Outlook) -> pd.DataFrame:
    ids = then.site_min.index.union(now.site_min.index)
    names = after.sites["name"].reindex(ids).fillna(before.sites["name"].reindex(ids))
    rows = _long(then.site_min.reindex(ids), now.site_min.reindex(ids), "site")
    for name, outlook in (("before", then), ("after", now)):
        station = outlook.site_station.reindex(ids).to_numpy()
        rows[f"station_{name}"] = station.ravel()
    rows.insert(1, "name", rows["site"].map(names))
    return _with_reach(rows, "site", then.in_reach["site"], now.in_reach["site"])


def _long(then: pd.DataFrame, now: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row per id and destination."""
    return pd.DataFrame(
        {
            key: np.repeat(now.index.to_numpy(), now.shape[1]),
            "destination": np.tile(now.columns.to_numpy(), now.shape[0]),
            "minutes_before": then.to_numpy().ravel(),
            "minutes_after": now.to_numpy().ravel(),
            "gain_min": (then - now).to_numpy().ravel(),
        }
    )


def _summary(
    people: gpd.GeoDataFrame, then: Outlook, now: Outlook, least_min: float
) -> pd.DataFrame:
    """One row per destination, over all people."""
    everyone = pd.Series("all", people.index)
    rows = _group_rows(everyone, people, then, now, least_min).set_index("destination")
    heads = people["population"].to_numpy(dtype=float)
    other = [
        int(
            heads[
                (then.station[end].notna() & (then.station[end] != now.station[end])).to_numpy()
            ].sum()
        )
        for end in rows.index
    ]
    gaining = [
        _mean_of_gaining(
            then.minutes["expected"][end] - now.minutes["expected"][end], heads, least_min
        )
        for end in rows.index
    ]
    rows = rows.drop(columns=["group", "station_before", "station_after"])
    return rows.assign(gain_of_gaining_min=gaining, people_other_station=other)


def _mean_of_gaining(gain: pd.Series, heads: NDArray[np.float64], least_min: float) -> float:
    more = (gain >= least_min).to_numpy()
    return float(heads[more] @ gain.to_numpy()[more] / heads[more].sum()) if more.any() else 0.0


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


def _lost(summary: pd.DataFrame, before: Situation, after: Situation, now: Outlook) -> list[str]:
    """Say who is cut off, and which added sites nobody comes to."""
    said = []
    cut = summary["people_cut_off"]
    if cut.any():
        most = str(cut.idxmax())
        lost = f"{cut.max():,} people have no way to {most} any more"
        said.append(f"{lost}; means are over those who have one")
    new = after.sites.index.difference(before.sites.index)
    far = [str(site) for site in new if now.site_min.loc[site].isna().all()]
    if far:
        said.append(f"no way to a train from the added site {', '.join(far)}: is it near a road?")
    return said


def _warnings(scenarios: tuple[Scenario, ...], access: str) -> list[str]:
    notes = [f"{one.name}: {one.note}" for one in scenarios if one.note]
    modes = ("walk", "bicycle", "ebike", "car") if access == "best" else (access,)
    roads = [read_profile(mode).note for mode in modes]
    trains = (
        "Waits are half the headway, but ten minutes at most: an hourly train does not count "
        "as worse than a half-hourly one."
    )
    return [*notes, trains, *dict.fromkeys(note for note in roads if note)]
