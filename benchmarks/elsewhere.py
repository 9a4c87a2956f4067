"""Areas elsewhere, of real roads and timetables and made-up people: from fetch to an area folder.

What nobody publishes in the formats of the Dutch sources is made up here: districts (where the
extract has no municipalities), inhabitants along the streets, sites, and stations where the extract
has none. It is served on this computer, fetched with the file of sources that is written beside,
and built.

Run as ``python -m benchmarks.elsewhere NAME --data DIR --to DIR``.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely

from drenthe_geo.cli.main import main as command
from tools.serving import entry, serving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.serving import Server

WGS84 = "EPSG:4326"
STREETS = {"residential", "living_street"}
SQUARE_M = 100.0
SAMPLE_M = 20.0
MARGIN_DEG = 0.001
SEED = 17


@dataclass(frozen=True)
class Elsewhere:
    """An area: its extract, its system, its country, and how many people are made up."""

    title: str
    extract: str
    crs: str
    country: str
    people: int
    # Level of the boundaries of the extract that are its districts; made up where there is none.
    level: str | None = None
    inside: str | None = None
    districts: tuple[int, int] = (3, 2)
    feeds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en", "nl")
    # What its districts are called, one and many, by language; municipalities where not given.
    called: Mapping[str, tuple[str, str]] | None = None


DISTRICTS = {"en": ("district", "districts"), "nl": ("district", "districten")}

AREAS = {
    "porto-alegre": Elsewhere(
        "Porto Alegre", "porto-alegre", "EPSG:32722", "default", 600_000,
        feeds=("porto-alegre-bus", "porto-alegre-rail"), called=DISTRICTS,
    ),
    "liechtenstein": Elsewhere(
        "Liechtenstein", "liechtenstein", "EPSG:32632", "default", 37_000, "8", "Liechtenstein",
    ),
    "porto": Elsewhere(
        "Porto", "porto_portugal", "EPSG:32629", "default", 1_300_000, districts=(5, 4),
        called=DISTRICTS,
    ),
}  # fmt: skip


def ways(path: Path, key: str) -> gpd.GeoDataFrame:
    """Read the ways of an extract that have a tag, as lines."""
    kinds, lines = [], []
    every: Any = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
    for one in every.with_locations().with_filter(osmium.filter.KeyFilter(key)):
        if one.is_way():
            at = [(node.lon, node.lat) for node in one.nodes if node.location.valid()]
            if len(at) > 1:
                kinds.append(one.tags[key])
                lines.append(shapely.LineString(at))
    return gpd.GeoDataFrame({"kind": kinds}, geometry=lines, crs=WGS84)


def municipalities(path: Path, level: str, inside: str) -> gpd.GeoDataFrame:
    """Read the municipalities of an extract that lie in a country."""
    made, names, shapes = osmium.geom.WKBFactory(), [], []
    whole = None
    every: Any = osmium.FileProcessor(str(path))
    for one in every.with_areas():
        if one.is_area() and one.tags.get("boundary") == "administrative":
            shape = shapely.from_wkb(bytes.fromhex(made.create_multipolygon(one)))
            if one.tags.get("admin_level") == level and "name" in one.tags:
                names.append(one.tags["name"])
                shapes.append(shape)
            elif one.tags.get("name") == inside:
                whole = shape
    frame = gpd.GeoDataFrame({"name": names}, geometry=shapes, crs=WGS84)
    return frame if whole is None else frame[frame.representative_point().within(whole)]


def made_up(streets: gpd.GeoDataFrame, across: tuple[int, int], title: str) -> gpd.GeoDataFrame:
    """Cut the land that has streets into districts: stripes of equal length of street."""
    land = shapely.buffer(shapely.union_all(shapely.buffer(streets.geometry.to_numpy(), 250)), -150)
    middle = streets.geometry.interpolate(0.5, normalized=True)
    x, y = middle.x.to_numpy(), middle.y.to_numpy()
    west, south, east, north = land.bounds
    columns = np.quantile(x, np.linspace(0, 1, across[0] + 1))
    columns[0], columns[-1] = west, east
    shapes = []
    for begin, end in pairwise(columns):
        rows = np.quantile(y[(x >= begin) & (x < end)], np.linspace(0, 1, across[1] + 1))
        rows[0], rows[-1] = south, north
        shapes += [shapely.box(begin, low, end, high) for low, high in
                   pairwise(rows)]  # fmt: skip
    names = [f"{title} {number}" for number in range(1, len(shapes) + 1)]
    cut = [shapely.intersection(one, land) for one in shapes]
    return gpd.GeoDataFrame({"name": names}, geometry=cut, crs=streets.crs)


def squares(
    streets: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, people: int
) -> gpd.GeoDataFrame:
    """Make inhabitants up: squares of 100 m with so many as they have of street."""
    dice = np.random.default_rng(SEED)
    at = np.vstack([shapely.get_coordinates(shapely.line_interpolate_point(
        one, np.arange(0, one.length, SAMPLE_M))) for one in streets.geometry])  # fmt: skip
    home = districts.union_all()
    shapely.prepare(home)
    at = at[shapely.contains_xy(home, *at.T)]
    corner, count = np.unique(at // SQUARE_M * SQUARE_M, axis=0, return_counts=True)
    weight = count * dice.lognormal(0.0, 0.5, len(count))
    living = np.rint(weight / weight.sum() * people).astype(int)
    age = np.floor(living[:, None] * [0.13, 0.29, 0.26]).astype(int)
    rows = {
        "code": [f"E{x // 100:.0f}N{y // 100:.0f}" for x, y in corner],
        "aantal_inwoners": living,
        "aantal_inwoners_15_tot_25_jaar": age[:, 0],
        "aantal_inwoners_25_tot_45_jaar": age[:, 1],
        "aantal_inwoners_45_tot_65_jaar": age[:, 2],
    }
    shapes = shapely.box(*corner.T, *(corner + SQUARE_M).T)
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=streets.crs)
    return frame[frame["aantal_inwoners"] > 0]


def parks(path: Path, home: shapely.Geometry, crs: str) -> gpd.GeoDataFrame:
    """Read industrial land of the extract as business parks."""
    land = ways(path, "landuse").to_crs(crs)
    land = land[(land["kind"] == "industrial") & land.within(home) & land.is_closed]
    names = [f"Park {number}" for number in range(1, len(land) + 1)]
    shapes = [shapely.Polygon(one.coords) for one in land.geometry]
    return gpd.GeoDataFrame({"naam": names}, geometry=shapes, crs=crs)


def stations(path: Path, districts: gpd.GeoDataFrame) -> str:
    """List the stations of an extract as Rijden de Treinen does; without any, one a district."""
    rows: list[tuple[str, str, float, float]] = []
    every: Any = osmium.FileProcessor(str(path), osmium.osm.NODE)
    for one in every.with_filter(osmium.filter.KeyFilter("railway")):
        if one.tags["railway"] in {"station", "halt"} and "name" in one.tags:
            rows.append((f"s{len(rows) + 1}", one.tags["name"], one.lat, one.lon))
    if not rows:
        middles = districts.representative_point().to_crs(WGS84)
        rows = [(f"s{number + 1}", f"{name} station", at.y, at.x)
                for number, (name, at) in enumerate(zip(districts["name"], middles, strict=True))
                ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["code", "name_long", "geo_lat", "geo_lng"])
    text: str = table.assign(country="", type="stoptreinstation").to_csv(index=False)
    return text


def prepare(name: str, data: Path, server: Server, to: Path) -> Path:
    """Serve the sources of an area, and write its folder with build.toml and sources.toml."""
    one = AREAS[name]
    extract = data / "osm" / f"{one.extract}.osm.pbf"
    roads = ways(extract, "highway").to_crs(one.crs)
    streets = roads[roads["kind"].isin(STREETS)]
    if one.level is None:
        districts = made_up(streets, one.districts, one.title)
    else:
        districts = municipalities(extract, one.level, str(one.inside)).to_crs(one.crs)
    districts = districts.sort_values("name", ignore_index=True)
    outlines = gpd.GeoDataFrame({
        "code": [f"{name}-{number + 1:02d}" for number in range(len(districts))],
        "naam": districts["name"], "province": one.title,
    }, geometry=districts.geometry, crs=one.crs)  # fmt: skip
    living = squares(streets, districts, one.people)
    named = [f"{feed}.zip" for feed in one.feeds]
    frames = {"boundaries_gemeenten": outlines, "squares_100m": living}
    offered = parks(extract, districts.union_all(), one.crs)
    if len(offered):
        frames["business_parks"] = offered
    entries = [_entry("osm", server, extract.read_bytes(), "osm.osm.pbf", begins="pbf",
                      title="OpenStreetMap, extract", licence="ODbL-1.0", date="2015",
                      credit={"nl": "© OpenStreetMap-bijdragers",
                              "en": "© OpenStreetMap contributors"})]  # fmt: skip
    for source, frame in frames.items():
        text = frame.to_crs(WGS84).to_json(drop_id=True, show_bbox=False)
        entries.append(_entry(source, server, text.encode(), f"{source}.geojson", begins="json",
                              title=f"Made up {source}", licence="MIT", date="2026",
                              credit={"nl": "verzonnen", "en": "made up"}))  # fmt: skip
    if not named:
        listed = stations(extract, districts).encode()
        entries.append(_entry("stations", server, listed, "stations.csv", begins="csv",
                              title="Stations of OpenStreetMap", licence="ODbL-1.0",
                              date="2015", credit={"nl": "© OpenStreetMap-bijdragers",
                                      "en": "© OpenStreetMap contributors"}))  # fmt: skip
    for file in named:
        made = _entry(file.removesuffix(".zip"), server, (data / "gtfs" / file).read_bytes(), file,
                      begins="gtfs", title=f"Timetable, {file}", licence="CC-BY-4.0", date="2019",
                      credit={"nl": "de vervoerder", "en": "the operator"},
                      counts_as="gtfs")  # fmt: skip
        entries.append(made)
    ways_out = np.array([-1, -1, 1, 1]) * MARGIN_DEG
    box = outlines.to_crs(WGS84).total_bounds + ways_out
    folder = to / name
    folder.mkdir(parents=True, exist_ok=True)
    head = f'[area]\nname = "{name}"\nbbox_deg = {[round(float(edge), 4) for edge in box]}\n\n'
    (folder / "sources.toml").write_text(head + "\n\n".join(entries) + "\n", encoding="utf-8")
    chosen = {"province": one.title, "title": one.title, "crs": one.crs, "country": one.country,
              "languages": list(one.languages)}  # fmt: skip
    lines = ["[area]", *(f"{key} = {json.dumps(value)}" for key, value in chosen.items())]
    if one.called:
        lines += ["", "[called.boundaries_gemeenten]"]
        lines += [f"{lang} = {json.dumps(both)}" for lang, both in one.called.items()]
    (folder / "build.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _entry(name: str, server: Server, body: bytes, file: str, **said: Any) -> str:  # noqa: ANN401 - parts of an entry
    """Serve a file, and write the entry of its source."""
    server.file(f"/{file}", body)
    credit: Mapping[str, str] = said.pop("credit")
    text = entry(name, f"{server.address}/{file}", file, least_mb=0.0, **said)
    names = ", ".join(f"{lang} = {json.dumps(of)}" for lang, of in credit.items())
    return "\n".join([*text.splitlines()[:-1], f"credit = {{ {names} }}"])


def main() -> int:
    """Serve, fetch and build, and tell what that took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("name", choices=AREAS)
    asked.add_argument("--data", type=Path, required=True, help="folder with osm/ and gtfs/")
    asked.add_argument("--to", type=Path, required=True)
    given = asked.parse_args()
    with serving() as server:
        folder = prepare(given.name, given.data, server, given.to)
        fetched, area = given.to / f"{given.name}-fetched", given.to / f"{given.name}-area"
        code = command(["fetch", "--area", str(folder), "--to", str(fetched)])
    if code:
        return code
    before, start = _used(), time.perf_counter()
    code = command(["build", str(fetched), "--area", str(folder), "--out", str(area)])
    took, size_mb = _used() - before, sum(one.stat().st_size for one in area.glob("*")) / 1e6
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"built in {took:.1f} CPU s ({time.perf_counter() - start:.1f} s), "
        f"at most {most_mb:.0f} MB, {size_mb:.1f} MB on disk"
    )
    return code


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
