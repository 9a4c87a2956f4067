"""Profiles files as a user would make them."""

from __future__ import annotations

from pathlib import Path

OWN = """
[{mode}]
phrase = "with the cargo bike"
note = "A cargo bicycle."
{numbers}
"""


def own_profile(folder: Path, *, mode: str = "cargo", **changes: str) -> Path:
    """A profiles file as a user would make it: the bicycle's, with other numbers."""
    numbers = {
        "speeds_kmh": "{ residential = 12, tertiary = 12, secondary = 12, primary = 12, "
        "unclassified = 12, service = 12, living_street = 12, tertiary_link = 12, "
        "secondary_link = 12, primary_link = 12, cycleway = 12, path = 9.6 }",
        "ignores_oneway": "true",
        "free_flow_factor": "1.0",
        "junction_s": "0.0",
        "junction_free_classes": "[]",
        "closed_classes": '["motorway", "motorway_link", "trunk", "trunk_link"]',
        "no_access_classes": "[]",
        "access_kmh": "5.0",
        "park_min": "0",
        "peak": "{}",
        "low_share": "0.2",
        "high_share": "0.2",
        "far_snap_m": "500",
        "max_snap_m": "2000",
        "map_buffer_m": "200",
        "map_cell_m": "80",
    } | changes
    rows = [
        f'[{mode}.{name}]\nvalue = {value}\nsource = "assumption"'
        for name, value in numbers.items()
        if value
    ]
    path = folder / "own.toml"
    path.write_text(OWN.format(mode=mode, numbers="\n".join(rows)), encoding="utf-8")
    return path
