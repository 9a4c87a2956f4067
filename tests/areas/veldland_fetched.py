"""Veldland as public sources would have it: a folder as ``drenthe-geo fetch`` fills it.

Every file is made up, in the format and with the columns of the source that it stands for.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from drenthe_geo.fetch.manifest import FetchedFile, Manifest, sha256_of

HERE = Path(__file__).resolve().parent / "veldland"
RD = "EPSG:28992"
MOMENT = "2026-02-03T04:05:06Z"
FEW = -99997
WINDS_M = 50.0
TO_DEGREES = pyproj.Transformer.from_crs(RD, "EPSG:4326", always_xy=True)
KINDS = {True: "knooppuntIntercitystation", False: "stoptreinstation"}
FORMATS = {
    "boundaries_gemeenten": "geojson", "buurten": "geojson", "wijken": "geojson",
    "squares_100m": "geojson", "natura2000": "geojson", "schools": "geojson",
    "business_parks": "geojson", "stations": "csv", "grid_1km_germany": "csv", "osm": "osm",
    "gtfs": "zip", "jobs": "json",
}  # fmt: skip
ALL = tuple(FORMATS)


def fill(folder: Path, sources: tuple[str, ...] = ALL) -> Manifest:
    """Write files of some sources into a folder, and the manifest that tells of them."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for source in sources:
        path = folder / f"{source}.{FORMATS[source]}"
        made = MAKERS[source]()
        path.write_bytes(made if isinstance(made, bytes) else made.encode())
        found.append(told(path, source))
    manifest = Manifest(folder, "veldland", tuple(sorted(found, key=lambda one: one.source)))
    manifest.write()
    return manifest


def told(path: Path, source: str, **more: Any) -> FetchedFile:
    """Say of a file what the manifest says."""
    said = {
        "source": source, "file": path.name, "address": f"https://example.org/{path.name}",
        "fetched": MOMENT, "bytes": path.stat().st_size, "sha256": sha256_of(path),
        "licence": "MIT", "title": f"Made up {source}", "date": "2026",
        "credit": {"nl": "Verzonnen", "en": "Made up"}, "folder": path.parent,
        "crs": RD if path.suffix == ".geojson" else None,
    }  # fmt: skip
    return FetchedFile(**{**said, **more})


def table(name: str) -> pd.DataFrame:
    """Read a table of Veldland."""
    path = next(HERE.glob(f"{name}.csv*"))
    return pd.read_csv(path, keep_default_na=False)


def _collection(rows: pd.DataFrame, shapes: Any) -> str:
    frame = gpd.GeoDataFrame(rows, geometry=list(shapes), crs=RD)
    text: str = frame.to_json(drop_id=True)
    return text


def gemeenten() -> str:
    """Boundaries as the Kadaster has them."""
    own, around = table("gemeenten"), table("neighbours")
    around = around[around["abroad"].astype(str).str.lower() != "true"]
    rows = pd.DataFrame(
        {
            "identificatie": [*own["code"], *around["code"]],
            "naam": [*own["name"], *around["name"]],
            "ligt_in_provincie_naam": ["Veldland"] * len(own) + list(around["province"]),
        }
    )
    return _collection(rows, shapely.from_wkt([*own["outline_rd"], *around["outline_rd"]]))


def _buurten() -> tuple[pd.DataFrame, Any]:
    """Cut the land around places: each has the points that are nearest to its own."""
    places = table("places")
    points = shapely.multipoints(places[["x_m", "y_m"]].to_numpy())
    cells = shapely.get_parts(
        shapely.voronoi_polygons(points, extend_to=points.buffer(9000), ordered=True)
    )
    land = shapely.box(150_000, 447_000, 186_000, 475_000)
    codes = dict(zip([*table("gemeenten")["name"], *table("neighbours")["name"]],
                     [*table("gemeenten")["code"], *table("neighbours")["code"]],
                     strict=True))  # fmt: skip
    rows = pd.DataFrame(
        {
            "buurtcode": "BU" + places["pc4"].astype(str),
            "buurtnaam": places["name"],
            "gemeentecode": places["gemeente"].map(codes),
            "aantal_inwoners": places["population"],
            "percentage_personen_15_tot_25_jaar": 12,
            "percentage_personen_25_tot_45_jaar": 24,
            "percentage_personen_45_tot_65_jaar": 28,
            "water": "NEE",
            "woningvoorraad": (places["population"] / 2.2).round().astype(int),
            "gemiddelde_woningwaarde": 250 + 10 * np.arange(len(places)),
        }
    )
    return rows, shapely.intersection(cells, land)


