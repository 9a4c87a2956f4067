"""Roads out of OpenStreetMap's files beside OSRM and Valhalla on the same files, trip by trip.

``python -m benchmarks.osm_engines --source DIR --servers PYTHON``: the engines run under a Python
that has their wheels (3.12 with ``osrm-bindings`` and ``pyvalhalla``), in `benchmarks.osm_asked`.
Two questions are kept apart. Whether the same roads are open: the shortest way by each. And how
fast one travels: the fastest way by each, as it ships.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.osm_both_ways import agreement
from benchmarks.osm_trips import CLASSES, ENGINES, EXTRACTS, MODES, Asked
from benchmarks.osm_turns import ban_line, round_line
from benchmarks.report import paragraph, table_text, write_part

FAR, ALIKE, NEAR = 0.2, 0.01, 0.02
"""Ways that differ by more than the first are looked at one by one."""

Row = tuple[object, ...]

BANDS_KM = (0, 5, 10, 20, 40, 80)
FEW = 20
"""Of fewer trips nothing is said."""


def spread(ratio: pd.Series) -> str:
    """Say a median and the middle four fifths."""
    low, middle, high = ratio.quantile([0.1, 0.5, 0.9])
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def shortest_rows(asked: Asked) -> list[Row]:
    """Say how the shortest ways agree, and how many by far do not."""
    rows: list[Row] = []
    for mode in MODES:
        each = {engine: asked.ratios(mode, engine, "metres", "m") for engine in ENGINES}
        off = {
            engine: (ratio > 1 + FAR) | (ratio < 1 / (1 + FAR)) for engine, ratio in each.items()
        }
        for (engine, name), other in zip(ENGINES.items(), reversed(ENGINES), strict=True):
            known = each[engine].dropna()
            close = (np.abs(each[other] - 1) < NEAR) & off[engine]
            low, middle, high = known.quantile([0.1, 0.5, 0.9])
            rows.append((
                f"`{asked.name}`", mode, name, f"{len(known):,}", f"{middle:.4f}",
                f"{low:.3f} to {high:.3f}", f"{np.mean(np.abs(known - 1) < ALIKE):.1%}",
                int(off[engine].sum()), int(close.sum()),
            ))  # fmt: skip
    return rows


def road_rows(asked: Asked) -> list[Row]:
    """Say of how many kilometres OSRM goes the same ways as ours."""
    return [
        (
            f"`{asked.name}`",
            mode,
            *(f"{one:.1%}" for one in agreement(asked.roads, asked.folder, mode)),
        )
        for mode in MODES
    ]


def fastest_rows(asked: Asked) -> list[Row]:
    """Say how the minutes and the metres of the fastest ways compare."""
    rows: list[Row] = []
    for mode, (engine, name) in product(MODES, ENGINES.items()):
        limits = spread(asked.ratios(mode, engine, "limits", "min")) if mode == "car" else ""
        rows.append((
            f"`{asked.name}`", mode, name, spread(asked.ratios(mode, engine, "profile", "min")),
            limits, spread(asked.ratios(mode, engine, "profile", "m")),
        ))  # fmt: skip
    return rows


def parted_rows(asked: Asked) -> list[Row]:
    """Say the minutes of cars by how far it is, and by the class of most of the way."""
    ours = asked.ours["car", "profile"]
    km = pd.cut(ours["metres"] / 1000, BANDS_KM).astype(str)
    parts = [
        (f"{low:g} to {high:g} km", km == f"({low}, {high}]") for low, high in pairwise(BANDS_KM)
    ]
    parts += [(one, ours["road_class"] == one) for one in CLASSES]
    rows: list[Row] = []
    for name, part in parts:
        if part.sum() >= FEW:
            said = [
                spread(asked.ratios("car", engine, kind, "min")[part])
                for engine, kind in product(ENGINES, ("profile", "limits"))
            ]
            rows.append((name, int(part.sum()), *said))
    return rows


def said_of(found: list[Asked]) -> str:
    """Say what was measured."""
    most = found[0]
    return "\n".join([
        paragraph(
            "**Roads out of OpenStreetMap's files beside OSRM 26.10 and Valhalla 3.9** "
            "(`osm_engines.py`), on the same files: random trips of 1 to 60 minutes between "
            "points along streets. First whether the same roads are open: metres of the shortest "
            "way by each, ours over theirs (of Valhalla its option `shortest`, of OSRM its "
            "profile with metres as the weight). The last column tells in how many of the trips "
            "that are far off the other engine is within 2 % of ours."
        ),
        "",
        *table_text(
            ["extract", "mode", "engine", "trips", "median", "middle four fifths",
             "within 1 %", "more than 20 % off", "of these the other engine as ours"],
            [row for one in found for row in shortest_rows(one)],
        ),
        "",
        "Every road of 8 m and more, there and back, by OSRM: share of the kilometres.",
        "",
        *table_text(
            ["extract", "mode", "as ours", "closed to OSRM alone", "to ours alone",
             "one-way otherwise"],
            [row for one in found for row in road_rows(one)],
        ),
        "",
        paragraph(WHY),
        "",
        paragraph(
            "How fast one drives: ours over theirs by the fastest way of each as it ships, median "
            "and middle four fifths; ours by the profile, and by the limits alone (no factor of "
            "1.15, nothing for junctions)."
        ),
        "",
        *table_text(
            ["extract", "mode", "engine", "minutes", "minutes at the limits", "metres"],
            [row for one in found for row in fastest_rows(one)],
        ),
        "",
        f"Minutes by car of `{most.name}`, by length and by the class of most of the way:",
        "",
        *table_text(
            ["part", "trips", "OSRM", "OSRM, limits", "Valhalla", "Valhalla, limits"],
            parted_rows(most),
        ),
        "",
        paragraph(
            f"The {len(most.roads.bans)} banned turns of `{most.name}`: of the shortest trips "
            f"{ban_line(most, 'metres')}; of the fastest {ban_line(most, 'profile')}. Turning "
            f"round at a junction, which OSRM forbids and ours does where nothing bans turns: if "
            f"nobody did, of the shortest trips {round_line(most, 'metres')}, of the fastest "
            f"{round_line(most, 'profile')}."
        ),
    ])  # fmt: skip


WHY = """
By car and on foot no kilometre is one-way otherwise. Looked at: every trip by car that OSRM and
ours differ in by half a percent, by the tags of its ways; by bicycle and on foot the commonest
causes of those that differ by 20 %. No banned turn, one-way street or barrier was misread. What
differs is what a country or a taste decides. OSRM takes no `highway=road`, no trunk road but by
car, private roads at the ends of a trip, and by car paths with `access=yes`; by bicycle
it pushes on footways, steps and against one-way streets, which are most of its shorter ways. It
keeps islands. Valhalla drives on every track, rides up steps and where `bicycle=use_sidepath`, and
its shortest way by car is nearly so alone. Ours walks on a cycleway without `foot=*`, neither
engine does.
"""


def main() -> None:
    """Measure, and write the part of the README."""
    parser = argparse.ArgumentParser(description="Ours beside OSRM and Valhalla, trip by trip.")
    parser.add_argument("--source", type=Path, required=True, help="folder with the public data")
    parser.add_argument("--servers", type=Path, required=True, help="Python with their wheels")
    given = parser.parse_args()
    able = [str(given.servers), "-c", "import numpy, osrm, valhalla"]
    if subprocess.run(able, capture_output=True, check=False).returncode:
        print(f"skipped: {given.servers} lacks numpy, osrm-bindings or pyvalhalla")
        return
    found = []
    with tempfile.TemporaryDirectory() as name:
        for file in EXTRACTS:
            folder = Path(name) / file.partition(".")[0]  # OSRM cuts ends off names of folders
            folder.mkdir()
            path = given.source.resolve() / "osm" / file
            found.append(Asked.of(path, given.servers.absolute(), folder))
        said = said_of(found)
    print(said)
    write_part("osm_engines", said)


if __name__ == "__main__":
    main()
