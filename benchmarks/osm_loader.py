"""Files of OpenStreetMap to roads: seconds and memory beside osmnx, and whether both agree.

``python -m benchmarks.osm_loader --source DIR --province`` reads a file of the size of a province,
which it makes of copies of a town; that takes minutes, and is a part of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.commands import taken_by
from benchmarks.report import paragraph, table_text, write_part
from drenthe_geo.units import KMH_PER_M_PER_S

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

TOWN = "porto_portugal.osm.pbf"
SIDE = 32
"""Starts, and stops: together some thousand trips."""

ALIKE = 0.01
HOUSES = 1_886_000
"""With five towns they make 9 million nodes: those of a province's file of 63 MB, or so."""

COPIES = 20
"""So many towns are a file of 63 MB."""
EVERY = ("ours", "osmnx")


def read_ours(path: str) -> dict[str, Any]:
    """Read roads for all modes, bans and all."""
    from drenthe_geo.osm.read import read_osm  # noqa: PLC0415 - a child reads with one of both
    from drenthe_geo.osm.rules import read_rules  # noqa: PLC0415 - as above

    rules = read_rules()
    began = time.process_time()
    roads = read_osm(path, rules)
    return {
        "s": time.process_time() - began,
        "nodes": len(roads.nodes),
        "edges": len(roads.edges),
        "ways": roads.report.counts["road_ways"],
        "bans": len(roads.bans),
    }


def read_osmnx(path: str) -> dict[str, Any]:
    """Read the same with osmnx."""
    import osmnx  # noqa: PLC0415 - as above

    began = time.process_time()
    graph = osmnx.graph_from_xml(path)
    spent = time.process_time() - began
    return {"s": spent, "nodes": len(graph), "edges": graph.number_of_edges()}


CHILDREN: dict[str, Callable[[str], dict[str, Any]]] = {"ours": read_ours, "osmnx": read_osmnx}


def measured(who: str, path: Path) -> dict[str, Any]:
    """Read a file in a process of its own; nothing is written beside it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "said.json"
        words = ["-m", "benchmarks.osm_loader", "child", who, str(path), str(out)]
        taken = taken_by(words, dict(os.environ), None)
        said: dict[str, Any] = json.loads(out.read_text())
    return {**said, "cpu_s": taken.cpu_s, "mb": taken.peak_mb, "file_mb": path.stat().st_size / 1e6}


HEAD = ("", "file MB", "reading, CPU s", "with imports", "peak MB", "nodes", "edges")


def row_of(what: str, one: dict[str, Any]) -> tuple[str, ...]:
    """Say what a reading took."""
    return (
        what, f"{one['file_mb']:.1f}", f"{one['s']:.1f}", f"{one['cpu_s']:.1f}",
        f"{one['mb']:,.0f}", f"{one['nodes']:,}", f"{one['edges']:,}",
    )  # fmt: skip


def speed_lines(town: Path, folder: Path) -> list[str]:
    """Measure both on a town, and ours on a file of as many nodes as a province."""
    from benchmarks.osm_files import as_xml, copies  # noqa: PLC0415 - osmium is an extra

    ours = measured("ours", town)
    other = measured("osmnx", as_xml(town, folder / "town.osm"))
    province = copies(town, folder / "province.osm.pbf", roads=5, houses=HOUSES)
    what = "ours, five Portos and 1.9 million houses (9.3 million nodes)"
    table = table_text(
        HEAD,
        [
            row_of("ours, Porto", ours),
            row_of("osmnx, the same as XML", other),
            row_of(what, measured("ours", province)),
        ],
    )
    said = (
        f"Ours reads Porto for cars, bicycles and walkers at once, with {ours['bans']} banned "
        f"turns, {other['s'] / ours['s']:.0f} times as fast as osmnx "
        f"({other['cpu_s'] / ours['cpu_s']:.0f} times with the imports) in "
        f"{ours['mb'] / other['mb']:.0%} of its memory."
    )
    return [*table, "", paragraph(said)]


Arcs = dict[tuple[int, int], tuple[float, float]]
"""Seconds and metres from node to node, by their ids; of several roads the least of each."""


def our_arcs(path: Path) -> Arcs:
    """Read arcs of cars with ours."""
    from benchmarks.osm_files import PlainRules  # noqa: PLC0415 - osmium is an extra
    from drenthe_geo.osm.read import read_osm  # noqa: PLC0415 - as above

    rules: Any = PlainRules()
    roads = read_osm(path, rules, least_share=dict.fromkeys(("car", "bicycle", "walk"), 1.0))
    arcs: Arcs = {}
    columns = ["tail", "head", "length_m", "free_flow_s", "back_s", "car"]
    cars = roads.edges.loc[roads.edges["car"] != "none", columns]
    for tail, head, metres, there_s, back_s, way in cars.itertuples(index=False):
        _take(arcs, (tail, head), there_s, metres)
        if way == "both":
            _take(arcs, (head, tail), back_s, metres)
    return arcs


def _take(arcs: Arcs, ends: tuple[int, int], seconds: float, metres: float) -> None:
    known_s, known_m = arcs.get(ends, (np.inf, np.inf))
    arcs[ends] = min(seconds, known_s), min(metres, known_m)


def osmnx_arcs(path: Path) -> tuple[Arcs, int, int]:
    """Read them with osmnx; also how many nodes and arcs it makes of them."""
    import osmnx  # noqa: PLC0415 - slow to load

    osmnx.settings.useful_tags_way = ["highway", "oneway", "maxspeed"]
    graph = osmnx.graph_from_xml(path, simplify=False, retain_all=True)
    graph = osmnx.truncate.largest_component(graph, strongly=True)
    arcs: Arcs = {}
    for tail, head, data in graph.edges(data=True):
        seconds = data["length"] / float(data["maxspeed"]) * KMH_PER_M_PER_S
        _take(arcs, (tail, head), seconds, data["length"])
    simple = osmnx.simplify_graph(graph, edge_attrs_differ=["maxspeed"])
    return arcs, len(simple), simple.number_of_edges()


def paths(
    arcs: Arcs, starts: Sequence[int], stops: Sequence[int], what: int
) -> NDArray[np.float64]:
    """Shortest paths from all starts to all stops."""
    ends = np.array(list(arcs))
    nodes, number = np.unique(ends, return_inverse=True)
    tail, head = number.reshape(-1, 2).T
    weight = np.array([values[what] for values in arcs.values()])
    matrix = csr_array((weight, (tail, head)), shape=(len(nodes), len(nodes)))
    found = dijkstra(matrix, indices=np.searchsorted(nodes, starts))
    chosen: NDArray[np.float64] = found[:, np.searchsorted(nodes, stops)]
    return chosen


def agreement_line(town: Path, folder: Path) -> str:
    """Hold ours against osmnx's graph of the same roads, tags and all understood alike."""
    from benchmarks.osm_files import roads_of_cars  # noqa: PLC0415 - osmium is an extra

    path = roads_of_cars(town, folder / "cars.osm")
    ours, (theirs, nodes, arcs) = our_arcs(path), osmnx_arcs(path)
    real = {node for ends in ours for node in ends if node > 0}
    both = sorted(real & {node for ends in theirs for node in ends})
    rng = np.random.default_rng(17)
    starts, stops = (sorted(rng.choice(both, SIDE, replace=False).tolist()) for _ in range(2))
    ratio = {}
    for at, name in enumerate(("time", "length")):
        mine, other = (paths(each, starts, stops, at) for each in (ours, theirs))
        ratio[name] = (mine / np.where(other > 0, other, np.nan)).ravel()
        ratio[name] = ratio[name][~np.isnan(ratio[name])]
    said = [
        f"{name}s: median {np.median(each):.4f}, {each.min():.4f} to {each.max():.4f}, "
        f"{np.mean(np.abs(each - 1) < ALIKE):.1%} within 1 %"
        for name, each in ratio.items()
    ]
    return paragraph(
        f"The same roads of cars, with tags that leave nothing to be understood: of its largest "
        f"strongly connected part osmnx makes {nodes:,} nodes and {arcs:,} arcs, ours "
        f"{len(real):,} and {len(ours):,} (all of them nodes of "
        f"osmnx's: {len(both) == len(real)}). Ours over "
        f"osmnx's for {len(ratio['time']):,} random trips: {'; '.join(said)}. osmnx measures on "
        f"a globe, ours on the ellipsoid."
    )


