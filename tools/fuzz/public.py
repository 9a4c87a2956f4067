"""Readers of public sources: maps, what a folder of fetched files holds, and choices of both."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.build.fetched.area import settings_of
from drenthe_geo.build.fetched.ground import outlines_of
from drenthe_geo.build.fetched.people import counted
from drenthe_geo.build.fetched.reading import Sources
from drenthe_geo.fetch.manifest import FetchedFile, Manifest, read_manifest
from drenthe_geo.fetch.sources import read_wanted
from drenthe_geo.osm.read import read_osm
from drenthe_geo.osm.rules import read_rules
from drenthe_geo.osm.spots import read_spots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RD = "EPSG:28992"
OUTLINES, SQUARES = "boundaries_gemeenten", "squares_100m"
CHOICES = '[area]\nprovince = "Veldland"\nroads_end_m = 4000.0\n\n[people]\nfew_people = 2\n'
SOURCES = """[area]
name = "veldland"
bbox_deg = [6.4, 52.6, 6.9, 53.0]

[osm]
title = "Roads"
format = "file"
begins = "pbf"
address = "https://example.org/{province}.osm.pbf"
file = "osm.osm.pbf"
licence = "ODbL-1.0"
credit = { nl = "Verzonnen", en = "Made up" }
least_mb = 0.5
most_mb = 5000.0
max_age_days = 30
"""
MOST_PEOPLE = 10**8
EARTH_M = 4.1e7


def read_map(path: Path) -> None:
    """Read roads and names of a map, and look at what can be wrong in silence."""
    found = read_osm(path, read_rules("nl"))
    read_spots(path)
    edges = found.edges
    numbers = edges[["length_m", "free_flow_s", "back_s", "junctions"]].to_numpy(dtype=float)
    if not (np.isfinite(numbers).all() and (numbers >= 0).all()):
        raise AssertionError("an edge without length or time")
    if not np.isfinite(shapely.get_coordinates(found.lines)).all():
        raise AssertionError("an edge that lies nowhere")
    if edges["length_m"].max() > EARTH_M:
        raise AssertionError("an edge round the earth")


def read_fetched(path: Path) -> None:
    """Read a manifest, and check the files that it names."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "manifest.json").write_bytes(path.read_bytes())
        (Path(folder) / "a.csv").write_bytes(b"a,b\n1,2\n")
        for one in read_manifest(folder).fetched:
            if one.path.parent != Path(folder):
                raise AssertionError(f"{one.path} lies elsewhere")


def read_outlines(path: Path) -> None:
    """Read gemeenten."""
    area_m2 = outlines_of(_sources(path, OUTLINES)).geometry.area
    if not (area_m2 > 0).all():
        raise AssertionError("a gemeente without land")


def read_squares(path: Path) -> None:
    """Read people of squares."""
    people = counted(_sources(path, SQUARES), SQUARES).frame["inwoners"]
    if not people.between(0, MOST_PEOPLE).all():
        raise AssertionError("people that cannot be")


def read_sources(path: Path) -> None:
    """Read a file of sources."""
    read_wanted(None, sources=path)


