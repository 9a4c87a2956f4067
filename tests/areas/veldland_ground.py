"""The ground of Veldland: outlines that tile, and roads."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import shapely

SEED = 20

Row = tuple[Any, ...]
Point = tuple[int, int]

# Outlines: gemeenten and neighbours share corners, so that they tile without a gap.
CORNERS: dict[str, Point] = {
    "nw": (160_000, 467_000),
    "n": (168_200, 467_600),
    "ne": (176_000, 466_500),
    "e": (176_600, 461_000),
    "se": (175_500, 455_000),
    "s": (167_600, 454_600),
    "sw": (160_400, 455_200),
    "w": (159_600, 461_300),
    "mid": (168_000, 461_200),
    "mid-n": (167_600, 464_200),
    "mid-s": (168_400, 458_000),
    "mid-w": (163_800, 460_700),
    "out-nw": (158_000, 475_000),
    "out-n": (178_000, 475_000),
    "out-ne": (186_000, 470_000),
    "out-e": (186_000, 461_500),
    "out-se": (177_000, 447_000),
    "out-sw": (159_000, 447_000),
    "out-w": (150_000, 447_000),
    "far-nw": (150_000, 475_000),
}
GEMEENTEN = [
    ("VL01", "Heidemark", "Noord", 25_300, "nw n mid-n mid mid-w w"),
    ("VL02", "Veenhoek", "Noord;Zuid", 15_100, "n ne e se s mid-s mid mid-n"),
    ("VL03", "Zandwolde", "Zuid", 8_400, "w mid-w mid mid-s s sw"),
]
# South of "e" the land next door is not drawn: it may be missing in an area.
NEIGHBOURS = [
    ("VB01", "Rietstad", "Rivierland", "nw out-nw out-n ne n"),
    ("VB02", "Duinmeer", "Kustland", "nw w sw out-sw out-w far-nw out-nw"),
    ("VB03", "Plasdijk", "Rivierland", "sw s se out-se out-sw"),
    ("XB01", "Osterfeld", "Nevenland", "ne out-ne out-e e"),
]
ABROAD = "Nevenland"

# Roads: a net of squares that runs four kilometres outside the outline.
SQUARE_M = 2000
CORNER: Point = (156_000, 451_000)
COLUMNS, ROWS = 13, 11
SHIFT_M = 250
DETOUR = 1.08
STREET_M = 250
TRUNK, PRIMARY = 6, 3
TOWNS: dict[str, Point] = {
    "Heidestad": (4, 7),
    "Venendal": (9, 6),
    "Zandkerk": (4, 3),
    "Oosterveen": (9, 3),
    "Heidedorp": (3, 5),
    "Rietstad": (5, 9),
    "Osterfeld": (12, 7),
}
"""Square of each town's middle, as column and row."""
MOTORWAY_X_M = (156_000, 160_000, 164_000, 168_000, 172_000, 176_500, 180_000)
MOTORWAY_Y_M = 462_000
LINKS = {0: (0, 5), 1: (2, 5), 2: (4, 6), 3: (6, 5), 4: (8, 6), 6: (12, 5)}
"""Which junctions of the net each end and exit of the motorway leads to."""
KMH = {
    "motorway": 100,
    "motorway_link": 70,
    "trunk": 80,
    "primary": 80,
    "secondary": 80,
    "tertiary": 60,
    "unclassified": 60,
    "residential": 30,
    "cycleway": 20,
    "path": 15,
}
CYCLEWAYS = [((3, 5), (4, 7)), ((4, 3), (5, 5)), ((9, 3), (10, 5)), ((5, 9), (4, 7))]
PATHS = [((9, 6), (8, 4)), ((2, 4), (3, 5))]


