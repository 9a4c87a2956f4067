"""What a GIS opens of an answer: GeoPackages, pictures of cells, and a project beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.area.sources import OWN_CREDIT
from drenthe_geo.crs import RD, grid_in
from drenthe_geo.io.out.columns import headings_of
from drenthe_geo.io.out.gis.cells import Band, Cells, cells_of, geotiff_of
from drenthe_geo.io.out.gis.geopackage import write_geopackage
from drenthe_geo.io.out.gis.looks import Styled, geometry_of
from drenthe_geo.io.out.gis.project import Project, write_project
from drenthe_geo.io.out.gis.shades import Shades, shades_qml
from drenthe_geo.io.out.layers import DECIMALS, whole
from drenthe_geo.io.writers import write_text
from drenthe_geo.style.layers import GROUP_OF, LOOKS, beside, look_of
from drenthe_geo.style.looks import Look, Part
from drenthe_geo.style.table import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.crs import Grid as Land
    from drenthe_geo.io.out.content import Content, Grid
    from drenthe_geo.words.table import Words

PLAIN = {"Point": "station", "Line": "changed_road", "Polygon": "no_road"}
"""Styles of a layer that the table does not know, by its geometry."""

OF_ABOUT = ("title", "attribution", OWN_CREDIT, "own_files", "data", "versions")
"""What a file of layers says of itself, of all that ``about.json`` does."""

NOWHERE = (0.0, 300_000.0, 280_000.0, 625_000.0)
"""What a project opens with where there is nothing to see: the Netherlands."""

ROOM_SHARE = 0.04
"""Room around what a project opens with, as a share of its longer side."""


def write_gis(content: Content, folder: Path) -> None:
    """Write the layers of an answer, the land below them, and how all of it is drawn."""
    shades = [one for stem in content.grids for one in _write_grid(content, stem, folder)]
    for stem, layers in content.layers.items():
        below = {name: one for name, one in content.ground.items() if name not in layers}
        every = {**layers, **below}
        styled = [_styled(content, stem, name, every) for name in every]
        path = folder / f"{stem}.gpkg"
        about = {name: content.about[name] for name in OF_ABOUT if name in content.about}
        write_geopackage(styled, path, date=content.date, words=content.words, about=about)
        grid = next((grid_in(one) for one in every.values() if one.crs is not None), RD)
        view = _view(every.get("gemeenten"), layers.values(), grid)
        project = Project(str(content.about["title"]), [*styled, *shades], view, grid.code)
        write_project(project, folder / f"{stem}.qgz", path.name, content.words)


def _styled(
    content: Content, stem: str, name: str, layers: Mapping[str, gpd.GeoDataFrame]
) -> Styled:
    given = content.columns.get(name, {})
    frame, headings = whole(layers[name], name, content.words, given)
    title, about = named(name, content.words)
    if name in content.layers[stem] and OWN_CREDIT in content.about:
        about = f"{about} {content.about[OWN_CREDIT]}".strip()
    look = look_of(stem, name)
    if look is None:
        kind = geometry_of(frame.geometry)
        look = Look(30, parts=(Part(STYLES[PLAIN[kind]], name=title),), group=GROUP_OF[kind])
    return Styled(name, frame, headings, beside(look, layers), title, about)


def named(name: str, words: Words) -> tuple[str, str]:
    """Say what a layer is called, and what its rows are."""
    key = f"out.layer.{name.lower()}"
    if not words.has(f"{key}.name"):
        return name, ""
    return words.say(f"{key}.name"), words.say(f"{key}.rows")


def _view(
    area: gpd.GeoDataFrame | None, layers: Iterable[gpd.GeoDataFrame], grid: Land
) -> tuple[float, float, float, float]:
    """Frame what a project opens with: the area; what there is where no area is known."""
    there = [one for one in ([*layers] if area is None else [area]) if len(one)]
    bounds = np.array([one.total_bounds for one in there]).reshape(-1, 4)
    x0, y0 = bounds[:, :2].min(axis=0, initial=np.inf).tolist()
    x1, y1 = bounds[:, 2:].max(axis=0, initial=-np.inf).tolist()
    if not there:
        (x0, x1), (y0, y1) = grid.x_range_m, grid.y_range_m
        return NOWHERE if grid.is_rd else (x0, y0, x1, y1)
    room = ROOM_SHARE * max(x1 - x0, y1 - y0)
    return x0 - room, y0 - room, x1 + room, y1 + room


def _write_grid(content: Content, stem: str, folder: Path) -> list[Shades]:
    """Write cells as a picture, and how it is drawn beside it."""
    grid, words = content.grids[stem], content.words
    heads = headings_of(stem, grid.columns, words, content.columns.get(stem, {}))
    middles = shapely.get_coordinates(shapely.centroid(grid.cells.geometry.to_numpy()))
    numbers = {name: _numbers(grid, name) for name in grid.columns}
    west, north, rows = cells_of(middles, grid.cell_m, numbers)
    bands = {
        one.name: Band(rows[one.name], one.head, one.means, one.unit if one.name in rows else "")
        for one in heads
    }
    path = folder / f"{stem}.tif"
    path.write_bytes(geotiff_of(Cells(west, north, grid.cell_m, bands, grid_in(grid.cells).code)))
    shades = []
    for number, name in enumerate(grid.columns, start=1):
        look = LOOKS.get(stem if number == 1 else f"{name}_cells")
        if look is None:
            continue
        title, about = named(stem if number == 1 else f"{name}_cells", words)
        shades.append(Shades(f"{stem}_{name}", path.name, number, look, title, about))
    write_text(shades_qml(shades[0], words), path.with_suffix(".qml"))
    return shades


def _numbers(grid: Grid, name: str) -> NDArray[np.float64]:
    """Give numbers of cells; of what is no number, whether there is something."""
    column = grid.cells[name]
    if column.dtype.kind in "fiub":
        numbers: NDArray[np.float64] = column.to_numpy(dtype=float).round(DECIMALS)
        return numbers
    there: NDArray[np.float64] = column.map(bool).to_numpy(dtype=float)
    return there
