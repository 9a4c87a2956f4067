"""Symbols of QGIS out of the styles of the table that all maps share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from drenthe_geo.style.table import DOT_PT2_PER_100, HATCH_WIDTH, LEAST_DOT_PT2, SOLID, TIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.style.looks import Part
    from drenthe_geo.style.table import Dashes, Style

KINDS = {"line": "line", "rail": "line", "area": "fill", "hatch": "fill"}
"""Kinds of symbols; the others are points."""

HATCH_MM, HATCH_ANGLE = 1.3, 45
"""Between the lines of a hatch, and how they slant."""

LARGER = 2.0
"""Dots of people are so much larger than on paper: a screen is seen from further away."""

TIE_SHARE = 0.6
"""Width of the light pieces in a railway, as a share of its own."""

NONE, OPAQUE, RGB = "0,0,0,0", 255, 3


def rgba(ink: str, opacity: int = OPAQUE) -> str:
    """Write an ink as QGIS does.

    >>> rgba("#225ea8"), rgba("white"), rgba("none")
    ('34,94,168,255', '255,255,255,255', '0,0,0,0')
    """
    if ink == "none":
        return NONE
    ink = "#ffffff" if ink == "white" else ink
    parts = [str(int(ink[at : at + 2], 16)) for at in range(1, len(ink), 2)]
    return ",".join(parts if len(parts) > RGB else [*parts, str(opacity)])


def options(above: ET.Element, values: Mapping[str, object]) -> ET.Element:
    """Write values as the map of options that QGIS reads."""
    made = ET.SubElement(above, "Option", type="Map")
    for name, value in values.items():
        ET.SubElement(made, "Option", name=name, type="QString", value=str(value))
    return made


def symbol(above: ET.Element, name: str, part: Part, *, number: int, size: str = "") -> None:
    """Write the symbol of a part; those of higher number lie above.

    `size` is the column of the people that a dot is as large as.
    """
    style = part.style
    kind = KINDS.get(style.kind, "marker")
    made = ET.SubElement(
        above, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    if part.casing_pt:
        _line(made, "white", style.width_pt + part.casing_pt, number=2 * number)
    if style.kind == "hatch":
        _hatch(made, style, name, number=2 * number + 1)
    elif kind == "fill":
        _fill(made, style, number=2 * number + 1)
    elif style.kind == "rail":
        _line(made, style.color, style.width_pt, number=2 * number)
        light = replace(style, dashes=TIES)
        _line(made, style.edge, TIE_SHARE * style.width_pt, style=light, number=2 * number + 1)
    elif kind == "line":
        _line(made, style.color, style.width_pt, style=style, number=2 * number + 1)
    else:
        _marker(made, style, number=2 * number + 1, size=size)


def _layer(above: ET.Element, what: str, number: int, values: Mapping[str, object]) -> ET.Element:
    made = ET.SubElement(
        above, "layer", {"class": what, "enabled": "1", "locked": "0", "pass": str(number)}
    )
    options(made, values)
    return made


def _fill(above: ET.Element, style: Style, *, number: int) -> None:
    edged = style.width_pt > 0 and style.edge != "none"
    values = {
        "color": rgba(style.color),
        "style": "no" if style.color == "none" else "solid",
        "outline_color": rgba(style.edge),
        "outline_style": "solid" if edged else "no",
        "outline_width": style.width_pt,
        "outline_width_unit": "Point",
        "joinstyle": "round",
    }
    _layer(above, "SimpleFill", number, values)


def _hatch(above: ET.Element, style: Style, name: str, *, number: int) -> None:
    values = {
        "angle": HATCH_ANGLE,
        "distance": HATCH_MM,
        "distance_unit": "MM",
        "color": rgba(style.color),
        "line_width": HATCH_WIDTH,
        "line_width_unit": "Point",
    }
    made = _layer(above, "LinePatternFill", number, values)
    lines = ET.SubElement(
        made, "symbol", type="line", name=f"@{name}@0", alpha="1", clip_to_extent="1",
        force_rhr="0",
    )  # fmt: skip
    _line(lines, style.color, HATCH_WIDTH, number=0)


def _line(
    above: ET.Element, ink: str, width_pt: float, *, number: int, style: Style | None = None
) -> None:
    dashes: Dashes = SOLID if style is None else style.dashes
    values: dict[str, object] = {
        "line_color": rgba(ink),
        "line_style": "solid",
        "line_width": width_pt,
        "line_width_unit": "Point",
        "capstyle": "round" if dashes == SOLID else "flat",
        "joinstyle": "round",
    }
    if not isinstance(dashes, str):
        steps = (f"{step * width_pt:g}" for step in dashes[1])
        values |= {
            "use_custom_dash": 1,
            "customdash": ";".join(steps),
            "customdash_unit": "Point",
        }
    _layer(above, "SimpleLine", number, values)


def _marker(above: ET.Element, style: Style, *, number: int, size: str) -> None:
    edged = style.width_pt > 0 and style.edge != "none"
    values = {
        "name": style.kind,
        "color": rgba(style.color),
        "outline_color": rgba(style.edge),
        "outline_style": "solid" if edged else "no",
        "outline_width": style.width_pt,
        "outline_width_unit": "Point",
        "size": style.size_pt,
        "size_unit": "Point",
        "scale_method": "diameter",
    }
    made = _layer(above, "SimpleMarker", number, values)
    if size:
        area = f'max(coalesce("{size}", 0) / 100 * {LARGER * DOT_PT2_PER_100}, {LEAST_DOT_PT2})'
        follow(ET.SubElement(made, "data_defined_properties"), {"size": f"sqrt({area})"})


def follow(above: ET.Element, expressions: Mapping[str, str]) -> None:
    """Let values of a symbol or a name follow from the row."""
    top = options(above, {"name": ""})
    some = ET.SubElement(top, "Option", name="properties", type="Map")
    for what, expression in expressions.items():
        one = ET.SubElement(some, "Option", name=what, type="Map")
        ET.SubElement(one, "Option", name="active", type="bool", value="true")
        ET.SubElement(one, "Option", name="expression", type="QString", value=expression)
        ET.SubElement(one, "Option", name="type", type="int", value="3")
    ET.SubElement(top, "Option", name="type", type="QString", value="collection")