def read_choices(path: Path) -> None:
    """Read the choices of an area."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "build.toml").write_bytes(path.read_bytes())
        settings_of(folder)


PUBLIC: Mapping[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "map": (read_map, (".osm", ".osm.pbf")),
    "manifest": (read_fetched, (".json",)),
    "outlines": (read_outlines, (".geojson",)),
    "squares": (read_squares, (".geojson",)),
    "sources": (read_sources, (".toml",)),
    "choices": (read_choices, (".toml",)),
}
"""What reads, and the endings of the files that it reads."""


@cache
def _settings() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "build.toml").write_text(CHOICES, encoding="utf-8")
        return settings_of(folder)


def _sources(path: Path, source: str) -> Sources:
    file = FetchedFile(**_told(path.name, source, path.stat().st_size), folder=path.parent)
    return Sources(Manifest(path.parent, "veldland", (file,)), _settings())


def _told(name: str, source: str, size: int) -> dict[str, Any]:
    """Say of a file what a manifest says."""
    return {
        "source": source, "file": name, "address": f"https://example.org/{name}",
        "fetched": "2026-02-03T04:05:06Z", "bytes": size, "sha256": "0" * 64, "licence": "MIT",
        "title": "Made up", "credit": {"nl": "Verzonnen", "en": "Made up"}, "crs": RD,
    }  # fmt: skip


def public_seed(name: str, ending: str) -> bytes:
    """Give a right file for one of these readers."""
    if name == "map":
        text = town()
        return text.encode() if ending == ".osm" else as_pbf(text)
    if name == "manifest":
        told = {key: value for key, value in _told("a.csv", "stations", 8).items() if key != "crs"}
        return json.dumps({"format": 1, "area": "veldland", "files": [told]}).encode()
    if name in {"outlines", "squares"}:
        return collection(name)
    return (SOURCES if name == "sources" else CHOICES).encode()


def town() -> str:
    """Make a map: streets on a grid, one of them one-way, a gate, and a banned turn."""
    nodes = [
        f'<node id="{1 + x + 4 * y}" lon="{6.5 + x / 500:.3f}" lat="{53 + y / 999:.3f}"/>'
        for y in range(4) for x in range(4)
    ]  # fmt: skip
    nodes[5] = nodes[5].replace("/>", '><tag k="barrier" v="gate"/><tag k="access" v="no"/></node>')
    tags = (
        '<tag k="highway" v="residential"/><tag k="maxspeed" v="30"/><tag k="name" v="Dorpsweg"/>'
    )
    ways = []
    for row in range(4):
        over = "".join(f'<nd ref="{1 + x + 4 * row}"/>' for x in range(4))
        down = "".join(f'<nd ref="{1 + row + 4 * y}"/>' for y in range(4))
        oneway = '<tag k="oneway" v="yes"/>' if row == 1 else ""
        ways += [f'<way id="{101 + row}" version="1">{over}{tags}{oneway}</way>',
                 f'<way id="{201 + row}" version="1">{down}{tags}</way>']  # fmt: skip
    members = "".join(
        f'<member type="{kind}" ref="{ref}" role="{role}"/>'
        for kind, ref, role in (("way", 101, "from"), ("node", 3, "via"), ("way", 203, "to"))
    )
    turn = '<tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/>'
    relation = f'<relation id="9" version="1">{members}{turn}</relation>'
    ways.sort()
    return "\n".join(['<osm version="0.6">', *nodes, *ways, relation, "</osm>"])


def as_pbf(text: str) -> bytes:
    """Write a map as PBF that is not packed: what is spoiled in it comes to who reads it."""
    import osmium  # noqa: PLC0415 - an extra

    with tempfile.TemporaryDirectory() as folder:
        source, path = Path(folder) / "a.osm", Path(folder) / "a.osm.pbf"
        source.write_text(text, encoding="utf-8")
        with osmium.SimpleWriter(osmium.io.File(str(path), "pbf,pbf_compression=none")) as writer:
            for one in osmium.FileProcessor(str(source)):
                writer.add(one)
        return path.read_bytes()


def collection(name: str) -> bytes:
    """Make features: four gemeenten side by side, or squares with their people."""
    step = 5000 if name == "outlines" else 100
    corners = [(160_000 + x * step, 460_000 + y * step) for x in range(2) for y in range(2)]
    shapes = [shapely.box(x, y, x + step, y + step) for x, y in corners]
    rows: dict[str, Any]
    if name == "outlines":
        rows = {"identificatie": [f"GM000{at}" for at in range(4)], "naam": list("ABCD"),
                "ligt_in_provincie_naam": "Veldland"}  # fmt: skip
    else:
        rows = {"crs28992res100m": [f"E{x}N{y}" for x, y in corners],
                "aantal_inwoners": [10, -99997, 30, 40], "jaarcode": 2024}  # fmt: skip
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=RD)
    return str(frame.to_json(drop_id=True)).encode()
