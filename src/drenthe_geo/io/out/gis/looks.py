"""How a layer opens in QGIS: its parts, its names, and what its columns are called."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np

from drenthe_geo.io.out.cells import worded
from drenthe_geo.io.out.gis.symbols import follow, options, rgba, symbol
from drenthe_geo.style.layers import parts_of
from drenthe_geo.style.table import GREY, TINTS
from drenthe_geo.style.tints import tint_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from drenthe_geo.io.out.columns import Heading
    from drenthe_geo.style.looks import Look, Part, Test
    from drenthe_geo.words.table import Words

VERSION = "3.22.0"
"""The release of QGIS whose form this is; later ones read it too."""

NAMES = uuid.UUID("6f1a7a52-9a0b-5b0e-8a65-2f0f2c2c6a11")
"""What the keys of rules are made from: any number will do, if it stays the same."""

MOST_CODES = 60
"""Codes of a column that are said in words at most."""

BUFFER_MM, SMALL_PT = 0.8, 7.5

AROUND_POINT, HORIZONTAL = 6, 1
"""Where QGIS may put a name: in the best free corner, or within."""

GEOMETRY = {"Point": "Point", "LineString": "Line", "Polygon": "Polygon"}


@dataclass(frozen=True)
class Styled:
    """A layer as a file has it, with all that is said of it."""

    name: str
    frame: gpd.GeoDataFrame
    headings: Sequence[Heading]
    look: Look
    title: str
    about: str

    @property
    def geometry(self) -> str:
        """What QGIS calls its shapes."""
        return geometry_of(self.frame.geometry)

    @property
    def each(self) -> list[str]:
        """The columns that are shown one at a time, where most differs first."""
        start = self.look.each
        found = [str(name) for name in self.frame.columns if start and str(name).startswith(start)]
        size = self.frame[self.look.size] if self.look.size else 1.0
        sums = {name: float((self.frame[name].abs() * size).sum()) for name in found}
        return sorted(found, key=lambda name: -sums[name])

    def parts(self, words: Words, column: str = "") -> list[tuple[str, Part]]:
        """Tell its parts apart, each with what a legend calls it."""
        look, frame = self.look, self.frame
        values = frame[look.column] if look.column else ()
        if look.how != "tints":
            column = column or next(iter(self.each), "")
            return [(_said(one, words), one) for one in parts_of(look, values, column=column)]
        called = look.called if look.called in frame else look.column
        names = dict(zip(values, frame[called].astype(str), strict=True))
        numbers = tint_numbers(frame.geometry.to_numpy())
        tints = {one: TINTS[at] for one, at in zip(values, numbers, strict=True)}
        return [(_said(one, words), one) for one in parts_of(look, values, names, tints)]


def geometry_of(shapes: gpd.GeoSeries) -> str:
    """Say what QGIS calls shapes; of several kinds the first."""
    kinds = shapes.geom_type.dropna().unique()
    plain = str(kinds[0]).removeprefix("Multi") if len(kinds) else "Point"
    return GEOMETRY.get(plain, "Line")


def _said(part: Part, words: Words) -> str:
    if part.name:
        return words.say(part.word, name=part.name) if part.word else part.name
    return words.say(part.word, **part.values)


def quoted(value: object) -> str:
    """Write a value as an expression of QGIS has it.

    >>> quoted("d'r"), quoted(True), quoted(10.0), quoted(2.5)
    ("'d''r'", 'true', '10', '2.5')
    """
    if isinstance(value, str):
        doubled = value.replace("'", "''")
        return f"'{doubled}'"
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return f"{float(str(value)):.15g}"


def column_of(name: str) -> str:
    """Write the name of a column as an expression of QGIS has it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def test_of(test: Test) -> str:
    """Write a test as an expression."""
    column, how, value = test
    name = column_of(column)
    if how in {"missing", "there"}:
        return f"{name} IS {'NULL' if how == 'missing' else 'NOT NULL'}"  # no sentence: QGIS
    signs = {"is": "IS", "is not": "IS NOT", "over": ">", "up to": "<="}
    return f"{name} {signs[how]} {quoted(value)}"


def put_look(above: ET.Element, layer: Styled, words: Words, column: str = "") -> None:
    """Write how a layer is drawn, named and what its columns are called."""
    put_parts(above, layer, words, column)
    if layer.look.label and layer.look.label in layer.frame:
        _labels(above, layer)
    ET.SubElement(above, "blendMode").text = "0"
    ET.SubElement(above, "layerOpacity").text = f"{layer.look.opacity:g}"
    _columns(above, layer, words)
    name = layer.look.label or next((one.name for one in layer.headings), "")
    ET.SubElement(above, "previewExpression").text = column_of(name) if name else ""


