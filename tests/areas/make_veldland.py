"""Make the tables of Veldland, a small made-up area on which the tests run.

Texts (``*.toml``, ``*.md``) are written by hand and stay as they are; this makes every
table and ``datapackage.json``. The schemas are those of the real area, so that a column
that is added there is missed here at once. Run ``python -m tests.areas.make_veldland``.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tests.areas.veldland_described import (
    DATE,
    MADE_UP,
    MIT,
    made_resource,
    own_schema,
    text_entry,
    written,
)
from tests.areas.veldland_ground import (
    ABROAD,
    CORNERS,
    GEMEENTEN,
    MOTORWAY_X_M,
    MOTORWAY_Y_M,
    NEIGHBOURS,
    PRIMARY,
    ROWS,
    SQUARE_M,
    TRUNK,
    Point,
    Roads,
    Row,
    lay_roads,
    railway_rows,
)
from tests.areas.veldland_offers import offer_tables
from tests.areas.veldland_timed import drive_table, transit_tables

HERE = Path(__file__).resolve().parent
AREA = HERE / "veldland"
DATA = HERE.parents[1] / "data"
SHARED = {"profiles", "analysis", "transit"}
"""Files that all areas have in common."""
OWN_TEXTS = {"area": "area.toml", "words-nl": "words.nl.toml", "words-en": "words.en.toml"}

# Who lives where: places with their points, as column and row of the net.
PLACES = [
    ("1001", "Heidestad", "Heidemark", "Veldland", 12_600, (4, 7), 6),
    ("1002", "Heidestad", "Heidemark", "Veldland", 6_900, (4.3, 6.8), 4),
    ("1003", "Heidedorp", "Heidemark", "Veldland", 4_900, (3, 5), 4),
    ("1004", "Venendal", "Veenhoek", "Veldland", 8_300, (9, 6), 4),
    ("1005", "Oosterveen", "Veenhoek", "Veldland", 5_200, (9, 3), 4),
    ("1006", "Middenveen", "Veenhoek", "Veldland", 1_600, (7, 7), 3),
    ("1007", "Zandkerk", "Zandwolde", "Veldland", 6_700, (4, 3), 4),
    ("1008", "Wolde", "Zandwolde", "Veldland", 1_700, (2, 4), 2),
    ("1009", "Noordeinde", "Heidemark", "Veldland", 900, (5, 8), 2),
    ("1010", "Rietstad", "Rietstad", "Rivierland", 21_000, (5, 9), 4),
    ("1011", "Plasdijk", "Plasdijk", "Rivierland", 2_400, (5, 1), 2),
    ("1012", "Duinmeer", "Duinmeer", "Kustland", 3_100, (1, 6), 1),
]
WORKING_SHARE = 0.64
LANE_M = (70, 140, 210)


def live_in(roads: Roads, place: Row) -> tuple[Point, list[Row]]:
    """Spread the people of a place around its middle, the first point with most of them."""
    pc4, *_, population, (column, row), count = place
    near = roads.nodes[roads.net[round(column), round(row)]]
    off = np.array([column - round(column), row - round(row)]) * SQUARE_M
    middle = np.rint((np.array(near) + off) / 10).astype(int) * 10
    parts = np.arange(count + 1, 1, -1)
    heads = population * parts // parts.sum()
    heads[0] += population - heads.sum()
    rows = []
    for number, people in enumerate(heads):
        angle = 2 * np.pi * number / count + int(pc4)
        x_m, y_m = middle + np.rint(np.array([np.cos(angle), np.sin(angle)]) * 33) * 10
        working = int(people * WORKING_SHARE)
        rows.append((f"{pc4}-{number + 1:03d}", pc4, int(people), working, round(x_m), round(y_m)))
    return (int(middle[0]), int(middle[1])), rows


def outline(names: str) -> shapely.Polygon:
    """Draw a polygon of corners."""
    return shapely.Polygon([CORNERS[name] for name in names.split()])


def area_tables() -> dict[str, list[Row]]:
    """Make gemeenten and neighbours."""
    own = [(*row[:4], outline(row[4])) for row in GEMEENTEN]
    around = [(*row[:3], row[2] == ABROAD, outline(row[3]).wkt) for row in NEIGHBOURS]
    inside = [(*row[:4], round(row[4].area / 1e6, 2), row[4].wkt) for row in own]
    country = [("VX", "Veldrijk", shapely.box(60_000, 420_000, 186_000, 520_000).wkt)]
    return {"gemeenten": inside, "neighbours": around, "country": country}


def road_tables(roads: Roads) -> dict[str, list[Row]]:
    """Make the roads, those that have a number, and their exits."""
    numbered: dict[str, list[Any]] = {}
    length_m: dict[str, int] = {}
    for tail, head, metres, _, _, road_class, number, *_ in roads.edges:
        # Of a motorway one direction is drawn.
        if number and not (road_class == "motorway" and tail > head):
            line = shapely.LineString([roads.nodes[tail], roads.nodes[head]])
            numbered.setdefault(number, []).append(line)
            length_m[number] = length_m.get(number, 0) + metres
    courses = {
        road: shapely.line_merge(shapely.MultiLineString(parts))
        for road, parts in sorted(numbered.items())
    }
    crossing = roads.nodes[roads.net[TRUNK, PRIMARY]]
    exits = [
        ("A99-1", "A99", "1", "Heidedorp", "exit", "", 160_000, MOTORWAY_Y_M),
        ("A99-2", "A99", "2", "Heidestad", "exit", "N904", 164_000, MOTORWAY_Y_M),
        ("A99-veld", "A99", "", "Knooppunt Veld", "interchange", "N901", 168_000, MOTORWAY_Y_M),
        ("A99-3", "A99", "3", "Venendal", "exit", "", 172_000, MOTORWAY_Y_M),
        ("A99-grens", "A99", "", "Grens Osterfeld", "border", "B99", 176_500, MOTORWAY_Y_M),
        ("N901-n902", "N901", "", "Kruising Veld", "junction", "N902", *crossing),
    ]
    return {
        "road_nodes": [(number, *xy) for number, xy in enumerate(roads.nodes)],
        "road_edges": [(number, *edge) for number, edge in enumerate(roads.edges)],
        "side_roads": side_road_rows(roads),
        "motorways": [
            (
                road,
                "motorway" if road.startswith("A") else "n_road",
                round(length_m[road] / 1000, 1),
                course.wkt,
            )
            for road, course in courses.items()
        ],
        "exits": [(*row, "A", MADE_UP) for row in exits],
    }


def side_road_rows(roads: Roads) -> list[Row]:
    """Lay a lane off the middle of some small roads, as points that the network leaves out."""
    rows = []
    for number, (tail, head, *_, road_class, _, _, _, _) in enumerate(roads.edges):
        if road_class == "unclassified" and number % 3 == 0:
            ends = np.array([roads.nodes[tail], roads.nodes[head]], dtype=float)
            along = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
            for away_m in LANE_M:
                x_m, y_m = ends.mean(axis=0) + np.array([-along[1], along[0]]) * away_m
                rows.append((number, 0.5, away_m, round(x_m), round(y_m)))
    return rows


def people_tables(roads: Roads) -> dict[str, list[Row]]:
    """Make places, people on their streets, and who lives beyond the roads."""
    places: list[Row] = []
    people: list[Row] = []
    for place in PLACES:
        middle, rows = live_in(roads, place)
        places.append((*place[:5], *middle, "A"))
        people += rows
    gates = {
        "gate-01": (MOTORWAY_X_M[0], MOTORWAY_Y_M),
        "gate-02": roads.nodes[roads.net[TRUNK, ROWS - 1]],
    }
    cells = [  # the last one is too far for a short cut-off
        ("150-462", 8_000, 9.5, 31.0),
        ("148-458", 5_500, 13.0, 36.5),
        ("152-456", 2_200, 11.5, 33.0),
        ("166-476", 9_000, 25.0, 6.0),
        ("170-478", 4_000, 30.5, 9.0),
        ("166-484", 30_000, 41.0, 22.5),
    ]
    beyond, minutes = [], []
    for cell, population, *to_gates in cells:
        x_m, y_m = (1000 * int(part) + 900 for part in cell.split("-"))
        beyond.append((cell, population, int(population * WORKING_SHARE), x_m, y_m))
        minutes += [(gate, cell, to) for gate, to in zip(gates, to_gates, strict=True)]
    towns = [
        (f"vp{number}", name, rank, population, *roads.nodes[roads.net[square]])
        for number, (name, rank, population, square) in enumerate(
            [
                ("Heidestad", 1, 19_500, (4, 7)),
                ("Rietstad", 1, 21_000, (5, 9)),
                ("Venendal", 2, 8_300, (9, 6)),
                ("Zandkerk", 2, 6_700, (4, 3)),
                ("Oosterveen", 3, 5_200, (9, 3)),
                ("Heidedorp", 3, 4_900, (3, 5)),
                ("Middenveen", 4, 1_600, (7, 7)),
                ("Wolde", 4, 1_700, (2, 4)),
            ],
            start=1,
        )
    ]
    homes = [
        (f"VW{pc4}", name, round(population / 2.2 / 50) * 50, value, x_m, y_m)
        for (pc4, name, _, _, population, x_m, y_m, _), value in zip(
            places, (310, 290, 275, 240, 215, 250, 225, 330, 345, 280, 265, 320), strict=True
        )
    ]
    return {
        "places": places,
        "people": people,
        "place_names": towns,
        "dwellings": homes,
        "beyond_gates": [(gate, *xy) for gate, xy in gates.items()],
        "beyond_people": beyond,
        "beyond_minutes": sorted(minutes),
    }


def point_tables(roads: Roads) -> dict[str, list[Row]]:
    """Make stations, sites and places of learning, each some metres from a junction."""

    def at(square: Point, x_m: int, y_m: int) -> Point:
        x0_m, y0_m = roads.nodes[roads.net[square]]
        return round((x0_m + x_m) / 10) * 10, round((y0_m + y_m) / 10) * 10

    in_, plan = "in_service", "planned"
    stations = [
        ("hds", "Heidestad", True, "own", in_, at((4, 7), 260, -40), "A", 50, "Heidemark"),
        ("vnd", "Venendal", False, "own", in_, at((9, 6), -240, 30), "A", 50, "Veenhoek"),
        ("otv", "Oosterveen", False, "own", in_, at((9, 3), 30, 260), "A", 50, "Veenhoek"),
        ("zdk", "Zandkerk", False, "own", in_, at((4, 3), 250, 20), "A", 50, "Zandwolde"),
        ("rst", "Rietstad", True, "neighbour", in_, at((5, 9), -30, -240), "A", 100, "Rietstad"),
        ("osf", "Osterfeld", True, "abroad", in_, at((12, 7), -250, 10), "B", 100, ""),
        ("x-heidedorp", "Heidedorp", False, "planned", plan, at((3, 5), 0, 300), "C", 500,
         "Heidemark"),
        ("wst", "Westhaven", True, "far", in_, (132_000, 458_000), "C", 300, ""),
        ("hfd", "Hoofdstad Centraal", True, "far", in_, (101_000, 455_000), "C", 300, ""),
    ]  # fmt: skip
    sites = [
        ("stationsgebied-heidestad", "Stationsgebied Heidestad", "development_site",
         "governance;it", "Heidemark", "planned", at((4, 7), 330, 120), "B", 150),
        ("rijkskantoor-heidestad", "Rijkskantoor Heidestad", "government_service",
         "governance;it", "Heidemark", "present", at((4, 7), -250, 200), "A", 50),
        ("veencampus-venendal", "Veencampus Venendal", "campus",
         "it;security;logistics", "Veenhoek", "developing", at((9, 6), 250, -260), "A", 100),
        ("zandpark-wolde", "Zandpark Wolde", "development_site",
         "heritage;nature", "Zandwolde", "present", at((2, 4), 350, 60), "C", 400),
        ("grensterminal-oosterveen", "Grensterminal Oosterveen", "transport",
         "logistics;rail", "Veenhoek", "present", at((9, 3), 480, -180), "B", 250),
        ("vliegveld-zandkerk", "Vliegveld Zandkerk", "transport",
         "aviation;logistics", "Zandwolde", "present", at((4, 3), -700, 90), "A", 100),
    ]  # fmt: skip
    education = [
        ("heidecollege-heidestad", "Heidecollege", "Heidecollege Heidestad", "Heidestad", "mbo",
         2400, 2025, "published", "ict;security;logistics", at((4, 7), -150, -260)),
        ("heidecollege-zandkerk", "Heidecollege", "Heidecollege Zandkerk", "Zandkerk", "mbo",
         None, None, "missing", "care;economics", at((4, 3), 120, -240)),
        ("hogeschool-rietstad", "Hogeschool Rietstad", "Hogeschool Rietstad", "Rietstad", "hbo",
         5200, 2025, "shared", "ict;law;public administration", at((5, 9), 240, 260)),
        ("universiteit-hoofdstad", "Universiteit Hoofdstad", "Universiteit Hoofdstad",
         "Hoofdstad", "university", 21_000, 2025, "published", "law;data;arts", (101_500, 455_500)),
    ]  # fmt: skip
    stops = [
        ("b-heidedorp", "Heidedorp Dorpsplein", *at((3, 5), 60, 180), "B", 200, "Heidemark",
         MADE_UP),
        ("b-wolde", "Wolde Kruispunt", *at((2, 4), 120, 30), "C", 300, "Zandwolde", MADE_UP),
    ]  # fmt: skip
    return {
        "stops": stops,
        "stations": [(*row[:5], *row[5], *row[6:], MADE_UP, "") for row in stations],
        "sites": [
            (*row[:6], *row[6], *row[7:], "", f"the place is {MADE_UP}", "Profiel: locaties", "")
            for row in sites
        ],
        "education": [(*row[:9], *row[9], "A", 100, MADE_UP, MADE_UP, "") for row in education],
    }


def make_tables() -> dict[str, list[Row]]:
    """Make all tables, as rows in the order of the columns of their schemas."""
    roads = lay_roads()
    points, trains = point_tables(roads), transit_tables()
    return {
        **area_tables(),
        **road_tables(roads),
        **people_tables(roads),
        **points,
        **trains,
        "railways": railway_rows(points["stations"], trains["transit_legs"]),
        "car_published": drive_table(),
        "car_uncertainty": [("Made up", "all", "all", 0.8, 0.95, 1.1, 200, "2026-11")],
        **offer_tables(),
    }


def make(out: Path = AREA) -> None:
    """Write all tables and the description of the folder.

    Parameters
    ----------
    out : pathlib.Path
        The folder, which already holds the texts.
    """
    real = next(path for path in (DATA / "drenthe", DATA) if (path / "datapackage.json").is_file())
    package = json.loads((real / "datapackage.json").read_text(encoding="utf-8"))
    tables, resources = make_tables(), []
    for entry in package["resources"]:
        if entry["name"] in SHARED or entry["name"].startswith(("scenario-", "timetable-")):
            continue
        path = out / entry["path"]
        if "schema" not in entry:
            resources.append(made_resource(entry, path.read_bytes()))
            continue
        schema = own_schema(entry["name"], entry["schema"])
        rows = tables[entry["name"]]
        types = {field["name"]: field["type"] for field in schema["fields"]}
        content = written(rows, list(types), types)
        if path.suffix == ".gz":
            content = gzip.compress(content, mtime=0)  # without a time, so that bytes are equal
        path.write_bytes(content)
        made = made_resource(entry, content)
        resources.append({**made, "rows": len(rows), "schema": schema})
    scenarios = {f"scenario-{path.stem}": f"scenarios/{path.name}"
                 for path in sorted((out / "scenarios").glob("*.toml"))}  # fmt: skip
    timetables = {f"timetable-{path.stem}": f"timetables/{path.name}"
                  for path in sorted((out / "timetables").glob("*.toml"))}  # fmt: skip
    named = {entry["name"] for entry in resources}
    for name, path_name in {**OWN_TEXTS, **scenarios, **timetables}.items():
        if name not in named:
            content = (out / path_name).read_bytes()
            resources.append(made_resource(text_entry(name, path_name), content))
    described = {
        "name": "veldland-data",
        "title": "Veldland, an area made up for tests",
        "description": "A small area that does not exist, in RD New (EPSG:28992).",
        "version": "1",
        "created": f"{DATE}T00:00:00Z",
        "licenses": [MIT],
        "resources": resources,
    }
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
    # A line per resource and per column: small, and a change shows in a diff.
    for mark in ('{"name":',):
        text = text.replace(mark, "\n" + mark)
    (out / "datapackage.json").write_text(text.strip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else AREA)
