"""Right files of every kind, as bytes: what is wrong is made out of them."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

import drenthe_geo as dg
from tools.fuzz.public import PUBLIC, public_seed
from tools.fuzz.readers import AREA_DIR, area

STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
{rows}"""
WEEKDAYS = "wk,1,1,1,1,1,0,0,20260105,20260131"
DAYS = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"


@cache
def seed(name: str, ending: str) -> bytes:
    """Give a right file for a reader."""
    if name == "feed":
        return feed()
    if name in PUBLIC:
        return public_seed(name, ending)
    if ending == ".toml":
        return toml(name).encode()
    frame = edges() if name == "network" else points(name)
    if ending == ".graphml":
        return graphml()
    return written(frame, ending)


def points(name: str) -> gpd.GeoDataFrame:
    """Make points, with people where they are a layer."""
    places = area().layer("places").iloc[:5]
    frame = gpd.GeoDataFrame(
        {"id": places.index, "name": places["name"].to_numpy()},
        geometry=places.geometry.to_numpy(),
        crs=places.crs,
    )
    if name == "layer":
        frame = frame.rename(columns={"id": "pc4"})
        frame["population"] = [10, 20, 30, 40, 50]
    return frame


def edges() -> gpd.GeoDataFrame:
    """Make roads: a cross with a one-way street."""
    spots = {1: (240e3, 560e3), 2: (241e3, 560e3), 3: (242e3, 560e3), 4: (241e3, 561e3)}
    pairs = [(1, 2), (2, 3), (2, 4)]
    lines = [shapely.LineString([spots[a], spots[b]]) for a, b in pairs]
    middle = area().layer("places").geometry.iloc[0]
    shift = middle.x - 241e3, middle.y - 560e3
    moved = [shapely.affinity.translate(line, *shift) for line in lines]
    table = {
        "u": [a for a, _ in pairs],
        "v": [b for _, b in pairs],
        "length": [1000.0] * 3,
        "travel_time": [60.0, 60.0, 72.0],
        "highway": ["primary", "tertiary", "residential"],
        "oneway": [False, False, True],
    }
    return gpd.GeoDataFrame(table, geometry=moved, crs="EPSG:28992")


def graphml() -> bytes:
    """Make a graph as osmnx writes it."""
    import osmnx  # noqa: PLC0415 - seconds to import

    graph = dg.io.to_osmnx(dg.io.read_network_from(area(), *_edges_file(), "car"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.graphml"
        osmnx.save_graphml(graph, path)
        return path.read_bytes()


def _edges_file() -> tuple[Path]:
    folder = Path(tempfile.mkdtemp(prefix="drenthe-geo-fuzz-"))
    path = folder / "edges.parquet"
    edges().to_parquet(path)
    return (path,)


def written(frame: gpd.GeoDataFrame, ending: str) -> bytes:
    """Write a frame in the format of an ending."""
    if ending == ".csv":
        table = pd.DataFrame(frame.drop(columns="geometry"))
        xy = {"x": frame.geometry.x.round(1), "y": frame.geometry.y.round(1)}
        return table.assign(**xy).to_csv(index=False).encode()
    if ending == ".xlsx":
        table = pd.DataFrame(frame.drop(columns="geometry"))
        sheet = io.BytesIO()
        table.assign(x=frame.geometry.x, y=frame.geometry.y).to_excel(
            sheet, index=False, engine="xlsxwriter"
        )
        return sheet.getvalue()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"seed{ending}"
        if ending == ".parquet":
            frame.to_parquet(path)
        elif ending == ".kml":  # its other driver makes a folder
            frame.to_crs("EPSG:4326").to_file(path, driver="KML")
        elif ending == ".zip":
            frame.to_file(Path(folder) / "seed.shp")
            with zipfile.ZipFile(path, "w") as packed:
                for part in sorted(Path(folder).glob("seed.*")):
                    if part != path:
                        packed.write(part, part.name)
        else:
            degrees = ending == ".geojson"
            (frame.to_crs("EPSG:4326") if degrees else frame).to_file(path)
        return path.read_bytes()


def toml(name: str) -> str:
    """Give a right file of choices."""
    if name == "scenario":
        return (AREA_DIR / "scenarios" / "veldlijn.toml").read_text(encoding="utf-8")
    if name == "weights":
        return "exit_car_min = 3\n\n[limits]\nstation_walk_min = 20\n"
    text = (AREA_DIR.parents[2] / "data" / "defaults" / "profiles.toml").read_text(encoding="utf-8")
    return text[: text.index("[bicycle.")]


def feed() -> bytes:
    """Make a timetable of one line."""
    stations = area().layer("stations").iloc[:3].to_crs("EPSG:4326")
    stops = "\n".join(
        f"{code},{row['name']},{row.geometry.y:.6f},{row.geometry.x:.6f},0,"
        for code, row in stations.iterrows()
    )
    times = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    trips = ["route_id,service_id,trip_id"]
    for hour in range(7, 20):
        trips.append(f"r,wk,t{hour}")
        for number, code in enumerate(stations.index):
            clock = f"{hour:02d}:{number * 10:02d}:00"
            times.append(f"t{hour},{clock},{clock},{code},{number}")
    route_head = "route_id,agency_id,route_short_name,route_long_name,route_type"
    agency = "agency_id,agency_name,agency_url,agency_timezone\nt,T,https://example.org,"
    files = {
        "agency.txt": agency + "Europe/Amsterdam\n",
        "stops.txt": STOPS.format(rows=stops),
        "routes.txt": f"{route_head}\nr,t,S,Sprinter,2\n",
        "calendar.txt": f"service_id,{DAYS},start_date,end_date\n{WEEKDAYS}\n",
        "trips.txt": "\n".join(trips) + "\n",
        "stop_times.txt": "\n".join(times) + "\n",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()
