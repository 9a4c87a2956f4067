"""Files that are not what they should be: one sentence each."""

from __future__ import annotations

import bz2
import gzip
from typing import TYPE_CHECKING

import osmium
import pytest
from osm_files import Town, square

from drenthe_geo.errors import FileError
from drenthe_geo.osm import gate
from drenthe_geo.osm.read import read_osm
from drenthe_geo.osm.rules import read_rules

if TYPE_CHECKING:
    from pathlib import Path

BOMB = """<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<osm version="0.6"><node id="1" lat="1" lon="1"><tag k="name" v="&c;"/></node></osm>"""
CHANGE = '<osmChange version="0.6"><delete><way id="3" version="2"/></delete></osmChange>'
BROKEN = "; it is cut off, damaged or something else: fetch it again."
READ = "cannot be read as a file of OpenStreetMap"


def as_pbf(town: Town, path: Path) -> Path:
    """Write a town as PBF."""
    source = town.write(path.with_suffix(".osm"))
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for one in osmium.FileProcessor(str(source)):
            writer.add(one)
    source.unlink()
    return path


FILES = {
    "town.gpkg": (b"x", "is no file of OpenStreetMap by its name; those end in"),
    "town.osc": (CHANGE.encode(), "holds changes or history, not one map; take an extract such as"),
    "changes.osm": (CHANGE.encode(), "holds changes or history, not one map; take an extract"),
    "none.osm.pbf": (b"", "is empty; fetch it again."),
    "page.osm.pbf": (b"<html>not found</html>", f"{READ} (PBF error:"),
    "bomb.osm": (BOMB.encode(), f"{READ} (XML entities are not supported){BROKEN}"),
    "cut.osm": (square().xml[:-100].encode(), f"{READ} (XML parsing error"),
    "cut.osm.gz": (gzip.compress(square().xml.encode())[:-60], f"{READ} ("),
    "cut.osm.bz2": (bz2.compress(square().xml.encode())[:-60], f"{READ} ("),
    "place.osm": (square().xml.replace('lon="1.0', 'lon="x.0', 1).encode(), f"{READ} ("),
    "other.xml": (b"<gpx/>", "is XML, but no map of OpenStreetMap: those begin with <osm>."),
    "other.xml.gz": (gzip.compress(b"<osmosis/>"), "is XML, but no map of OpenStreetMap"),
    "changes.xml": (CHANGE.encode(), "holds changes or history, not one map"),
    "away.osm": (
        Town().at(1, 0, 0).at(2, 1, 0).road(7, 1, 2, highway="motorway").xml.encode(),
        "on the one road in it nobody can go and come back by car, by bicycle or on foot",
    ),
    "points.osm": (Town().at(1, 0, 0).xml.encode(), "has no roads (ways with a highway tag"),
    "gaps.osm": (Town().road(7, 1, 2).xml.encode(), "has no roads (ways with a highway tag"),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FILES[name][0])
    with pytest.raises(FileError) as refused:
        read_osm(tmp_path / name, read_rules())
    said = str(refused.value)
    assert FILES[name][1] in said
    assert name in said
    assert "\n" not in said


def test_a_pbf_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = as_pbf(square(), tmp_path / "town.osm.pbf").read_bytes()
    assert len(read_osm(tmp_path / "town.osm.pbf", read_rules()).edges) == 8
    for size in range(1, len(whole), 37):
        (tmp_path / "cut.osm.pbf").write_bytes(whole[:size])
        with pytest.raises(FileError):
            read_osm(tmp_path / "cut.osm.pbf", read_rules())


def test_what_shrinks_like_no_map_is_not_unpacked_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "MOST_BYTES", 3_000_000)
    (tmp_path / "trap.osm.gz").write_bytes(gzip.compress(b" " * 20_000_000))
    with pytest.raises(FileError, match=r"over 100 times what it takes; no map shrinks so"):
        read_osm(tmp_path / "trap.osm.gz", read_rules())


def test_all_kinds_of_files_of_one_map_are_read_alike(tmp_path: Path) -> None:
    town = square(oneway="yes").turn(1, "no_left_turn", 101, "n2", 202)
    town.write(tmp_path / "a.osm")
    (tmp_path / "b.osm.gz").write_bytes(gzip.compress(town.xml.encode()))
    as_pbf(town, tmp_path / "c.osm.pbf")
    noted = town.xml.replace("<osm ", "<!-- drawn by hand -->\n<osm ")
    (tmp_path / "d.xml").write_text(noted, encoding="utf-8-sig")
    (tmp_path / "e.xml.bz2").write_bytes(bz2.compress(noted.encode()))
    names = ("a.osm", "b.osm.gz", "c.osm.pbf", "d.xml", "e.xml.bz2")
    first, *others = (read_osm(tmp_path / name, read_rules()) for name in names)
    assert all(gate.is_osm_file(tmp_path / name) for name in names)
    for other in others:
        assert other.edges.equals(first.edges)
        assert other.nodes.equals(first.nodes)
        assert other.bans.equals(first.bans)
