"""How long roads take each way: by a column of times or speeds, or by the mode's own speeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.io.edges.columns import MOTOR_ONLY, headings
from drenthe_geo.io.edges.directions import require_times
from drenthe_geo.io.edges.plausible import check_beside, check_speeds
from drenthe_geo.io.edges.values import numbers, speeds_kmh
from drenthe_geo.units import M_PER_S_PER_KMH
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.io.edges.directions import Ways
    from drenthe_geo.roads.profiles import Profile


@dataclass(frozen=True)
class Times:
    """Seconds along each road and against it, before the profile's factor and junctions."""

    there_s: NDArray[np.float64]
    back_s: NDArray[np.float64]
    # The profile that goes with them: without speeds of its own where the table has times.
    profile: Profile
    notices: tuple[Message, ...] = ()


def read_times(
    edges: gpd.GeoDataFrame,
    found: Mapping[str, str],
    ways: Ways,
    *,
    lengths: tuple[NDArray[np.float64], NDArray[np.float64]],
    profile: Profile,
    what: Message,
) -> Times:
    """Read the times of a table; `lengths` are those that count, and those of the lines."""
    length_m, drawn_m = lengths
    drawn_m = np.where(ways.along | ways.against, drawn_m, 0.0)  # a closed road has no time
    if "free_flow_s" not in found and "speed_kmh" not in found:
        if not profile.speeds_kmh:
            require_times(found, what)
        nought = np.zeros(len(edges))
        unused = [at for name, at in headings(edges, what).items() if name in MOTOR_ONLY]
        said = Message("io.own_speeds", what=what, column=(unused or [""])[0], mode=profile.mode)
        return Times(nought, nought, profile, (said,) if unused else ())
    notices: list[Message] = []
    by_speed: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    if "free_flow_s" not in found:
        by_speed = _by_speed(edges, found, ways, length_m=length_m, what=what, notices=notices)
    if "free_flow_s" in found:
        column = found["free_flow_s"]
        there_s, back_s = _by_time(edges, found, ways, what)
        notices += check_speeds(drawn_m, there_s, column, profile, what)
        if "back_s" in found:
            notices += check_speeds(drawn_m, back_s, found["back_s"], profile, what)
        if "speed_kmh" in found:
            columns = (column, found["speed_kmh"])
            kmh = pd.to_numeric(edges[columns[1]], errors="coerce").to_numpy(dtype=float)
            notices += check_beside(there_s, length_m, kmh, columns, what)
    else:
        assert by_speed is not None  # noqa: S101 - one of the two is there
        there_s, back_s = by_speed
        notices += check_speeds(length_m, there_s, found["speed_kmh"], profile, what)
    return Times(there_s, back_s, replace(profile, speeds_kmh={}), tuple(dict.fromkeys(notices)))


def _by_time(
    edges: gpd.GeoDataFrame, found: Mapping[str, str], ways: Ways, what: Message
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Seconds each way, from columns of seconds; a way that is closed needs none."""
    wanted, column = Message("io.wanted.seconds"), found["free_flow_s"]
    if "back_s" not in found:
        seconds = numbers(edges[column], column, what, wanted, where=ways.along | ways.against)
        return _both(seconds, seconds)
    there_s = numbers(edges[column], column, what, wanted, where=ways.along)
    back = found["back_s"]
    return _both(there_s, numbers(edges[back], back, what, wanted, where=ways.against))


def _by_speed(
    edges: gpd.GeoDataFrame,
    found: Mapping[str, str],
    ways: Ways,
    *,
    length_m: NDArray[np.float64],
    what: Message,
    notices: list[Message],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Seconds each way, from columns of speeds."""
    column, where = found["speed_kmh"], ways.along | ways.against
    if "back_kmh" in found:
        where = ways.along
    kmh, said = speeds_kmh(edges[column], column, what, where)
    back_kmh = kmh
    notices += said
    if "back_kmh" in found:
        back_kmh, said = speeds_kmh(edges[found["back_kmh"]], found["back_kmh"], what, ways.against)
        notices += said
    return _both(length_m / (kmh * M_PER_S_PER_KMH), length_m / (back_kmh * M_PER_S_PER_KMH))


def _both(
    there: NDArray[np.float64], back: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Take the time of the other way where a way is closed, and nought where both are."""
    return (
        np.nan_to_num(np.where(np.isnan(there), back, there)),
        np.nan_to_num(np.where(np.isnan(back), there, back)),
    )
