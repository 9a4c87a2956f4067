"""Maps that were drawn or changed and never uploaded, as editors keep them: JOSM above all.

New elements have ids below nought, which osmium keeps no places for; what was deleted stands there
still, marked as such by a key of JOSM's own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.osm.drawn import NOWHERE
from drenthe_geo.osm.gate import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from drenthe_geo.osm.drawn import Drawn

BLOCK = 1 << 20

DELETED = re.compile(rb"""\baction\s*=\s*["']delete["']""")
ELEMENT = re.compile(rb"<\s*(node|way|relation)\b[^<>]*?>")
ID = re.compile(rb"""\bid\s*=\s*["'](-?\d{1,19})["']""")

LONGEST = 1 << 12
"""Bytes of the first line of an element, at most."""


def deleted_in(path: Path) -> frozenset[tuple[str, int]]:
    """Find what a file of XML marks as deleted: kind (n, w, r) and id of each element.

    Parameters
    ----------
    path : pathlib.Path
        The file; one that is no XML marks nothing.

    Returns
    -------
    frozenset of tuple of str and int
        What is no part of the map any more.
    """
    if path.name.lower().endswith((".pbf", ".o5m")):
        return frozenset()
    found = set()
    for text in _pieces(path):
        if DELETED.search(text) is None:
            continue
        for element in ELEMENT.finditer(text):
            told = ID.search(element[0])
            if told is not None and DELETED.search(element[0]) is not None:
                found.add((element[1][:1].decode(), int(told[1])))
    return frozenset(found)


def _pieces(path: Path) -> Iterator[bytes]:
    """Read a file in blocks, each with the end of the one before in front of it."""
    rest = b""
    with opened(path) as file:
        while block := file.read(BLOCK):
            yield rest + block
            rest = block[-LONGEST:]


def with_places(path: Path, drawn: Drawn) -> Drawn:
    """Look up the places of nodes that osmium gave none for.

    Those are nodes with ids below nought, and nodes behind the ways over them, as Overpass may
    write.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    drawn : Drawn
        What is drawn there.

    Returns
    -------
    Drawn
        The same, with the places that the file has.
    """
    import osmium  # noqa: PLC0415 - an extra

    missing = np.unique(drawn.refs[drawn.x == NOWHERE])
    nodes: Any = osmium.FileProcessor(str(path), osmium.osm.NODE)
    if missing[0] >= 0:  # the filter takes no others
        nodes = nodes.with_filter(osmium.filter.IdFilter(missing.tolist()))
    wanted = set(missing.tolist())
    there = {
        node.id: (node.location.x, node.location.y) for node in nodes if node.id in wanted
    }  # fmt: skip
    x, y = drawn.x.copy(), drawn.y.copy()
    for at in np.flatnonzero(drawn.x == NOWHERE).tolist():
        x[at], y[at] = there.get(int(drawn.refs[at]), (NOWHERE, NOWHERE))
    return replace(drawn, x=x, y=y)
