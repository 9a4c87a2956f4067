"""How we behave towards those who publish: waits, bounds and who we are, every number from data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drenthe_geo import __version__
from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.files.gate import BYTES_PER_MB
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

USER_AGENT = f"drenthe-geo/{__version__}"


@dataclass(frozen=True)
class Manners:
    """Waits and bounds of fetching; each is explained in ``data/defaults/fetch.toml``."""

    per_host: int
    at_once: int
    attempts: int
    wait_first_s: float
    wait_most_s: float
    wait_jitter_s: float
    asked_most_s: float
    connect_s: float
    read_s: float
    slow_s: float
    least_kb_s: float
    step_mb: float
    redirects: int
    page_mb: float
    pages_kept_h: float
    ogc_limit: int
    year_columns: Sequence[str] = field(hash=False)
    arcgis_limit: int
    spare_mb: float
    packed_times: float
    packed_from_mb: float
    unpacked_mb: float
    members: int
    rim_m: float
    overpass: str
    overpass_s: int
    overpass_most_m: float
    overpass_around_m: float
    overpass_kmh: Mapping[str, float] = field(hash=False)

    @property
    def page_bytes(self) -> int:
        """Most bytes of a page."""
        return int(self.page_mb * BYTES_PER_MB)


def read_manners() -> Manners:
    """Read them from their file."""
    raw = read_toml(data_dir() / DEFAULTS / "fetch.toml")
    values = {
        name: sourced_value(entry, Message("layers.setting", name=name))[0]
        for name, entry in raw.items()
    }
    return Manners(**values)
