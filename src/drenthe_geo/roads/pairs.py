"""Points paired with facilities: all that the minutes between them are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.roads.search.pairs import minutes_of_pairs, on_the_spot
from drenthe_geo.roads.snapping import snap_points, snaps_on_split
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach


@dataclass(frozen=True)
class Pairs:
    """Facilities and origins, both on the roads."""

    reach: Reach
    # Where each origin joins the network of the reach, see `snap_points`.
    snaps: pd.DataFrame
    # Facilities and origins that are one place, by position.
    there: tuple[NDArray[np.intp], NDArray[np.intp]]

    @classmethod
    def of(cls, reach: Reach, origins: gpd.GeoDataFrame) -> Pairs:
        """Put origins on the roads of a reach."""
        snaps = snaps_on_split(reach.spots, snap_points(reach.spots.network, origins), origins)
        return cls(reach, snaps, on_the_spot(reach.facilities, origins))

    def block(self, rows: slice, columns: slice) -> Pairs:
        """Take some facilities and some origins, by position; their minutes are the same."""
        facility, point = self.there
        here = (facility >= rows.start) & (facility < rows.stop)
        here &= (point >= columns.start) & (point < columns.stop)
        return replace(
            self,
            reach=self.reach.of(rows.start, rows.stop),
            snaps=self.snaps.iloc[columns],
            there=(facility[here] - rows.start, point[here] - columns.start),
        )

    def minutes(
        self, on_part: Callable[[int, int], None] = lambda _done, _of: None
    ) -> NDArray[np.float64]:
        """Measure the minutes between facilities (rows) and origins (columns); NaN: no route."""
        reach, snaps = self.reach, self.snaps
        least_ds = reach.network.least_ds[snaps["edge_position"].to_numpy()]
        offset_ds = np.rint(snaps["fraction"].to_numpy() * least_ds)
        leg_ds = access_ds(snaps)
        minutes = minutes_of_pairs(reach, snaps, offset_ds, (reach.access_ds, leg_ds), on_part)
        # Who is there already takes no way to the road, and parks nothing.
        minutes[self.there] = np.where(np.isinf(leg_ds[self.there[1]]), np.nan, 0.0)
        return minutes


def access_ds(snaps: pd.DataFrame) -> NDArray[np.float64]:
    """Cost of the leg to the road; inf for a point outside the network."""
    minutes = snaps["access_min"].to_numpy(dtype=float)
    return np.where(np.isnan(minutes), np.inf, np.rint(minutes * DS_PER_MIN))
