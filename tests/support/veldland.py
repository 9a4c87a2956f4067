"""The made-up area, opened once for all tests."""

from __future__ import annotations

from paths import VELDLAND_DIR

import drenthe_geo as dg

VELDLAND = dg.open_area(VELDLAND_DIR)
