"""Published times beside ours: how far off the package is, where anybody can check it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from drenthe_geo.crs import RD_NEW, WGS84
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.read import read_network
from drenthe_geo.transit.lines import read_transit

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area

SLOW = frozenset({"stopping", "planned"})

COLUMNS = (
    "from",
    "to",
    "published",
    "low",
    "high",
    "ours",
    "off",
    "year",
    "timetable",
    "is_input",
    "source",
)


def check_trains(area: Area) -> pd.DataFrame:
    """Compare published times in the train with ours.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    pandas.DataFrame
        One row per published time of a fast train: names, minutes ``published``
        with ``low`` and ``high``, ``ours`` on the best way (rides and changes, without
        the wait for the first train), ``off`` (ours less published), ``year``,
        ``timetable`` (``today``, ``alike`` where the train runs the same way since,
        ``earlier`` where it has changed), ``is_input`` (the time itself went into the
        table of legs; no other did, for those are of another source), ``source``.
    """
    transit, published = read_transit(area), area.table("transit_published")
    times = transit.times()
    inputs = set(transit.legs["time_id"].dropna())
    names = transit.stations["name"]
    rows = []
    for row in published.to_dict("records"):
        start, end = str(row["from_station"]), str(row["to_station"])
        slower = row["train"] in SLOW  # ours is the best way, which a slow train is not
        if start not in transit.served or end not in transit.served or slower:
            continue
        legs = times.legs(start, end)
        ours = legs["ride_min"].sum() + legs["transfer_min"].sum() + legs["wait_min"].iloc[1:].sum()
        said = (row["minutes"], row["minutes_low"], row["minutes_high"])
        known = (row["year"], row["timetable"], row["time_id"] in inputs, row["source"])
        rows.append((names[start], names[end], *said, ours, ours - row["minutes"], *known))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def check_cars(area: Area) -> pd.DataFrame:
    """Compare published times by car with ours.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    pandas.DataFrame
        As `check_trains`; none of them went into the model. The longer of the two
        directions counts, rounded claims being made of either.
    """
    published = area.table("car_published").set_index("time_id")
    ends = {
        end: gpd.GeoDataFrame(
            geometry=gpd.points_from_xy(
                published[f"{end}_lon"], published[f"{end}_lat"], crs=WGS84
            ).to_crs(RD_NEW),
            index=published.index,
        )
        for end in ("from", "to")
    }
    # Who publishes a time by car means driving, without parking.
    reach = compute_reach(
        read_network(area, replace(read_profile(area, "car"), park_min=0.0)), ends["to"]
    )
    minutes = travel_times(reach, ends["from"]).minutes
    ours = pd.Series({row: float(minutes[row][row]) for row in published.index})
    return pd.DataFrame(
        {
            "from": published["from_name"],
            "to": published["to_name"],
            "published": published["minutes"],
            "low": published["minutes_low"],
            "high": published["minutes_high"],
            "ours": ours,
            "off": ours - published["minutes"],
            "year": published["year"],
            "timetable": "",
            "is_input": False,
            "source": published["source"],
        }
    ).reset_index(drop=True)
