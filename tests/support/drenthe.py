"""The embedded area, opened once for all tests."""

from __future__ import annotations

import drenthe_geo as dg

DRENTHE = dg.open_area("drenthe")
