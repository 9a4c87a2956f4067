"""Veldland moved to another part of the world, made of its tables: the same metres elsewhere."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyproj
from paths import VELDLAND_DIR

from drenthe_geo.crs import grid_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UTM_22S = "EPSG:32722"

EAST_M, NORTH_M = 500_000, 7_000_000
"""Whole cells of every grid, so that the same land lies in each of them."""

PAIR = re.compile(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)")
"""One point of WKT."""

POINT = re.compile(r"\[(\d{5,}), (\d{5,})\]")
"""One point of TOML, in metres."""

OUTLINES = ("outline_rd", "course_rd")


def moved_veldland(
    folder: Path, crs: str = UTM_22S, by: tuple[int, int] = (EAST_M, NORTH_M)
) -> Path:
    """Write Veldland to a folder with every coordinate moved, and its CRS said."""
    shutil.copytree(VELDLAND_DIR, folder)
    for path in [*folder.glob("*.csv"), *folder.glob("*.csv.gz")]:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        moved = _moved(rows, crs, by)
        if not moved.equals(rows):
            moved.to_csv(path, index=False)
    _describe(folder / "datapackage.json", crs)
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        text = POINT.sub(lambda one: f"[{int(one[1]) + by[0]}, {int(one[2]) + by[1]}]", text)
        path.write_text(text.replace("EPSG:28992", crs), encoding="utf-8")
    return folder


def _describe(path: Path, crs: str) -> None:
    """Say in the descriptor where places may lie now."""
    package, grid = json.loads(path.read_text(encoding="utf-8")), grid_of(crs)
    ranges = {"x_m": grid.x_range_m, "y_m": grid.y_range_m}
    for resource in package["resources"]:
        for one in resource.get("schema", {}).get("fields", ()):
            limits = one.get("constraints", {})
            if one["name"] in ranges and "minimum" in limits:
                limits["minimum"], limits["maximum"] = map(round, ranges[one["name"]])
    path.write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")


def _moved(rows: pd.DataFrame, crs: str, by: tuple[int, int]) -> pd.DataFrame:
    moved = rows.copy()
    for column, metres in zip(("x_m", "y_m"), by, strict=True):
        if column in moved:
            moved[column] = [_sum(one, metres) for one in moved[column]]
    for column in OUTLINES:
        if column in moved:
            shift: Callable[[re.Match[str]], str] = lambda one: " ".join(  # noqa: E731
                _sum(part, metres) for part, metres in zip(one.groups(), by, strict=True)
            )
            moved[column] = [PAIR.sub(shift, one) for one in moved[column]]
    there = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    back = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    for end in ("from", "to"):
        names = [f"{end}_lon", f"{end}_lat"]
        if names[0] in moved:
            x, y = there.transform(*moved[names].astype(float).to_numpy().T)
            degrees = np.array(back.transform(x + by[0], y + by[1])).round(5)
            for name, column in zip(names, degrees, strict=True):
                moved[name] = [f"{one:g}" if one == 0 else repr(float(one)) for one in column]
    return moved


def _sum(number: str, metres: int) -> str:
    if not number:
        return number
    return str(int(number) + metres) if "." not in number else repr(float(number) + metres)
