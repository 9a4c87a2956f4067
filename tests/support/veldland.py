"""The made-up area, opened once for all tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paths import VELDLAND_DIR

import drenthe_geo as dg

VELDLAND = dg.open_area(VELDLAND_DIR)

TIMETABLE = ("transit_lines", "transit_legs", "transit_connections")
_TAKEN_OUT: Any = {name: VELDLAND.table(name).iloc[:0] for name in TIMETABLE}

NO_TIMETABLE = replace(VELDLAND, own=_TAKEN_OUT, _kept={})
"""The same area, of whose trains and buses nobody knows when they run."""
