"""Rows that are one road, whatever their ids, times and lengths: each way its own time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.io.edges.rules import network_rules

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# Columns of a table of rows, beside those that are only carried on: tail, head (codes of nodes),
# line, along, against (whether it is open that way), there_s, back_s, there_junctions,
# back_junctions.


def road_of_rows(
    tail: NDArray[np.intp], head: NDArray[np.intp], lines: NDArray[np.object_]
) -> NDArray[np.intp]:
    """Give each row the number of its road: rows of two nodes whose lines are nearly one."""
    most_m = network_rules().same_road_m
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    size = int(high.max(initial=0)) + 1
    _, group = np.unique(low * size + high, return_inverse=True)
    group = group.ravel()
    road = np.full(len(tail), -1, dtype=np.intp)
    left, made = np.arange(len(tail)), 0
    while len(left):
        # Every group's first row that is left is a road, and all that lie on it are that road.
        _, first, where = np.unique(group[left], return_index=True, return_inverse=True)
        of_first = left[first][where.ravel()]
        same = left == of_first
        other = np.flatnonzero(~same)
        if len(other):
            apart_m = shapely.hausdorff_distance(lines[left[other]], lines[of_first[other]])
            same[other] = apart_m <= most_m
        road[left[same]] = made + where.ravel()[same]
        made += len(first)
        left = left[~same]
    _, number = np.unique(road, return_inverse=True)
    result: NDArray[np.intp] = number.ravel()
    return result


def junctions_of_roads(
    tail: NDArray[np.intp], head: NDArray[np.intp], road: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Junctions passed along each row: half per end where three or more roads meet."""
    _, first = np.unique(road, return_index=True)
    meeting = np.bincount(np.concatenate([tail[first], head[first]]), minlength=int(tail.size) + 1)
    halves: NDArray[np.float64] = 0.5 * (
        (meeting[tail] >= 3).astype(float) + (meeting[head] >= 3)  # noqa: PLR2004 - two is a bend
    )
    return halves


def merge_rows(rows: pd.DataFrame, road: NDArray[np.intp]) -> pd.DataFrame:
    """Join rows that are one road: its first row, open each way that one of them is.

    A way takes its time from the rows drawn that way, the fastest of them; from the others
    only if there is none.
    """
    up = _runs_up(rows)
    # What holds for a row the way of the first of its road, and the other way.
    _, first, of = np.unique(road, return_index=True, return_inverse=True)
    with_first = up == up[first][of.ravel()]
    ways = {}
    for name, forward in (("there", True), ("back", False)):
        drawn = with_first if forward else ~with_first
        open_ = np.where(drawn, rows["along"], rows["against"])
        seconds = np.where(drawn, rows["there_s"], rows["back_s"])
        junctions = np.where(drawn, rows["there_junctions"], rows["back_junctions"])
        best = np.lexsort((seconds, ~drawn, ~open_, road))
        chosen = best[np.concatenate([[True], np.diff(road[best]) != 0])]
        ways[name] = (open_[chosen].astype(bool), seconds[chosen], junctions[chosen])
    order = np.argsort(first, kind="stable")
    made = rows.iloc[first[order]].copy()
    made["along"], made["there_s"], made["there_junctions"] = (one[order] for one in ways["there"])
    made["against"], made["back_s"], made["back_junctions"] = (one[order] for one in ways["back"])
    return made.reset_index(drop=True)


def turned_round(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn roads that are open against their line alone, so that one-way is always along it."""
    turn = (rows["against"] & ~rows["along"]).to_numpy(dtype=bool)
    made = rows.copy()
    for one, other in (
        ("tail", "head"),
        ("there_s", "back_s"),
        ("there_junctions", "back_junctions"),
        ("along", "against"),
    ):
        made.loc[turn, [one, other]] = rows.loc[turn, [other, one]].to_numpy()
    lines = rows["line"].to_numpy(dtype=object)
    made["line"] = np.where(turn, shapely.reverse(lines), lines)
    return made


def _runs_up(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which way each row runs between its nodes; a loop by its turn, or its first step."""
    tail, head = rows["tail"].to_numpy(), rows["head"].to_numpy()
    up: NDArray[np.bool_] = tail < head
    loops = np.flatnonzero(tail == head)
    for at in loops.tolist():
        up[at] = _turns_left(rows["line"].iloc[at])
    return up


def _turns_left(line: shapely.LineString) -> bool:
    """Tell whether a closed line runs against the clock; of one without land its first step."""
    xy = shapely.get_coordinates(line)
    area = float(np.sum(xy[:-1, 0] * xy[1:, 1] - xy[1:, 0] * xy[:-1, 1]))
    if abs(area) > 1e-6:  # noqa: PLR2004 - square metres, from rounding alone
        return area > 0
    return tuple(xy[1]) <= tuple(xy[-2])