class Roads:
    """Junctions and roads while they are laid."""

    def __init__(self) -> None:
        self.nodes: list[Point] = []
        self.edges: list[Row] = []
        self.net: dict[Point, int] = {}

    def node(self, x_m: float, y_m: float) -> int:
        """Add a junction."""
        self.nodes.append((round(x_m), round(y_m)))
        return len(self.nodes) - 1

    def road(
        self, tail: int, head: int, road_class: str, number: str = "", *, oneway: bool = False
    ) -> None:
        """Add a road."""
        straight_m = float(np.hypot(*np.subtract(self.nodes[tail], self.nodes[head])))
        motor = road_class.startswith(("motorway", "trunk"))
        length_m = round(straight_m * DETOUR) + 1
        kmh = KMH[road_class]
        seconds = round(length_m * 3.6 / kmh, 1)
        junctions = 0.0 if motor else 1.0
        users = "motor" if motor else "all"
        self.edges.append(
            (tail, head, length_m, seconds, junctions, road_class, number, oneway, kmh, users)
        )


def lay_roads() -> Roads:
    """Lay the net, the streets of the towns, the motorway and the cycleways."""
    roads, luck = Roads(), np.random.default_rng(SEED)
    for column in range(COLUMNS):
        for row in range(ROWS):
            shift = luck.integers(-SHIFT_M, SHIFT_M, size=2)
            x_m, y_m = np.array(CORNER) + SQUARE_M * np.array([column, row]) + shift
            roads.net[column, row] = roads.node(x_m, y_m)
    for (column, row), at in roads.net.items():
        if column + 1 < COLUMNS:
            roads.road(at, roads.net[column + 1, row], *_class_across(row))
        # A third of the small roads up is left out, so that ways are not all alike.
        if row + 1 < ROWS and (_class_up(column)[0] != "unclassified" or (column + row) % 3):
            roads.road(at, roads.net[column, row + 1], *_class_up(column))
    for middle in TOWNS.values():
        _lay_streets(roads, roads.net[middle])
    _lay_motorway(roads)
    for ways, road_class in ((CYCLEWAYS, "cycleway"), (PATHS, "path")):
        for tail, head in ways:
            roads.road(roads.net[tail], roads.net[head], road_class)
    return roads


def _class_across(row: int) -> tuple[str, str]:
    if row == PRIMARY:
        return "primary", "N902"
    return ("secondary", "N903") if row == TOWNS["Heidestad"][1] else ("tertiary", "")


def _class_up(column: int) -> tuple[str, str]:
    if column == TRUNK:
        return "trunk", "N901"
    return ("secondary", "N904") if column == TOWNS["Heidestad"][0] else ("unclassified", "")


def _lay_streets(roads: Roads, middle: int) -> None:
    """Lay nine blocks; the outer ring of one side is one-way, as in old towns."""
    x_m, y_m = roads.nodes[middle]
    at = {
        (a, b): roads.node(x_m + a * STREET_M, y_m + b * STREET_M) if (a, b) != (0, 0) else middle
        for a in (-1, 0, 1)
        for b in (-1, 0, 1)
    }
    for (a, b), node in at.items():
        if a < 1:
            roads.road(node, at[a + 1, b], "residential", oneway=(a, b) == (0, 1))
        if b < 1:
            roads.road(node, at[a, b + 1], "residential")


def _lay_motorway(roads: Roads) -> None:
    on = [roads.node(x_m, MOTORWAY_Y_M) for x_m in MOTORWAY_X_M]
    for one, other in pairwise(on):
        roads.road(one, other, "motorway", "A99", oneway=True)
        roads.road(other, one, "motorway", "A99", oneway=True)
    for number, square in LINKS.items():
        roads.road(on[number], roads.net[square], "motorway_link", oneway=True)
        roads.road(roads.net[square], on[number], "motorway_link", oneway=True)


def railway_rows(stations: list[Row], legs: list[Row]) -> list[Row]:
    """Lay tracks between stations beside the roads, with a bend between the two."""
    near = {"own", "neighbour", "abroad"}
    at = {code: (x_m, y_m) for code, _, _, role, _, x_m, y_m, *_ in stations if role in near}
    rows = []
    for start, end in sorted({(min(leg[2:4]), max(leg[2:4])) for leg in legs}):
        if start in at and end in at:
            (x_m, y_m), (to_x_m, to_y_m) = at[start], at[end]
            course = shapely.LineString([(x_m, y_m), (x_m, to_y_m), (to_x_m, to_y_m)])
            rows.append((f"{start}-{end}", start, end, round(course.length / 1000, 1), course.wkt))
    return rows
