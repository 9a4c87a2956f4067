"""How a picture of cells opens in QGIS: a colour for each class of its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from drenthe_geo.io.out.gis.looks import VERSION, written
from drenthe_geo.io.out.gis.symbols import OPAQUE

if TYPE_CHECKING:
    from drenthe_geo.style.looks import Look
    from drenthe_geo.words.table import Words

ABOVE_ALL = "inf"


@dataclass(frozen=True)
class Shades:
    """A band of a file of cells, with all that is said of it."""

    name: str
    file: str
    band: int
    look: Look
    title: str
    about: str


def put_shades(above: ET.Element, shades: Shades, words: Words) -> None:
    """Write how cells are drawn."""
    pipe = ET.SubElement(above, "pipe")
    ET.SubElement(pipe, "provider")
    made = ET.SubElement(
        pipe, "rasterrenderer", type="singlebandpseudocolor", band=str(shades.band), opacity="1",
        alphaBand="-1", nodataColor="",
    )  # fmt: skip
    ET.SubElement(made, "rasterTransparency")
    ramp = ET.SubElement(
        ET.SubElement(made, "rastershader"), "colorrampshader", colorRampType="DISCRETE",
        classificationMode="1", clip="0", labelPrecision="1",
    )  # fmt: skip
    for number, part in enumerate(shades.look.parts):
        ends = {how: value for _, how, value in part.where}
        if "missing" in ends:  # what has no number is not drawn
            continue
        ink, said = part.style.color, words.say(part.word, **part.values)
        if number == 0 and "over" in ends:  # nor what lies below all classes
            ET.SubElement(ramp, "item", color=ink, alpha="0", value=str(ends["over"]), label="")
        top = str(ends.get("up to", ABOVE_ALL))
        ET.SubElement(ramp, "item", color=ink, alpha=str(OPAQUE), value=top, label=said)
    ET.SubElement(pipe, "brightnesscontrast", brightness="0", contrast="0", gamma="1")
    ET.SubElement(pipe, "rasterresampler", maxOversampling="2")
    ET.SubElement(above, "blendMode").text = "0"


def shades_qml(shades: Shades, words: Words) -> str:
    """Write how a file of cells is drawn, as QGIS reads it from beside that file."""
    top = ET.Element("qgis", version=VERSION, styleCategories="AllStyleCategories")
    put_shades(top, shades, words)
    return written(top)
