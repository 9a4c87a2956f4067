"""Figures of today's Drenthe: data/drenthe/facts.toml, written by `make facts`."""

from __future__ import annotations

import tomllib
from typing import Any

from paths import ROOT

FACTS: dict[str, Any] = tomllib.loads((ROOT / "data/drenthe/facts.toml").read_text("utf-8"))
