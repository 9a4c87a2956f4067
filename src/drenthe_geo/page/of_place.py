"""The page of sites that are chosen together: who goes where, and who is within the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.page.base import BORDER_M, base_of
from drenthe_geo.page.minutes import FAR_DS
from drenthe_geo.page.packing import degrees_of, packed_degrees, packed_numbers
from drenthe_geo.page.report import View
from drenthe_geo.style.table import BEYOND_INKS
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.words.table import Words


def view_of_place(area: Area, found: Locations, words: Words) -> View:
    """Give the map of a placement.

    Examples
    --------
    >>> found = dg.ask_place(area, "mean", count=2, points="sites").result
    >>> view_of_place(area, found, area.words("en")).data["cutoff"]
    30.0
    """
    sites, candidates = found.sites, found.candidates
    others = candidates.drop(index=candidates.index.intersection(sites.index))
    ids = [str(one) for one in sites.index]
    minutes = found.people["minutes"].to_numpy(dtype=float) * DS_PER_MIN
    near = np.isfinite(minutes) & (minutes < FAR_DS)
    which = found.people["site"].map({one: at for at, one in enumerate(sites.index)})
    data: dict[str, Any] = {
        "cutoff": float(found.cutoff_min),
        "cutoffs": [float(one) for one in area.settings.cutoffs_min],
        "perMinute": DS_PER_MIN,
        "phrase": words.say(found.profile.phrase),
        "beyond": list(BEYOND_INKS),
        "sites": [
            {"id": one, "name": str(row["name"]), "fixed": bool(row["fixed"]), "at": at,
             "mean": _minutes(row["mean_min"]), "furthest": _minutes(row["furthest_min"])}
            for one, row, at in zip(
                ids, sites.to_dict("records"), degrees_of(sites), strict=True
            )
        ],
        "others": [
            {"id": str(one), "name": str(name), "at": at}
            for one, name, at in zip(
                others.index, others["name"], degrees_of(others), strict=True
            )
        ],
        "people": {
            "at": packed_degrees(found.people),
            "heads": packed_numbers(found.people["population"].to_numpy().astype(np.uint32)),
            "ds": packed_numbers(np.where(near, np.rint(np.nan_to_num(minutes)), FAR_DS)
                                 .astype(np.uint16)),
            "site": packed_numbers(which.fillna(len(ids)).to_numpy().astype(np.uint16)),
        },
    }  # fmt: skip
    notes = [words.say("page.error_dots"), words.say("page.error_lines", metres=BORDER_M)]
    return View("place", base_of(area), data, notes=notes)


def _minutes(value: Any) -> float | None:  # noqa: ANN401 - a cell
    return round(float(value), 3) if np.isfinite(value) else None