def put_parts(above: ET.Element, layer: Styled, words: Words, column: str = "") -> None:
    """Write the rules of a layer; its first part lies on top of the others."""
    parts = layer.parts(words, column)
    made = ET.SubElement(
        above, "renderer-v2", type="RuleRenderer", symbollevels="1", forceraster="0",
        enableorderby="0", referencescale="-1",
    )  # fmt: skip
    rules = ET.SubElement(made, "rules", key=_key(layer.name, column))
    symbols = ET.SubElement(made, "symbols")
    for number, (said, part) in enumerate(parts):
        key = _key(layer.name, column, str(number))
        rule = ET.SubElement(rules, "rule", key=key, symbol=str(number), label=said)
        if part.where:
            rule.set("filter", " AND ".join(map(test_of, part.where)))
        symbol(symbols, str(number), part, number=len(parts) - number, size=layer.look.size)


def _key(*parts: str) -> str:
    return f"{{{uuid.uuid5(NAMES, '/'.join(parts))}}}"


def _labels(above: ET.Element, layer: Styled) -> None:
    """Write names beside points and within areas."""
    name, numbered = layer.look.label, layer.look.numbered
    if numbered:
        first, rest = column_of(numbered), column_of(name)
        name = f"if({first} IS NULL, {rest}, {first} || '. ' || {rest})"  # no sentence: QGIS
    made = ET.SubElement(above, "labeling", type="simple")
    settings = ET.SubElement(made, "settings", calloutType="simple")
    text = ET.SubElement(
        settings, "text-style", fieldName=name, isExpression="1" if numbered else "0",
        fontFamily="DejaVu Sans", fontSize=f"{layer.look.label_pt:g}",
        fontSizeUnit="Point", fontWeight="75" if layer.look.bold else "50",
        textColor=rgba(layer.look.label_ink), textOpacity="1",
        namedStyle="Bold" if layer.look.bold else "Book",
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize=str(BUFFER_MM), bufferSizeUnits="MM",
        bufferColor=rgba("white"), bufferOpacity="0.85", bufferJoinStyle="128",
    )  # fmt: skip
    point = layer.geometry == "Point"
    ET.SubElement(
        settings, "placement", placement=str(AROUND_POINT if point else HORIZONTAL),
        dist="1.2", distUnits="MM", offsetType="1",
        predefinedPositionOrder="R,TR,BR,L,TL,BL,T,B", priority=str(min(layer.look.order // 7, 10)),
    )  # fmt: skip
    ET.SubElement(
        settings, "rendering", drawLabels="1", obstacle="1", obstacleFactor="1", scaleVisibility="0"
    )
    if layer.look.strong in layer.frame:
        large = column_of(layer.look.strong)
        followed = {
            "Bold": large,
            "Size": f"if({large}, {layer.look.label_pt}, {SMALL_PT})",
            "Color": f"if({large}, '{rgba(layer.look.label_ink)}', '{rgba(GREY)}')",
        }
        follow(ET.SubElement(settings, "dd_properties"), followed)


def _columns(above: ET.Element, layer: Styled, words: Words) -> None:
    """Write what columns are called, and their codes in words."""
    heads = [one for one in layer.headings if one.name in layer.frame]
    made = ET.SubElement(above, "fieldConfiguration")
    for one in heads:
        editor = ET.SubElement(ET.SubElement(made, "field", name=one.name), "editWidget")
        codes = _codes(layer, one, words)
        editor.set("type", "ValueMap" if codes else "")
        config = ET.SubElement(editor, "config")
        top = ET.SubElement(config, "Option", type="Map")
        if codes:
            listed = ET.SubElement(top, "Option", name="map", type="List")
            for code, word in codes.items():
                options(listed, {word: code})
    aliases = ET.SubElement(above, "aliases")
    for number, one in enumerate(heads, start=1):  # the number of the row stands before them
        ET.SubElement(aliases, "alias", field=one.name, index=str(number), name=one.head)


def _codes(layer: Styled, heading: Heading, words: Words) -> dict[str, str]:
    """Say the codes of a column, where it has some that read otherwise."""
    if not (heading.values or heading.codes[0]):
        return {}
    there = [one for one in layer.frame[heading.name].unique() if isinstance(one, str)]
    said = {one: worded(one, heading, words) for one in there}
    return said if len(said) <= MOST_CODES and any(a != b for a, b in said.items()) else {}


def qml_of(layer: Styled, words: Words) -> str:
    """Write the style of a layer as QGIS keeps it in a file."""
    top = ET.Element(
        "qgis",
        version=VERSION,
        styleCategories="Symbology|Labeling|Fields|Forms|MapTips",
        labelsEnabled="1" if layer.look.label in layer.frame else "0",
    )
    put_look(top, layer, words)
    kinds = ("Point", "Line", "Polygon")
    ET.SubElement(top, "layerGeometryType").text = str(kinds.index(layer.geometry))
    return written(top)


def written(top: ET.Element) -> str:
    """Write XML of QGIS as text: the same each time, a line per part."""
    ET.indent(top, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"  # no sentence: XML
    return f"{head}{ET.tostring(top, encoding='unicode')}\n"
