"""A project of QGIS beside a GeoPackage: its layers as the maps on paper have them.

One station, one destination is shown at a time where rows of several would cover one another.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pyproj

from drenthe_geo.io.out.gis.looks import VERSION, Styled, column_of, put_look, quoted, written
from drenthe_geo.io.out.gis.shades import put_shades
from drenthe_geo.style.table import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from drenthe_geo.io.out.gis.shades import Shades
    from drenthe_geo.words.table import Words

MOST_ONE_BY_ONE = 60
"""Layers of a group of which one is shown at a time; with more it is one layer."""

MADE = (1980, 1, 1, 0, 0, 0)
"""Stands for no time: equal answers, equal bytes."""

KEY = "drenthe_geo_"
"""Begins the keys of layers: QGIS makes up its own in place of short ones."""

GROUPS = ("signs", "more", "roads", "subject", "ground")
"""The groups of a legend, the upper first."""


@dataclass(frozen=True)
class Shown:
    """A layer of a project: of a file, or some rows of it."""

    key: str
    title: str
    styled: Styled | Shades
    # What of it: some rows, one of several columns.
    rows: str = ""
    column: str = ""


@dataclass(frozen=True)
class Project:
    """What a project shows."""

    title: str
    layers: Sequence[Styled | Shades]
    # Smallest x and y, largest x and y that it opens with.
    view: tuple[float, float, float, float]
    # Code of the coordinate system of all of it.
    crs: str


def write_project(project: Project, path: Path, data: str, words: Words) -> None:
    """Write a project, zipped as QGIS does; `data` is the name of the GeoPackage beside it."""
    text = project_of(project, data, words)
    entry = zipfile.ZipInfo(f"{path.stem}.qgs", MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3  # what the bytes say does not depend on the computer
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(entry, text.encode())


def project_of(project: Project, data: str, words: Words) -> str:
    """Write a project as XML."""
    top = ET.Element("qgis", version=VERSION, projectname=project.title)
    ET.SubElement(top, "homePath", path="")
    ET.SubElement(top, "title").text = project.title
    _crs(ET.SubElement(top, "projectCrs"), project.crs)
    shown = [list(one_by_one(one)) for one in in_order(project.layers)]
    _tree(top, shown, words)
    _canvas(top, project.view, project.crs)
    listed = ET.SubElement(top, "projectlayers")
    order = ET.SubElement(top, "layerorder")
    for one in (one for some in shown for one in some):
        _layer(listed, one, data, words, project.crs)
        ET.SubElement(order, "layer", id=one.key)
    _properties(top)
    _themes(top, shown, words)
    return written(top)


def in_order(layers: Sequence[Styled | Shades]) -> list[Styled | Shades]:
    """Put layers in the order of a legend: what lies above comes first."""
    return sorted(
        layers, key=lambda one: (GROUPS.index(one.look.group) if one.look else 0, -one.look.order)
    )


def one_by_one(layer: Styled | Shades) -> Iterator[Shown]:
    """Take a layer apart where its rows or columns are shown one at a time."""
    if isinstance(layer, Styled) and layer.each:
        heads = {one.name: one.head for one in layer.headings}
        for column in layer.each:
            yield Shown(f"{KEY}{layer.name}_{column}", heads[column], layer, column=column)
        return
    of = layer.look.one_of
    if isinstance(layer, Styled) and of in layer.frame:
        called = "name" if "name" in layer.frame else of
        names = dict(zip(layer.frame[of], layer.frame[called].astype(str), strict=True))
        if 1 < len(names) <= MOST_ONE_BY_ONE:
            for number, (value, name) in enumerate(names.items()):
                rows = f"{column_of(of)} = {quoted(value)}"
                yield Shown(f"{KEY}{layer.name}_{number}", name, layer, rows=rows)
            return
    yield Shown(f"{KEY}{layer.name}", layer.title, layer)


def _tree(top: ET.Element, shown: Sequence[Sequence[Shown]], words: Words) -> None:
    """Write the legend: groups, and in them groups of what is shown one at a time."""
    tree = ET.SubElement(top, "layer-tree-group")
    for group in GROUPS:
        mine = [some for some in shown if some[0].styled.look.group == group]
        if not mine:
            continue
        folder = ET.SubElement(
            tree, "layer-tree-group", name=words.say(f"style.group.{group}"), expanded="1",
            checked="Qt::Checked",
        )  # fmt: skip
        for some in mine:
            first = some[0].styled
            above = folder
            if len(some) > 1:
                above = ET.SubElement(
                    folder, "layer-tree-group", {"name": first.title, "expanded": "1",
                    "checked": _checked(on=first.look.shown), "mutually-exclusive": "1",
                    "mutually-exclusive-child": "0"},
                )  # fmt: skip
            for number, one in enumerate(some):
                on = number == 0 and (len(some) > 1 or first.look.shown)
                ET.SubElement(
                    above, "layer-tree-layer", id=one.key, name=one.title, checked=_checked(on=on),
                    expanded="1" if on and group != "ground" else "0",
                )  # fmt: skip


def _checked(*, on: bool) -> str:
    return "Qt::Checked" if on else "Qt::Unchecked"


def _themes(top: ET.Element, shown: Sequence[Sequence[Shown]], words: Words) -> None:
    """Write the maps that one can choose between: the one it opens with, and others."""
    every = dict.fromkeys(some[0].styled.look.theme for some in shown)
    presets = ET.SubElement(top, "visibility-presets")
    for theme in every if len(every) > 1 else ():
        made = ET.SubElement(
            presets, "visibility-preset", name=words.say(f"style.theme.{theme or 'first'}")
        )
        for some in shown:
            look = some[0].styled.look
            there = look.shown and (not theme or look.group != "subject")
            if there or (theme and look.theme == theme):
                ET.SubElement(made, "layer", id=some[0].key, visible="1")


def _crs(above: ET.Element, crs: str) -> None:
    made = ET.SubElement(above, "spatialrefsys")
    ET.SubElement(made, "wkt").text = pyproj.CRS.from_user_input(crs).to_wkt()
    ET.SubElement(made, "authid").text = crs


def _canvas(top: ET.Element, view: tuple[float, float, float, float], crs: str) -> None:
    ends = dict(zip(("xmin", "ymin", "xmax", "ymax"), (f"{one:.1f}" for one in view), strict=True))
    made = ET.SubElement(top, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    ET.SubElement(made, "units").text = "meters"
    extent = ET.SubElement(made, "extent")
    for name, value in ends.items():
        ET.SubElement(extent, name).text = value
    ET.SubElement(made, "rotation").text = "0"
    _crs(ET.SubElement(made, "destinationsrs"), crs)
    settings = ET.SubElement(top, "ProjectViewSettings", UseProjectScales="0")
    _crs(ET.SubElement(settings, "DefaultViewExtent", ends), crs)


def _layer(above: ET.Element, shown: Shown, data: str, words: Words, crs: str) -> None:
    styled = shown.styled
    kind = "vector" if isinstance(styled, Styled) else "raster"
    made = ET.SubElement(
        above, "maplayer", type=kind, autoRefreshEnabled="0",
        hasScaleBasedVisibilityFlag="0", styleCategories="AllStyleCategories",
    )  # fmt: skip
    ET.SubElement(made, "id").text = shown.key
    if isinstance(styled, Styled):
        rows = f"|subset={shown.rows}" if shown.rows else ""
        source = f"./{data}|layername={styled.name}{rows}"
    else:
        source = f"./{styled.file}"
    ET.SubElement(made, "datasource").text = source
    ET.SubElement(made, "layername").text = shown.title
    ET.SubElement(made, "title").text = styled.title
    ET.SubElement(made, "abstract").text = styled.about
    _crs(ET.SubElement(made, "srs"), crs)
    if isinstance(styled, Styled):
        label = styled.look.label
        made.set("geometry", styled.geometry)
        made.set("labelsEnabled", "1" if label and label in styled.frame else "0")
        ET.SubElement(made, "provider", encoding="UTF-8").text = "ogr"
        put_look(made, styled, words, shown.column)
    else:
        ET.SubElement(made, "provider").text = "gdal"
        put_shades(made, styled, words)


def _properties(top: ET.Element) -> None:
    """Say that paths are relative, and the colour of the paper."""
    made = ET.SubElement(top, "properties")
    crs = ET.SubElement(made, "SpatialRefSys")
    ET.SubElement(crs, "ProjectionsEnabled", type="int").text = "1"
    gui = ET.SubElement(made, "Gui")
    parts = zip(("Red", "Green", "Blue"), (1, 3, 5), strict=True)
    for name, at in parts:
        ink = str(int(PAPER[at : at + 2], 16))
        ET.SubElement(gui, f"CanvasColor{name}Part", type="int").text = ink
    names = ET.SubElement(made, "PAL")
    ET.SubElement(names, "PlacementEngineVersion", type="int").text = "1"
    paths = ET.SubElement(made, "Paths")
    ET.SubElement(paths, "Absolute", type="bool").text = "false"
