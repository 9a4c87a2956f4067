"""Sites that no service in general fits in: left out where sites are chosen together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.siting.fit.findings import DOES_NOT_FIT
from drenthe_geo.siting.fit.screen import screen_in_general
from drenthe_geo.siting.reasons import all_reasons
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Siting


def left_out(area: Area, candidates: gpd.GeoDataFrame, siting: Siting) -> dict[str, Message]:
    """Say which sites no service in general fits in, and why."""
    screen = screen_in_general(area, candidates, siting)
    against = screen["against"][screen["verdict"] == DOES_NOT_FIT]
    return {str(site): all_reasons(why) for site, why in against.items()}


def left_out_warnings(out: Mapping[str, Message]) -> list[Message]:
    """Say what was left out."""
    each = [Message("placement.left_out_one", site=site, why=why) for site, why in out.items()]
    return [Message("placement.left_out", sites=each)] if each else []
