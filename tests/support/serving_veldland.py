"""Veldland as its public sources would serve it, each in the format of the real one.

The sources are those that ship, at other addresses: pages of PDOK within bounds in metres and by
year, layers of ArcGIS in degrees, extracts with their hash, zips and a table.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import geopandas as gpd
import osmium
import shapely

from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.fetch.features import CRS84, CRS_OF
from tests.areas.veldland_fetched import MAKERS, osm, table
from tools.serving import Answer, Server, collection

PROVINCE = "gelderland"
"""Veldland lies where this province does; so it is what is asked for, and is cut out."""

RD = CRS_OF + "28992"
PAGE = 15
"""Most features of a page, so that several are needed."""

ARC_PAGE = 2
TABLE_PAGE = 3
YEAR = 2024
PAGES = ("boundaries_gemeenten", "wijken", "buurten", "squares_100m", "natura2000")
LAYERS = ("schools", "business_parks")
FILES = ("gtfs", "stations", "grid_1km_germany")
SOURCES = ("osm", *PAGES, *LAYERS, *FILES, "jobs")
WHOLE = ("gelderland", "utrecht")
"""Extracts that hold all roads; the others hold one that is far away."""


def serve_veldland(server: Server, folder: Path) -> Path:
    """Serve all sources, and write the file of sources that says where."""
    known = read_toml(data_dir() / DEFAULTS / "sources.toml")
    lines = []
    for name in SOURCES:
        path = urlsplit(known[name]["address"]).path
        lines += [f"[{name}]", f"address = {json.dumps(server.address + path)}", "least_mb = 0.0"]
        if name in PAGES:
            _serve_collection(server, path, _features(name))
        elif name in LAYERS:
            _serve_layer(server, path, _features(name))
        elif name in FILES:
            server.file(path, _file(name))
        elif name == "jobs":
            _serve_table(server, path, json.loads(MAKERS[name]())["value"])
    whole, far = as_pbf(osm(winding=True)), as_pbf(FAR)
    provinces = read_toml(data_dir() / DEFAULTS / "provinces.toml")
    for name, entry in provinces["extracts"].items():
        body = whole if name in WHOLE else far
        path = f"/{entry['path']}-latest.osm.pbf"
        server.file(path, body)
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
        server.file(f"{path}.md5", f"{digest}  {name}-latest.osm.pbf\n".encode())
    path = folder / "mine.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


FAR = """<osm version="0.6"><node id="900001" version="1" lon="4.1" lat="51.1"/>
<node id="900002" version="1" lon="4.2" lat="51.2"/><way id="900001" version="1">
<nd ref="900001"/><nd ref="900002"/><tag k="highway" v="primary"/></way></osm>"""


def as_pbf(text: str) -> bytes:
    """Write OpenStreetMap's XML as PBF."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder) / "a.osm", Path(folder) / "a.osm.pbf"
        one.write_text(text, encoding="utf-8")
        with osmium.SimpleWriter(str(other)) as writer:
            for found in osmium.FileProcessor(str(one)):
                writer.add(found)
        return other.read_bytes()


def _file(name: str) -> bytes:
    made: Any = MAKERS[name]()
    if name != "grid_1km_germany":
        return made if isinstance(made, bytes) else made.encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as whole:
        whole.writestr("Zensus2022_Bevoelkerungszahl_10km-Gitter.csv", "x")
        whole.writestr("Zensus2022_Bevoelkerungszahl_1km-Gitter.csv", made)
    return held.getvalue()


def _features(name: str) -> gpd.GeoDataFrame:
    """Read what is made up; nobody is hidden in a square, so that all can be counted."""
    found = gpd.read_file(io.StringIO(MAKERS[name]())).set_crs("EPSG:28992", allow_override=True)
    if name == "squares_100m":
        found = found[found["jaarcode"] == YEAR].assign(
            aantal_inwoners=table("people")["population"]
        )
    return found


def _within(frame: gpd.GeoDataFrame, box: str) -> gpd.GeoDataFrame:
    return frame[frame.intersects(shapely.box(*map(float, box.split(","))))]


def _told(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give features as GeoJSON, known by their row."""
    found: list[dict[str, Any]] = json.loads(frame.to_json(drop_id=False))["features"]
    return found


def _serve_collection(server: Server, path: str, frame: gpd.GeoDataFrame) -> None:
    """Serve as PDOK does: only what it offers is given, and what it does not know is refused."""
    server.file(path, json.dumps({"id": path.rpartition("/")[2], "crs": [CRS84, RD]}).encode())
    columns = {str(name) for name in frame}

    def page(query: dict[str, str], _: dict[str, str]) -> Answer:
        odd = set(query) - {"f", "limit", "bbox", "bbox-crs", "crs", "cursor"} - columns
        if odd or query["crs"] != RD or query["bbox-crs"] != RD:
            return Answer(b"{}", 400, {"Content-Type": "application/problem+json"})
        rows = _within(frame, query["bbox"])
        for name in columns & set(query):
            rows = rows[rows[name].astype(str) == query[name]]
        begin = int(query.get("cursor", "0"))
        part, end = rows.iloc[begin : begin + PAGE], begin + PAGE
        links = [{"rel": "self", "href": f"{server.address}{path}/items"}]
        if end < len(rows):
            more = "&".join(f"{key}={value}" for key, value in {**query, "cursor": end}.items())
            links.append({"rel": "next", "href": f"items?{more}"})  # as seen from this page
        made = collection(_told(part), links=links, numberReturned=len(part))
        return Answer(made.body, headers={"Content-Crs": f"<{RD}>"})

    server.routes[f"{path}/items"] = page


def _serve_layer(server: Server, path: str, frame: gpd.GeoDataFrame) -> None:
    """Serve as ArcGIS does: in degrees, so many features at once."""
    about = {"objectIdField": "FID", "maxRecordCount": ARC_PAGE}
    server.file(path, json.dumps(about).encode())

    def page(query: dict[str, str], _: dict[str, str]) -> Answer:
        rows = _within(frame, query["geometry"])
        if "returnCountOnly" in query:
            return Answer(json.dumps({"count": len(rows)}).encode())
        begin = int(query["resultOffset"])
        part = rows.iloc[begin : begin + ARC_PAGE].to_crs("EPSG:4326")
        more = begin + len(part) < len(rows)
        return collection(_told(part), **({"exceededTransferLimit": True} if more else {}))

    server.routes[f"{path}/query"] = page


def _serve_table(server: Server, path: str, rows: list[dict[str, Any]]) -> None:
    """Serve as CBS does: rows that are what the filter says, so many at once."""

    def page(query: dict[str, str], _: dict[str, str]) -> Answer:
        wanted = dict(re.findall(r"(\w+) eq '([^']*)'", query["$filter"]))
        found = [row for row in rows if all(row[key] == one for key, one in wanted.items())]
        begin = int(query.get("$skip", "0"))
        said: dict[str, Any] = {"value": found[begin : begin + TABLE_PAGE]}
        if begin + TABLE_PAGE < len(found):
            asked = {**query, "$skip": begin + TABLE_PAGE}
            said["odata.nextLink"] = f"{server.address}{path}?{urlencode(asked)}"
        return Answer(json.dumps(said).encode())

    server.routes[path] = page
