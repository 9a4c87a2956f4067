"""Where things are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_DATA = ROOT.parent / "shared" / "data"
VELDLAND_DIR = ROOT / "tests" / "areas" / "veldland"