def buurten() -> str:
    """Buurten with key figures of CBS."""
    return _collection(*_buurten())


def wijken() -> str:
    """Wijken: the same land under other names; of one the people are hidden."""
    rows, shapes = _buurten()
    renamed = rows.rename(columns={"buurtcode": "wijkcode", "buurtnaam": "wijknaam"})
    renamed["wijkcode"] = renamed["wijkcode"].str.replace("BU", "WK")
    renamed.loc[renamed.index[-1], "aantal_inwoners"] = FEW
    return _collection(renamed, shapes)


def squares() -> str:
    """Squares of 100 m: of every ninth, and of one in the field, only that few live there."""
    people = table("people")
    corner = people[["x_m", "y_m"]].to_numpy() // 100 * 100
    counts = people["population"].to_numpy().copy()
    counts[::9] = FEW
    fields = pd.DataFrame(
        {
            "crs28992res100m": [f"E{x // 100:04d}N{y // 100:04d}" for x, y in corner],
            "aantal_inwoners": counts,
            "aantal_inwoners_15_tot_25_jaar": np.where(counts > 0, counts // 8, FEW),
            "aantal_inwoners_25_tot_45_jaar": np.where(counts > 0, counts // 4, FEW),
            "aantal_inwoners_45_tot_65_jaar": np.where(counts > 0, counts // 4, FEW),
            "jaarcode": 2024,
        }
    )
    older = fields.assign(jaarcode=2023, aantal_inwoners=9_999)
    shapes = shapely.box(*corner.T, *(corner + 100).T)
    return _collection(pd.concat([fields, older], ignore_index=True), [*shapes, *shapes])


def jobs() -> str:
    """Jobs by gemeente as CBS has them: in thousands, of two years, one not told, and totals."""
    codes = [*table("gemeenten")["code"], "NL01", "PV99"]
    told = [9.1, 4.9, None, 14.0, 14.0]
    rows = [
        {"RegioS": f"{code:<6}", "Perioden": period, "BedrijfstakkenBranchesSBI2008": branch,
         "BanenVanWerknemersInDecember_1": None if count is None else count * share}
        for period, branch, share in (("2024JJ00", "T001081", 1), ("2024JJ00", "301000 ", 0.5),
                                      ("2023JJ00", "T001081", 2))
        for code, count in zip(codes, told, strict=True)
    ]  # fmt: skip
    return json.dumps({"value": [{"ID": at, **row} for at, row in enumerate(rows)]})


def nature() -> str:
    """A protected heath, in two parts."""
    shapes = [shapely.box(165_000, 463_000, 166_500, 464_000),
              shapely.box(167_000, 463_000, 167_500, 463_500)]  # fmt: skip
    rows = pd.DataFrame({"nr": [7, 7], "naam_n2k": "Veldheide", "beschermin": ["HR", "VR"]})
    return _collection(rows, shapes)


def schools() -> str:
    """Places of learning, and a primary school that is none of ours."""
    known = table("education")
    near = known[known["x_m"] > 150_000]
    rows = pd.DataFrame(
        {
            "VESTIGINGSCODE": [*near["education_id"], "school"],
            "VESTIGINGSNAAM": [*near["name"], "De Heideschool"],
            "PLAATSNAAM": [*near["town"], "Heidestad"],
            "ONDERWIJSSOORT": [*near["level"].str.upper(), "Basisonderwijs"],
        }
    )
    xy = near[["x_m", "y_m"]].to_numpy()
    return _collection(rows, shapely.points(np.vstack([xy, [[164_000, 465_000]]])))


def parks() -> str:
    """Business parks: plots, two of one name."""
    corner = np.array([[164_300, 465_100], [164_500, 465_100], [174_000, 462_600]])
    names = ["Stationspark", "Stationspark", "Veenpark"]
    return _collection(pd.DataFrame({"PLAN_NAAM": names}),
                       shapely.box(*corner.T, *(corner + 150).T))  # fmt: skip


def stations() -> str:
    """Stations as Rijden de Treinen lists them."""
    known = table("stations")
    known = known[known["status"] == "in_service"]
    lon, lat = TO_DEGREES.transform(known["x_m"], known["y_m"])
    named = {f"name_{size}": known["name"] for size in ("short", "medium", "long")}
    rows = pd.DataFrame(
        {
            "id": np.arange(len(known)), "code": known["code"].str.upper(), "uic": "",
            **named, "slug": known["code"],
            "country": np.where(known["role"] == "abroad", "D", "NL"),
            "type": known["intercity"].astype(str).str.lower().eq("true").map(KINDS),
            "geo_lat": lat.round(6), "geo_lng": lon.round(6),
        }
    )  # fmt: skip
    text: str = rows.to_csv(index=False)
    return text


def germany() -> str:
    """Write a grid of a kilometre around Osterfeld, where nobody is told of in one cell."""
    to_grid = pyproj.Transformer.from_crs(RD, "EPSG:3035", always_xy=True)
    east, north = to_grid.transform(181_000, 465_000)
    cells = [(int(east // 1000) + i, int(north // 1000)) for i in range(3)]
    lines = [
        f"1kmN{n}E{e};{count}" for (e, n), count in zip(cells, ("1200", "-1", ""), strict=True)
    ]
    return "\n".join(["GITTER_ID_1km;Einwohner", *lines]) + "\n"


def osm(*, winding: bool = False) -> str:
    """Roads, names, exits and tracks as OpenStreetMap has them; winding, as long as is told."""
    nodes, edges = table("road_nodes"), table("road_edges")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="made up">']
    lon, lat = TO_DEGREES.transform(nodes["x_m"], nodes["y_m"])
    for node, x, y in zip(nodes["node"], lon, lat, strict=True):
        lines.append(_node(node + 1, x, y))
    exits = table("exits")
    more = [(one["x_m"], one["y_m"], {"highway": "motorway_junction", "ref": str(one["number"]),
             "name": one["name"]}) for one in exits.to_dict("records")
            if one["road"] == "A99" and one["kind"] != "border"]  # fmt: skip
    more += [(one["x_m"], one["y_m"], {"place": "town", "name": one["name"],
              "population": str(one["population"])})
             for one in table("place_names").to_dict("records")]  # fmt: skip
    for number, (x_m, y_m, tags) in enumerate(more, start=100_001):
        lines.append(_node(number, *TO_DEGREES.transform(x_m, y_m), tags))
    rails, ways, number = [], [], 200_001
    for one in table("railways").to_dict("records"):
        refs = []
        for x_m, y_m in shapely.from_wkt(one["course_rd"]).coords:
            lines.append(_node(number, *TO_DEGREES.transform(x_m, y_m)))
            refs.append(number)
            number += 1
        rails.append(refs)
    at = dict(zip(nodes["node"], nodes[["x_m", "y_m"]].to_numpy(dtype=float), strict=True))
    for one in edges.to_dict("records"):
        refs = [one["tail"] + 1, one["head"] + 1]
        if winding:
            for place in _winding(at, one):
                lines.append(_node(number, *TO_DEGREES.transform(*place)))
                refs.insert(-1, number)
                number += 1
        tags = {"highway": one["road_class"], "maxspeed": str(one["maxspeed_kmh"])}
        tags |= {"ref": one["road_number"]} if one["road_number"] else {}
        tags |= {"oneway": "yes"} if str(one["oneway"]).lower() == "true" else {}
        ways.append(_way(one["edge"] + 1, refs, tags))
    lines += ways
    for way, refs in enumerate(rails, start=100_001):
        lines.append(_way(way, refs, {"railway": "rail"}))
    return "\n".join([*lines, "</osm>"]) + "\n"


def _winding(at: dict[int, np.ndarray], edge: dict[Any, Any]) -> np.ndarray:
    """Find where a road winds between its ends, so that it is as long as its table says."""
    tail, head = at[edge["tail"]], at[edge["head"]]
    straight = head - tail
    whole = float(np.hypot(*straight))
    steps = 2 * max(1, round(whole / WINDS_M))
    aside = np.sqrt(max(float(edge["length_m"]) ** 2 - whole**2, 0.0)) / steps
    step = np.arange(1, steps)[:, None]
    across = np.array([-straight[1], straight[0]]) / whole
    return np.asarray(tail + step / steps * straight + step % 2 * aside * across)


def timetable() -> bytes:
    """Write the trains and the bus as a feed: there and back every hour by day."""
    stations, legs = table("stations"), table("transit_legs")
    points = pd.concat([stations, table("stops")])
    lon, lat = TO_DEGREES.transform(points["x_m"], points["y_m"])
    stops = pd.DataFrame({"stop_id": points["code"], "stop_name": points["name"],
                          "stop_lat": lat.round(6), "stop_lon": lon.round(6)})  # fmt: skip
    lines = table("transit_lines")
    routes = pd.DataFrame({"route_id": lines["line"], "agency_id": "a",
                           "route_short_name": lines["line"], "route_long_name": lines["name"],
                           "route_type": np.where(lines["vehicle"] == "bus", 3, 2)})  # fmt: skip
    trips, times = [], []
    for line, rows in legs.groupby("line"):
        calls = [rows["from_station"].iloc[0], *rows["to_station"]]
        minutes = np.concatenate([[0.0], np.cumsum(rows["minutes"].to_numpy(dtype=float))])
        for hour in range(6, 22):
            for way, at in (("out", calls), ("back", calls[::-1])):
                along = minutes if way == "out" else minutes[-1] - minutes[::-1]
                trip = f"{line}-{way}-{hour:02d}"
                trips.append((line, "wk", trip))
                for number, (stop, after) in enumerate(zip(at, along, strict=True), start=1):
                    whole = round(hour * 60 + after)
                    clock = f"{whole // 60:02d}:{whole % 60:02d}:00"
                    times.append((trip, clock, clock, stop, number))
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    tables = {
        "agency": pd.DataFrame([("a", "Veldvervoer", "https://example.org", "Europe/Amsterdam")],
                               columns=["agency_id", "agency_name", "agency_url",
                                        "agency_timezone"]),
        "stops": stops, "routes": routes,
        "trips": pd.DataFrame(trips, columns=["route_id", "service_id", "trip_id"]),
        "stop_times": pd.DataFrame(times, columns=["trip_id", "arrival_time", "departure_time",
                                                   "stop_id", "stop_sequence"]),
        "calendar": pd.DataFrame([("wk", *[1] * 7, 20260105, 20260201)],
                                 columns=["service_id", *days, "start_date", "end_date"]),
    }  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as feed:
        for name, one in tables.items():
            feed.writestr(zipfile.ZipInfo(f"{name}.txt"), one.to_csv(index=False))
    return held.getvalue()


def _node(number: int, lon: float, lat: float, tags: dict[str, str] | None = None) -> str:
    at = f'<node id="{number}" version="1" lon="{lon:.7f}" lat="{lat:.7f}"'
    return f"{at}>{_tags(tags)}</node>" if tags else f"{at}/>"


def _way(number: int, refs: list[int], tags: dict[str, str]) -> str:
    along = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{number}" version="1">{along}{_tags(tags)}</way>'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(one)}/>" for key, one in tags.items())


def choices(folder: Path, **area: Any) -> Path:
    """Write the choices of Veldland into a folder of its own, as who builds it does."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"province": "Veldland", "title": "Veldland", "slug": "veldland", "capital": "hoofdstad",
            "roads_end_m": 4000.0, **area}  # fmt: skip
    lines = ["[area]", *(f"{key} = {json.dumps(one)}" for key, one in said.items())]
    lines += ["[destinations_of_area]",
              'hoofdstad = { name = "Hoofdstad", station = "hfd", egress_min = 10 }',
              'rietstad = { name = "Rietstad", station = "rst", egress_min = 10 }']  # fmt: skip
    (folder / "build.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


MAKERS: dict[str, Any] = {
    "boundaries_gemeenten": gemeenten, "buurten": buurten, "wijken": wijken,
    "squares_100m": squares, "natura2000": nature, "schools": schools, "business_parks": parks,
    "stations": stations, "grid_1km_germany": germany, "osm": osm,
    "gtfs": timetable, "jobs": jobs,
}  # fmt: skip


SERVICE = """id = "keuring"
name = "Keuring"
ministry = "EZ"
kind = "inspection"
themes = ["agriculture"]
regions = []
relations = ["rietstad"]

[needs]
spaces = ["office"]
source = "made up for tests"
date = "2026-11"
"""
"""A service of one's own, for `suggest`."""
