"""By train to the platforms of all stations, and on to the doors around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.trips.sums import in_order, least_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.trips.model import Boarding


def arrival_minutes(
    boarding: Boarding, transit: Transit, stations: pd.Index | None = None
) -> pd.DataFrame:
    """Measure the minutes from every origin by train to the platform of every station.

    Parameters
    ----------
    boarding : Boarding
        Access to the stations, see `board`.
    transit : Transit
        The trains.
    stations : pandas.Index, optional
        Codes of the stations that matter; all that are served where not given.

    Returns
    -------
    pandas.DataFrame, shape (origins, stations)
        Expected minutes with at least one ride; NaN without a way.
    """
    start = in_order(boarding.minutes)
    ends = transit.served if stations is None else stations
    arrive = least_sums(start.to_numpy(), _rides(transit, start.columns, ends))
    return pd.DataFrame(arrive, start.index, ends)


def _rides(transit: Transit, starts: pd.Index, ends: pd.Index) -> NDArray[np.float64]:
    """Minutes between platforms, with at least one ride."""
    rides: NDArray[np.float64] = transit.times().minutes.loc[starts, ends].to_numpy(copy=True)
    rides[starts.to_numpy()[:, None] == ends.to_numpy()] = np.nan
    return rides


def train_minutes(
    arrivals: pd.DataFrame, egress: TravelTimes, *, limit_min: float = np.inf
) -> pd.DataFrame:
    """Measure the minutes by train from every origin to every door around the stations.

    NaN beyond the limit too: a short one makes it much faster.

    Parameters
    ----------
    arrivals : pandas.DataFrame, shape (origins, stations)
        Result of `arrival_minutes`.
    egress : TravelTimes
        From stations to the doors: direction ``"from"``, doors as its origins.
    limit_min : float
        Longest trip that counts.

    Returns
    -------
    pandas.DataFrame, shape (origins, doors)
        Expected minutes with at least one ride; NaN without a way.

    Raises
    ------
    ArgumentError
        If the egress is not from stations.
    """
    if egress.direction != "from":
        raise ArgumentError("trips.egress_direction")
    codes = [code for code in egress.minutes.columns if code in arrivals.columns]
    total = least_sums(arrivals[codes].to_numpy(), egress.minutes[codes].to_numpy().T, limit_min)
    return pd.DataFrame(total, arrivals.index, egress.minutes.index)


def minutes_to_doors(
    boarding: Boarding, transit: Transit, egress: TravelTimes, limit_min: float
) -> pd.DataFrame:
    """Measure what `train_minutes` gives of all arrivals, without them.

    Rides and the way to the doors are put together first: doors are few beside halts, and so no
    table of all origins and all halts is made.
    """
    start = in_order(boarding.minutes)
    codes = pd.Index([code for code in egress.minutes.columns if code in transit.served])
    onward = least_sums(
        _rides(transit, start.columns, codes), egress.minutes[list(codes)].to_numpy().T
    )
    total = least_sums(start.to_numpy(), onward, limit_min)
    return pd.DataFrame(total, start.index, egress.minutes.index)
