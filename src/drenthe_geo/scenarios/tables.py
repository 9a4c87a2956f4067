"""Tables of a comparison: before, after and the difference, by place, site, station, gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.scenarios.outlook import BY_CAR
from drenthe_geo.units import BOUNDS

if TYPE_CHECKING:
    import geopandas as gpd

    from drenthe_geo.scenarios.outlook import Outlook
    from drenthe_geo.situation import Situation

REACH = ("inhabitants", "working_age", "students")


def group_rows(
    group: pd.Series, people: gpd.GeoDataFrame, was: Outlook, would: Outlook, least_min: float
) -> pd.DataFrame:
    """Take means over the people of each group, and counts, per destination.

    Means are over those who have a way before and after; their range, ``gain_low_min`` and
    ``gain_high_min``, is missing by car. Who gains or loses less than `least_min` is not
    counted. ``station_before`` and ``station_after`` are where most people board.
    """
    heads = people["population"].to_numpy(dtype=float)
    rows = []
    # What there was is taken as expected: only the new is unsure.
    changes = {str(bound): was.minutes["expected"] - would.minutes[bound] for bound in BOUNDS}
    for destination in would.minutes["expected"]:
        frame = pd.DataFrame(
            {
                "group": group.to_numpy(),
                "people": heads,
                "before": was.minutes["expected"][destination].to_numpy(),
                "after": would.minutes["expected"][destination].to_numpy(),
                **{bound: change[destination].to_numpy() for bound, change in changes.items()},
            }
        )
        both = frame[["before", "after"]].notna().all(axis=1)
        # Means are over who has a way both before and after: else they would not be alike.
        there = frame["people"].where(both, 0.0)
        weighed = frame[["before", "after", *changes]].mul(there, axis=0)
        reached = there.groupby(frame["group"]).sum().replace(0.0, np.nan)
        means = weighed.groupby(frame["group"]).sum().div(reached, axis=0)
        spread = means[list(changes)]
        if str(destination).endswith(BY_CAR):
            spread = spread * np.nan  # the trains' range says nothing of the roads
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
                    "people": frame.groupby("group")["people"].sum().round().astype(int),
                    "minutes_before": means["before"],
                    "minutes_after": means["after"],
                    "gain_min": means["expected"],
                    "gain_low_min": spread.min(axis=1),
                    "gain_high_min": spread.max(axis=1),
                    **{name: _heads(frame, chosen) for name, chosen in counts.items()},
                    "station_before": _most_used(was.station[destination], frame),
                    "station_after": _most_used(would.station[destination], frame),
                }
            )
        )
    return pd.concat(rows).rename_axis("group").reset_index()


def by_group(
    group: pd.Series,
    key: str,
    people: gpd.GeoDataFrame,
    outlooks: tuple[Outlook, Outlook],
    *,
    names: pd.Series,
    least_min: float,
) -> pd.DataFrame:
    """Make the table of places or of gemeenten: `group_rows`, with stations by name."""
    rows = group_rows(group, people, *outlooks, least_min).rename(columns={"group": key})
    for column in ("station_before", "station_after"):
        rows[column] = rows[column].map(names)
    return rows


def stations_table(was: Outlook, would: Outlook, names: pd.Series) -> pd.DataFrame:
    """Make the table of stations: minutes from platform to door.

    They are missing where no train stops or goes there.
    """
    codes = was.station_min.index.union(would.station_min.index)
    rows = _long(was.station_min.reindex(codes), would.station_min.reindex(codes), "station")
    rows.insert(1, "name", rows["station"].map(names))
    return rows


def sites_table(
    before: Situation, after: Situation, was: Outlook, would: Outlook, names: pd.Series
) -> pd.DataFrame:
    """Make the table of sites: minutes from door to door, and where one boards."""
    ids = was.site_min.index.union(would.site_min.index)
    known = after.sites["name"].reindex(ids).fillna(before.sites["name"].reindex(ids))
    rows = _long(was.site_min.reindex(ids), would.site_min.reindex(ids), "site")
    for name, outlook in (("before", was), ("after", would)):
        station = pd.Series(outlook.site_station.reindex(ids).to_numpy().ravel())
        rows[f"station_{name}"] = station.map(names).to_numpy()
    rows.insert(1, "name", rows["site"].map(known))
    return rows


def reach_table(
    was: Outlook, would: Outlook, places: gpd.GeoDataFrame, cutoffs: tuple[float, float]
) -> pd.DataFrame:
    """Make the table of who comes by train, with one ride at least, within the cut-offs.

    Of a gemeente it is the mean of its places by their people. Counts are missing where there
    was nothing to come to, or no longer is. `cutoffs` are minutes: for inhabitants and people
    of working age, and for students.
    """
    tables = []
    for kind in ("station", "site", "place"):
        sides = {"before": was.in_reach[kind], "after": would.in_reach[kind]}
        tables.append(_reach_rows(kind, sides, cutoffs))
    gemeente = places["gemeente"]
    means = {}
    for side, outlook in (("before", was), ("after", would)):
        frame = outlook.in_reach["place"]
        heads = places["population"].reindex(frame.index).to_numpy(dtype=float)
        weighed = frame.mul(heads, axis=0).groupby(gemeente.reindex(frame.index)).sum()
        means[side] = weighed.div(places.groupby("gemeente")["population"].sum(), axis=0).round()
    tables.append(_reach_rows("gemeente", means, cutoffs))
    return pd.concat(tables, ignore_index=True)


def _reach_rows(
    kind: str, sides: dict[str, pd.DataFrame], cutoffs: tuple[float, float]
) -> pd.DataFrame:
    """Make the rows of one kind: before, after and more."""
    ids = sides["before"].index.union(sides["after"].index)
    rows = pd.DataFrame({"kind": kind, "id": ids.astype(str)})
    for group in REACH:
        cutoff = cutoffs[1] if group == "students" else cutoffs[0]
        name = f"{group}_by_train_{cutoff:g}_min"
        before, after = (frame[group].reindex(ids).to_numpy(float) for frame in sides.values())
        for end, values in (("before", before), ("after", after), ("more", after - before)):
            rows[f"{name}_{end}"] = pd.array(values, dtype="Float64").astype("Int64")
    return rows


def summary_rows(
    people: gpd.GeoDataFrame, was: Outlook, would: Outlook, least_min: float
) -> pd.DataFrame:
    """Make one row per destination, over all people: `group_rows`, and two columns.

    ``gain_of_gaining_min`` is the mean over who gains, ``people_other_station`` who board
    elsewhere than before.
    """
    everyone = pd.Series("all", people.index)
    rows = group_rows(everyone, people, was, would, least_min).set_index("destination")
    heads = people["population"].to_numpy(dtype=float)
    other, gaining = [], []
    for end in rows.index:
        moved = was.station[end].notna() & (was.station[end] != would.station[end])
        other.append(int(heads[moved.to_numpy()].sum()))
        gain = (was.minutes["expected"][end] - would.minutes["expected"][end]).to_numpy()
        more = gain >= least_min
        total = heads[more].sum()
        gaining.append(float(heads[more] @ gain[more] / total) if total else 0.0)
    rows = rows.drop(columns=["group", "station_before", "station_after"])
    return rows.assign(gain_of_gaining_min=gaining, people_other_station=other)


def _heads(frame: pd.DataFrame, chosen: pd.Series) -> pd.Series:
    """Count the people of each group for whom something holds."""
    count = frame["people"].where(chosen, 0.0).groupby(frame["group"]).sum()
    return count.round().astype(int)


def _most_used(station: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """Station that most people of each group board at."""
    table = frame[["group", "people"]].assign(station=station.to_numpy())
    table = table[table["station"].notna()]
    counts = table.groupby(["group", "station"])["people"].sum().reset_index()
    counts = counts.sort_values(["group", "people", "station"], ascending=[True, False, True])
    return counts.drop_duplicates("group").set_index("group")["station"]


def _long(was: pd.DataFrame, would: pd.DataFrame, key: str) -> pd.DataFrame:
    """Make one row per id and destination."""
    return pd.DataFrame(
        {
            key: np.repeat(would.index.to_numpy(), would.shape[1]),
            "destination": np.tile(would.columns.to_numpy(), would.shape[0]),
            "minutes_before": was.to_numpy().ravel(),
            "minutes_after": would.to_numpy().ravel(),
            "gain_min": (was - would).to_numpy().ravel(),
        }
    )
