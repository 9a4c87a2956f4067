"""Tables of a comparison: before, after and the difference, by place, site, station, gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.scenarios.outlook import BY_CAR
from drenthe_geo.units import BOUNDS

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

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
    # What there was is taken as expected: only the new is unsure.
    ends, before, after = would.minutes["expected"].columns, *_expected(was, would)
    changes = {bound: before - would.minutes[bound][ends].to_numpy(dtype=float) for bound in BOUNDS}
    gain, had, has = changes["expected"], ~np.isnan(before), ~np.isnan(after)
    # Means are over who has a way both before and after: else they would not be alike.
    there = np.where(had & has, heads[:, None], 0.0)

    def total(values: NDArray[np.float64]) -> pd.DataFrame:
        return pd.DataFrame(values, columns=ends).groupby(group.to_numpy()).sum()

    def counted(chosen: NDArray[np.bool_]) -> pd.DataFrame:
        return total(np.where(chosen, heads[:, None], 0.0)).round().astype(int)

    reached = total(there).replace(0.0, np.nan)
    means = {
        name: total(values * there).div(reached)
        for name, values in (("before", before), ("after", after), *changes.items())
    }
    spread = np.stack([means[bound].to_numpy() for bound in BOUNDS])
    # The trains' range says nothing of the roads.
    spread[:, :, [str(end).endswith(BY_CAR) for end in ends]] = np.nan
    low, high = np.fmin.reduce(spread), np.fmax.reduce(spread)
    groups = reached.index
    all_heads = pd.Series(heads).groupby(group.to_numpy()).sum().round().astype(int)
    counts = {
        "people_gaining": counted(gain >= least_min),
        "people_losing": counted(gain <= -least_min),
        "people_new_way": counted(~had & has),
        "people_cut_off": counted(had & ~has),
    }
    used = [_most_used(side.station[ends], heads, group, groups) for side in (was, would)]
    rows = [
        pd.DataFrame(
            {
                "destination": end,
                "people": all_heads,
                "minutes_before": means["before"][end],
                "minutes_after": means["after"][end],
                "gain_min": means["expected"][end],
                "gain_low_min": low[:, at],
                "gain_high_min": high[:, at],
                **{name: count[end] for name, count in counts.items()},
                "station_before": used[0][end],
                "station_after": used[1][end],
            },
            index=groups,
        )
        for at, end in enumerate(ends)
    ]
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


def _expected(was: Outlook, would: Outlook) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Take the expected minutes before and after, to the same ends."""
    after = would.minutes["expected"]
    before = was.minutes["expected"][after.columns]
    return before.to_numpy(dtype=float), after.to_numpy(dtype=float)


def _most_used(
    station: pd.DataFrame, heads: NDArray[np.float64], group: pd.Series, groups: pd.Index
) -> pd.DataFrame:
    """Station that most people of each group board at, by destination; missing without one."""
    found = {}
    of_group = groups.get_indexer(pd.Index(group.to_numpy()))
    for end in station:
        code, names = pd.factorize(station[end], sort=True)
        there = (code >= 0) & (of_group >= 0)
        key = of_group[there] * len(names) + code[there]
        counts = pd.Series(heads[there]).groupby(key).sum()  # by group, then by station
        at, which = np.divmod(counts.index.to_numpy(), max(len(names), 1))
        order = np.lexsort((which, -counts.to_numpy(), at))
        first = order[np.unique(at[order], return_index=True)[1]]
        most = np.full(len(groups), None, dtype=object)
        most[at[first]] = np.asarray(names, dtype=object)[which[first]]
        found[end] = most
    return pd.DataFrame(found, groups, dtype=object)


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
