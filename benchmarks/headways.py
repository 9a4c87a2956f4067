"""Trips by how often lines run beside trips by the very departures, between doors of a town."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from drenthe_geo.build.halts import read_feed_choices
from drenthe_geo.build.timetable import Asked, read_feeds
from drenthe_geo.io.timetable.lines import merged_calls, part_trips, tables_of
from drenthe_geo.transit.timetable import Timetable, walking_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from drenthe_geo.build.halts import FeedChoices

WORLD = shapely.box(-1e6, 0, 2e6, 1e7)

DOORS = 20
SPREAD_M = 200.0
MOST_WALK_MIN = 15.0
M_PER_MIN = 5000 / 60 / 1.3
WINDOW_MIN = 120
SHARES = (10, 50, 90)
COLUMNS = ["trip", "station", "arrive_s", "leave_s", "board", "alight"]
RULES = dg.transit.read_transit(DRENTHE).rules


@dataclass(frozen=True)
class Town:
    """A town with its feeds, and the hour at which the window begins."""

    name: str
    feeds: tuple[Path, ...]
    crs: int
    early_h: float

    def read(self, hours: tuple[float, float], choices: FeedChoices) -> Any:  # noqa: ANN401 - ours
        """Read the calls of the trips that begin in some hours."""
        none = gpd.GeoDataFrame({"name": []}, geometry=[], crs=self.crs)
        return read_feeds(self.feeds, Asked(none, WORLD, None, hours, choices))


def xy_of(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Give the coordinates of points."""
    return np.column_stack([points.geometry.x, points.geometry.y])


def walks_min(doors: NDArray[np.float64], halts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minutes on foot between doors and halts; infinite where nobody walks so far."""
    minutes: NDArray[np.float64] = (
        np.hypot(*(doors[:, None] - halts[None]).transpose(2, 0, 1)) / M_PER_MIN
    )
    return np.where(minutes <= MOST_WALK_MIN, minutes, np.inf)


def by_headway(met: Any, doors: NDArray[np.float64]) -> NDArray[np.float64]:  # noqa: ANN401
    """Minutes from door to door by lines, waits of half the headway, capped."""
    parted = part_trips(merged_calls(met.calls))
    lines, legs = tables_of(parted, WINDOW_MIN / 60, read_feed_choices().ways_apart)
    stations = met.halts.stations.assign(role="own")
    transit = dg.transit.make_transit(stations, lines, legs, RULES, stops=met.halts.stops)
    minutes = transit.times().minutes
    between = np.nan_to_num(minutes.to_numpy(copy=True), nan=np.inf)
    np.fill_diagonal(between, np.inf)
    foot = walks_min(doors, xy_of(transit.halts.loc[minutes.index]))
    found = np.full((len(doors), len(doors)), np.inf)
    for one, near in _near(foot):
        onward = (foot[one, near, None] + RULES.board_min + between[near]).min(axis=0)
        for other, there in _near(foot):
            found[one, other] = (onward[there] + foot[other, there]).min()
    return found


def _near(foot: NDArray[np.float64]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Give every door with the halts that one walks to from it."""
    for number, row in enumerate(foot):
        near = np.flatnonzero(np.isfinite(row))
        if len(near):
            yield number, near


def by_departure(
    town: Town,
    calls: pd.DataFrame,
    halts: gpd.GeoDataFrame,
    doors: NDArray[np.float64],
    walk_m: float,
) -> NDArray[np.float64]:
    """Minutes from door to door for every minute of the window."""
    codes = pd.Index(halts.index.astype(str))
    changes = walking_changes(
        codes, xy_of(halts), stay_s=RULES.transfer_min * 60, most_m=walk_m, m_per_s=M_PER_MIN / 60
    )
    foot = walks_min(doors, xy_of(halts))
    ends = pd.DataFrame(
        [(codes[at], f"door{n}", foot[n, at] * 60) for n, near in _near(foot) for at in near],
        columns=changes.columns,
    )
    # A door is a halt at which nothing stops that could be boarded.
    at_doors = pd.DataFrame({"trip": [f"door{n}" for n in range(len(doors))]})
    at_doors = at_doors.assign(
        station=at_doors["trip"], arrive_s=0.0, leave_s=0.0, board=False, alight=False
    )
    table = Timetable(pd.concat([calls[COLUMNS], at_doors]), pd.concat([changes, ends]))
    leave_min = town.early_h * 60 + np.arange(WINDOW_MIN)
    found = np.full((len(doors), len(doors), WINDOW_MIN), np.inf)
    for goal in range(len(doors)):
        arrivals = table.arrivals(f"door{goal}", least_s=town.early_h * 3600)
        for one, near in _near(foot):
            for at in near[codes[near].isin(table.served)]:
                ready_s = (leave_min + foot[one, at] + RULES.board_min) * 60
                minutes = arrivals.after(codes[at], ready_s) / 60 - leave_min
                np.minimum(found[one, goal], minutes, out=found[one, goal])
    return found


def compare(town: Town) -> list[list[object]]:
    """Make rows: how far trips by headway are off the window's 10, 50 and 90 per cent."""
    choices = read_feed_choices()
    apart = replace(choices, merge_m=0.0, same_name_m=0.0, at_station_m=0.0)
    raw = town.read((town.early_h - 5, town.early_h + 5), apart)
    places = gpd.GeoDataFrame(pd.concat([raw.halts.stations, raw.halts.stops]))
    rng = np.random.default_rng(17)
    doors = xy_of(places.iloc[rng.choice(len(places), DOORS, replace=False)])
    doors += rng.normal(0, SPREAD_M, doors.shape)
    model = by_headway(town.read((town.early_h, town.early_h + 2), choices), doors)
    apart_min = np.hypot(*(doors[:, None] - doors[None]).transpose(2, 0, 1)) / M_PER_MIN
    whole = town.read((town.early_h - 5, town.early_h + 5), choices)
    merged = gpd.GeoDataFrame(pd.concat([whole.halts.stations, whole.halts.stops]))
    rows: list[list[object]] = []
    for what, met, halts, walk_m in (
        ("the same halts, no walks between", whole, merged, 0.0),
        ("the same halts, walks up to 400 m", whole, merged, 400.0),
        ("stops as they are, walks up to 400 m", raw, places, 400.0),
    ):
        start = time.process_time()
        found = np.sort(by_departure(town, merged_calls(met.calls), halts, doors, walk_m), axis=2)
        cpu_s = (time.process_time() - start) / DOORS
        at = [-(-share * WINDOW_MIN // 100) - 1 for share in SHARES]
        good = np.isfinite(found[:, :, at[-1]]) & np.isfinite(model) & (apart_min > MOST_WALK_MIN)
        off = {share: model[good] - found[good][:, n] for share, n in zip(SHARES, at, strict=True)}
        middle, spread = found[good][:, at[1]], found[good][:, at[2]] - found[good][:, at[0]]
        rows.append(
            [
                town.name,
                what,
                f"{int(good.sum()):,}",
                f"{middle.mean():.1f}",
                f"{off[50].mean():+.1f}",
                f"{np.abs(off[50]).mean():.1f} ({np.abs(off[50]).mean() / middle.mean():.0%})",
                f"{np.percentile(np.abs(off[50]), 90):.1f}",
                f"{spread.mean():.1f} ({spread.mean() / middle.mean():.0%})",
                f"{cpu_s:.2f}",
            ]
        )
    return rows


HEAD = (
    "town",
    "search on",
    "trips",
    "middle, min",
    "by headway less that",
    "mean off",
    "nine tenths off",
    "90 % less 10 %",
    "s of CPU per door",
)