def text(source: Path) -> str:
    """Measure all of it."""
    town = source / "osm" / TOWN
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [
            "**Roads out of OpenStreetMap's files** (`osm_loader.py`), each a process of its own:",
            "",
            *speed_lines(town, folder),
            "",
            agreement_line(town, folder),
        ]
    return "\n".join(lines)


def province_text(source: Path) -> str:
    """Measure ours on a file of the size of a province, beside the town that it is copies of."""
    from benchmarks.osm_files import copies  # noqa: PLC0415 - osmium is an extra

    town = source / "osm" / TOWN
    with tempfile.TemporaryDirectory() as name:
        path = copies(town, Path(name) / "streets.osm.pbf", roads=COPIES, houses=0)
        one, many = measured("ours", town), measured("ours", path)
    growth = np.log(many["s"] / one["s"]) / np.log(COPIES)
    table = table_text(
        HEAD,
        [row_of("ours, Porto", one), row_of(f"ours, {COPIES} Portos (7.0 million nodes)", many)],
    )
    said = f"Time grows with the size of the file to the power of {growth:.2f}."
    head = "**A file of a province's size** (`osm_loader.py --province`), streets alone:"
    return "\n".join([head, "", *table, "", paragraph(said)])


def main() -> None:
    """Be one reading, or measure what takes minutes."""
    if sys.argv[1:2] == ["child"]:
        _, _, name, file, answer = sys.argv
        Path(answer).write_text(json.dumps(CHILDREN[name](file)))
        return
    parser = argparse.ArgumentParser(description="Files of OpenStreetMap to roads.")
    parser.add_argument("--source", type=Path, required=True, help="folder with the public data")
    parser.add_argument("--province", action="store_true", help="a file of a province's size")
    given = parser.parse_args()
    measure = {"osm_province": province_text} if given.province else {"osm_loader": text}
    for part, made in measure.items():
        said = made(given.source.resolve())
        print(said)
        write_part(part, said)


if __name__ == "__main__":
    main()
