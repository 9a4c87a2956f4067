"""The seam of drawing: numpy alone, or what numba has compiled; the same laws hold for both."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from drenthe_geo.reach.raster import plain
from drenthe_geo.roads.search.engine import WORK, has_compiled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from drenthe_geo.reach.raster.grid import Stamp
    from drenthe_geo.reach.raster.rings import Rings

NODES_A_POINT = 0.25
"""What is compiled saves 0.04 µs for each point and facility: so many nodes that scipy settles."""


class Engine(Protocol):
    """What an engine must be able to do; see `plain`."""

    @property
    def LAYS_GROUND(self) -> bool: ...  # noqa: N802, D102

    def lower(  # noqa: D102
        self, away_m2: NDArray[np.float32], stamp: Stamp, xy_m: NDArray[np.float64]
    ) -> None: ...

    def trace(  # noqa: D102
        self,
        inside: NDArray[np.bool_],
        away_m2: NDArray[np.float32],
        before_m2: NDArray[np.float32] | None,
        level_m: float,
    ) -> Rings: ...

    def covered(  # noqa: D102
        self,
        inside: NDArray[np.bool_],
        away_m2: NDArray[np.float32],
        xy_m: NDArray[np.float64],
        some: NDArray[np.intp],
        corner_m: tuple[float, float],
        cell_m: float,
        level_m: float,
    ) -> NDArray[np.bool_]: ...


def engine_for(points: int) -> Engine:
    """Choose who draws so many points: numpy as long as numba's import would not pay."""
    nodes = points * NODES_A_POINT
    if nodes > WORK.left():
        fast = _compiled()
        if fast is not None:
            return fast
    WORK.settled += nodes
    return plain


@lru_cache(maxsize=1)
def _compiled() -> Engine | None:
    """Give what is compiled, where numba is installed."""
    if not has_compiled():
        return None
    from drenthe_geo.reach.raster import compiled  # noqa: PLC0415 - slow, and optional

    return compiled
