"""Units and what one is of another, and the bounds of an uncertain time.

Times on roads and rails are kept as whole tenths of a second (``ds``), so that sums are exact.
"""

from __future__ import annotations

from typing import Literal

DS_PER_S = 10
DS_PER_MIN = 600
S_PER_MIN = 60.0
S_PER_H = 3600.0
MIN_PER_H = 60.0
H_PER_DAY = 24
M_PER_KM = 1000.0
M_PER_INCH = 0.0254
M2_PER_KM2 = 1e6
M2_PER_HA = 1e4
M_PER_MIN_PER_KMH = 1000 / 60
KMH_PER_M_PER_S = 3.6
M_PER_S_PER_KMH = 1 / KMH_PER_M_PER_S
"""Metres in a second at one kilometre an hour."""

Bound = Literal["expected", "low", "high"]

BOUNDS: tuple[Bound, ...] = ("expected", "low", "high")

# Whole numbers up to this are exact as floats; no count and no id that is a number may be larger.
WHOLE_IN_FLOAT64 = 2**53
