"""What a browser needs to weigh a suggestion anew, to the last digit of `Suggestion.reweigh`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.siting import chance
from drenthe_geo.siting.drawn import TIED
from drenthe_geo.siting.fit.findings import FITS
from drenthe_geo.siting.measures import regions_of
from drenthe_geo.siting.rank import ROUNDING
from drenthe_geo.siting.weights.sums import SCALED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.model import Brief, Siting

MOST_CELLS = 6000
"""Values of sites by criteria that a page draws in their ranges fast enough to follow a slider."""

CHOICES = (
    "draws",
    "concentration",
    "robust_share",
    "leaning_share",
    "tie_score",
    "common_share",
)

Rows = list[list[float | None]]
"""By site and criterion; none where missing."""


@dataclass(frozen=True)
class Weighing:
    """Values of sites, and all that their order and the verdict hang on besides weights.

    Sites stand in the order of their ids, criteria in that of the choices.
    """

    criteria: tuple[str, ...]
    sites: tuple[str, ...]
    weights: tuple[float, ...]
    # By name, in the order in which they are looked at.
    viewpoints: Mapping[str, tuple[float, ...]]
    worth: Rows
    low: Rows
    high: Rows
    # As expected, each in its unit.
    measures: Rows
    # By the trains of the other year, of those alone that are not out; none where not known.
    then: Rows | None
    # Whether limits exclude a site, and whether it fits with nothing to be verified.
    out: tuple[bool, ...]
    fits: tuple[bool, ...]
    # Numbers that draws hang on, see `chance.key_of`.
    criterion_keys: tuple[int, ...]
    site_keys: tuple[int, ...]
    region_keys: tuple[tuple[int, ...], ...]
    settings: Mapping[str, float]

    def told(self) -> dict[str, object]:
        """Write it as plain values, called as the script of the page calls them."""
        return {
            "criteria": list(self.criteria),
            "sites": list(self.sites),
            "weights": list(self.weights),
            "viewpoints": [
                {"name": name, "weights": list(own)} for name, own in self.viewpoints.items()
            ],
            "worth": self.worth,
            "low": self.low,
            "high": self.high,
            "then": self.then,
            "out": list(self.out),
            "fits": list(self.fits),
            "criterionKeys": list(self.criterion_keys),
            "siteKeys": list(self.site_keys),
            "regionKeys": [list(keys) for keys in self.region_keys],
            "settings": dict(self.settings),
        }


def weighing_of(area: Area, found: Suggestion) -> Weighing | None:
    """Pack a suggestion for a page.

    Parameters
    ----------
    area : Area
        The area.
    found : Suggestion
        The suggestion.

    Returns
    -------
    Weighing or None
        None of so many sites and criteria that a browser would not keep up.

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "veldregister", others={}, surface=False)
    >>> packed = weighing_of(area, found)
    >>> dict(zip(packed.criteria, packed.weights)) == dict(found.brief.weights)
    True
    """
    known = found.assessed.of(found.ranking.table.index)
    return weighing_of_sites(
        area, found.brief, found.siting, known, screen=found.screen, then=found.then
    )


def weighing_of_sites(
    area: Area,
    brief: Brief,
    siting: Siting,
    known: Assessed,
    *,
    screen: pd.DataFrame,
    then: pd.DataFrame | None,
) -> Weighing | None:
    """Pack sites that were assessed, see `weighing_of`; `then` as `Suggestion` has it."""
    criteria = [name for name in siting.criteria if name in brief.asked]
    known = known.of(known.worth.index.sort_values())
    sites = known.worth.index
    if len(sites) * len(criteria) > MOST_CELLS:
        return None
    regions = regions_of(area)
    fits = screen["verdict"].to_dict()
    chosen = {name: float(siting.settings[name]) for name in CHOICES}
    seed = int(siting.settings["seed"]) % 2**chance.WORD_BITS
    return Weighing(
        criteria=tuple(criteria),
        sites=tuple(map(str, sites)),
        weights=_in_order(brief.weights, criteria),
        viewpoints={name: _in_order(own, criteria) for name, own in brief.viewpoints.items()},
        worth=_rows(known.worth, criteria),
        low=_rows(known.low, criteria),
        high=_rows(known.high, criteria),
        measures=_rows(known.measures, criteria),
        then=None if then is None else _rows(then.reindex(sites), criteria),
        out=tuple(bool(why) for why in known.excluded),
        fits=tuple(fits[site] == FITS for site in sites),
        criterion_keys=tuple(chance.key_of("criterion", name) for name in criteria),
        site_keys=tuple(chance.key_of("site", str(site)) for site in sites),
        region_keys=tuple(
            tuple(chance.key_of("region", one) for one in regions.get(str(name), ()))
            for name in known.gemeente
        ),
        settings={**chosen, "seed": seed, "rounding": ROUNDING, "tied": TIED, "scaled": SCALED},
    )


def packed_text(
    area: Area,
    brief: Brief,
    siting: Siting,
    known: Assessed,
    *,
    screen: pd.DataFrame,
    then: pd.DataFrame | None,
) -> str:
    """Write what `weighing_of_sites` packs as a text that a table can hold; or nothing."""
    packed = weighing_of_sites(area, brief, siting, known, screen=screen, then=then)
    return "" if packed is None else json.dumps({**packed.told(), "measures": packed.measures})


def chance_tables() -> dict[str, object]:
    """Give the tables that a page draws by, see `chance`."""
    return {
        "normal": chance.normal_table().tolist(),
        "waiting": chance.waiting_table().tolist(),
        "chance": chance.chance_table().tolist(),
        "furthest": chance.FURTHEST,
        "steps": chance.TABLE_STEPS,
    }


def _in_order(weights: Mapping[str, float], criteria: Sequence[str]) -> tuple[float, ...]:
    return tuple(float(weights.get(name, 0.0)) for name in criteria)


def _rows(table: pd.DataFrame, criteria: Sequence[str]) -> Rows:
    """Take values as plain numbers."""
    cells = table.reindex(columns=list(criteria)).to_numpy(dtype=float)
    return [[value if np.isfinite(value) else None for value in row] for row in cells.tolist()]
