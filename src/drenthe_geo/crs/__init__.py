"""The coordinate system of an area, in metres, and its gate: RD New in the Netherlands.

It may import errors and words; whoever knows where something lies imports it.
"""

from drenthe_geo.crs.date_line import to_crs_cut
from drenthe_geo.crs.gate import (
    crs_problem,
    require_crs,
    require_some_crs,
    require_usable_crs,
    to_grid,
)
from drenthe_geo.crs.grid import (
    MERCATOR,
    RD,
    RD_NEW,
    WGS84,
    Grid,
    grid_in,
    grid_of,
    grid_problem,
    stretch_of,
)
from drenthe_geo.crs.misplaced import (
    looks_swapped_deg,
    place_cause,
    place_problem,
    place_problems,
    swapped_m,
)

__all__ = [
    "MERCATOR",
    "RD",
    "RD_NEW",
    "WGS84",
    "Grid",
    "crs_problem",
    "grid_in",
    "grid_of",
    "grid_problem",
    "looks_swapped_deg",
    "place_cause",
    "place_problem",
    "place_problems",
    "require_crs",
    "require_some_crs",
    "require_usable_crs",
    "stretch_of",
    "swapped_m",
    "to_crs_cut",
    "to_grid",
]
