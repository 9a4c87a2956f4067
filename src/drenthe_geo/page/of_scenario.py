"""The page of a scenario: minutes before and after, who gains, and by which line or road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.page.base import BORDER_M, base_of
from drenthe_geo.page.packing import degrees_of, features_of, packed_degrees, packed_numbers
from drenthe_geo.page.report import View
from drenthe_geo.style.table import BEYOND_INKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.words.table import Words

PER_MIN, NONE = 100, 2**32 - 1
"""Minutes of places are in hundredths; and what stands where there is no way."""

GAIN_PER_MIN, GAIN_ZERO, CUT_OFF, NO_WAY = 10, 30_000, 65_535, 65_534
"""Gains of people are in tenths of a minute from a middle; and what has no gain."""

ENDS_MIN = (15.0, 30.0, 45.0, 60.0, 90.0)
"""Ends of the bands that minutes from door to door are coloured in."""


def view_of_scenario(
    area: Area,
    found: Comparison,
    end: str,
    *,
    names: Mapping[str, str],
    lines: gpd.GeoDataFrame,
    words: Words,
) -> View:
    """Give the map of a comparison.

    Parameters
    ----------
    area : Area
        The area.
    found : Comparison
        What the scenarios change.
    end : str
        The destination that is shown first.
    names : mapping of str to str
        Names of the destinations.
    lines : geopandas.GeoDataFrame
        Where trains run and roads change, with ``style``.
    words : Words
        Words of the page.
    """
    ends = [str(one) for one in found.summary.index]
    table, people = found.tables["places"], found.people
    places = found.places.loc[found.places.index.isin(table["place"])]
    wide = {
        when: table.pivot_table(
            index="place", columns="destination", values=f"minutes_{when}", dropna=False
        ).reindex(index=places.index, columns=ends)
        for when in ("before", "after")
    }
    heads = table.drop_duplicates("place").set_index("place")["people"].reindex(places.index)
    near = found.after.transit
    near_stations = near.stations.loc[near.stopping].query("role != 'far'")
    data: dict[str, Any] = {
        "trains": [
            {"id": str(one), "name": str(name), "own": role == "own", "at": at}
            for one, name, role, at in zip(
                near_stations.index,
                near_stations["name"],
                near_stations["role"],
                degrees_of(near_stations),
                strict=True,
            )
        ],
        "destination": end,
        "destinations": [{"id": one, "name": names[one]} for one in ends],
        "perMinute": PER_MIN,
        "gainPerMinute": GAIN_PER_MIN,
        "gainZero": GAIN_ZERO,
        "least": float(area.settings.least_gain_min),
        "ends": list(ENDS_MIN),
        "beyond": BEYOND_INKS[1],
        "places": [
            {"id": str(one), "name": str(name), "people": int(count), "at": at}
            for one, name, count, at in zip(
                places.index, places["name"], heads, degrees_of(places), strict=True
            )
        ],
        **{when: _hundredths(one) for when, one in wide.items()},
        "stations": _stations(table, places.index, ends),
        "people": {
            "at": packed_degrees(people),
            "heads": packed_numbers(people["population"].to_numpy().astype(np.uint32)),
            "gains": packed_numbers(_gains(found, ends)),
        },
        "lines": features_of(lines, ["style"], within_m=BORDER_M),
    }
    notes = [words.say("page.error_dots"), words.say("page.error_lines", metres=BORDER_M)]
    return View("scenario", base_of(area), data, notes=notes)


def _hundredths(minutes: pd.DataFrame) -> dict[str, object]:
    values = minutes.to_numpy(dtype=float) * PER_MIN
    known = np.isfinite(values)
    return packed_numbers(np.where(known, np.rint(np.nan_to_num(values)), NONE).astype(np.uint32))


def _stations(table: pd.DataFrame, places: pd.Index, ends: list[str]) -> dict[str, object]:
    """Give the station before and after by destination and place, by number in a list."""
    both = pd.concat([table["station_before"], table["station_after"]])
    codes, known = pd.factorize(both.fillna("").astype(str))
    numbers = table.assign(before=codes[: len(table)], after=codes[len(table) :])
    told: dict[str, object] = {"names": [str(one) for one in known]}
    for when in ("before", "after"):
        wide = numbers.pivot_table(index="place", columns="destination", values=when, dropna=False)
        wide = wide.reindex(index=places, columns=ends).fillna(0)
        told[when] = packed_numbers(wide.to_numpy().astype(np.uint16))
    return told


def _gains(found: Comparison, ends: list[str]) -> NDArray[np.uint16]:
    """Give what people gain, a row per destination."""
    gains = found.gains[ends].to_numpy(dtype=float).T
    cut_off = found.cut_off[ends].to_numpy(dtype=bool).T
    limit = GAIN_ZERO - 1
    steps = np.clip(np.rint(np.nan_to_num(gains) * GAIN_PER_MIN), -limit, limit) + GAIN_ZERO
    steps = np.where(np.isfinite(gains), steps, NO_WAY)
    told: NDArray[np.uint16] = np.where(cut_off, CUT_OFF, steps).astype(np.uint16)
    return told
