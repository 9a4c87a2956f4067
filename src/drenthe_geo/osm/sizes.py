"""Whether a car fits: signs of height, width, length and weight, and how wide a road is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.osm.choices import Choices

KEYS = {
    "maxheight": "height_m",
    "maxheight:physical": "height_m",
    "maxwidth": "width_m",
    "maxwidth:physical": "width_m",
    "width": "road_m",
    "maxlength": "length_m",
    "maxweight": "weight_t",
    "maxweightrating": "weight_t",
}
"""Keys of sizes → what a car needs of them."""

FEET = re.compile(r"(\d{1,3})'\s*(?:(\d{1,2}(?:\.\d{1,2})?)\s*\"?)?")
"""Feet and inches, as 6'2\"."""

PLAIN = re.compile(r"(\d{1,6}(?:[.,]\d{1,4})?)\s*([a-z]*)")

IN_FEET = 12
"""Inches of a foot."""


def size_of(text: str, choices: Choices) -> float | None:
    r"""Read a size in metres or tonnes; none if it is not understood, as of a word.

    Examples
    --------
    >>> from drenthe_geo.osm.choices import read_choices
    >>> sizes = ("1.8", "2,1 m", "6'6\"", "1500 kg", "default")
    >>> [size_of(one, read_choices()) for one in sizes]
    [1.8, 2.1, 1.9812, 1.5, None]
    """
    plain = text.strip().lower()
    feet = FEET.fullmatch(plain)
    if feet:
        whole = float(feet[1]) + float(feet[2] or 0) / IN_FEET
        return float(whole * choices.size_units["ft"])
    found = PLAIN.fullmatch(plain)
    factor = choices.size_units.get(found[2]) if found and found[2] else 1.0
    return None if not found or factor is None else float(found[1].replace(",", ".")) * factor


def car_fits(tags: Mapping[str, str], choices: Choices) -> bool:
    """Tell whether nothing says that a road or a barrier is too narrow, low, short or weak."""
    for key in KEYS.keys() & tags.keys():
        size = size_of(tags[key], choices)
        if size is not None and size < choices.car_needs[KEYS[key]]:
            return False
    return True
