"""Lines from homes to a site are the union of all of them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from drenthe_geo.placement.lines import lines_to


@pytest.mark.parametrize("seed", range(5))
def test_lines_are_the_union(seed: int) -> None:
    # On a small grid many homes lie on the line of another, some twice, one at the site.
    homes = np.array(np.random.default_rng(seed).integers(-6, 7, (60, 2)) * 10, dtype=np.float64)
    site = np.array([20.0, -10.0])
    homes[7] = site
    both = np.stack([homes, np.broadcast_to(site, homes.shape)], axis=1)
    union = shapely.union_all(shapely.linestrings(both[(homes != site).any(axis=1)]))
    assert lines_to(site, homes).wkt == union.wkt


def test_a_home_at_the_site_has_no_line() -> None:
    assert lines_to(np.zeros(2), np.zeros((3, 2))).wkt == "MULTILINESTRING EMPTY"
