"""Tables that every service's match gives, looked up where an earlier run made the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.siting.fit.findings import Finding
from drenthe_geo.siting.kept.measured import kept
from drenthe_geo.siting.reasons import BeyondLimit, InNature, NotNear, OutsideArea

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.kept.keys import There
    from drenthe_geo.work.cache import Kind

MATCHES: Kind = "matches"
"""Kind of what is kept."""

SAID = (BeyondLimit, Finding, InNature, NotNear, OutsideArea)
"""Values that cells may hold, each of plain fields."""


def look_at_tables(
    area: Area, there: There, asked: tuple[object, ...], make: Callable[[], dict[str, pd.DataFrame]]
) -> dict[str, pd.DataFrame]:
    """Look tables up that rest on an area, a situation and what is `asked`, or make them."""
    parts = None
    if there.parts is not None:
        done = (there.situation.scenarios, there.situation.buses)
        parts = (there.parts, area.facts, dict(area.own), done, asked)
    return kept(area, MATCHES, parts, make, kinds=SAID)
