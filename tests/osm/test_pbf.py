"""A PBF read as arrays is what osmium reads element by element; what is unusual is left to it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osm_files import Town, square
from pbf import HEAD, TEXTS, blob, data, lengthy, number, steps

from drenthe_geo.errors import FileError
from drenthe_geo.osm.drawn import NOWHERE
from drenthe_geo.osm.gate import require_osm_file
from drenthe_geo.osm.numbers import NotPlainError, all_numbers, signed
from drenthe_geo.osm.one_by_one import read_one_by_one
from drenthe_geo.osm.pbf import read_pbf
from drenthe_geo.osm.read import read_osm
from drenthe_geo.osm.rules import read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.osm.drawn import Drawn

RULES = read_rules("nl")
NODES = [(1, 6.50, 53.0), (2, 6.51, 53.0), (3, 6.52, 53.0)]
WAYS = [(7, [1, 2, 3]), (9, [3, 2])]


def busy() -> Town:
    """A town with a bit of everything, and things that are none of roads."""
    town = square(3, 3, surface="asphalt", name="Straße")
    town.at(1, 0, 0, barrier="gate", locked="yes").at(5, 1, 1, barrier="bollard", name="é")
    town.at(60, 5, 5, amenity="bench").at(2, 1, 0, highway="crossing", entrance="main")
    town.road(9, 1, 404, 5, oneway="yes", ref="N 1;N2", maxspeed="50")
    town.ways += [(8, (1, 2, 5, 1), {"building": "yes"}), (6, (), {"highway": "path"})]
    town.turn(3, "no_left_turn", 101, "n2", 202).turn(4, "only_straight_on", 101, ("w202",), 102)
    town.turns.append((5, [("relation", "", 3), ("way", "outer", 8)], {"type": "multipolygon"}))
    return town


def packed(town: Town, path: Path, **header: bool) -> Path:
    """Write a town as PBF; with `places` each way tells where its nodes are, which are left out."""
    source = town.write(path.with_suffix(".osm"))
    where = f"pbf,locations_on_ways={str(header.get('places', False)).lower()}"
    read: Any = osmium.FileProcessor(str(source)).with_locations()
    with osmium.SimpleWriter(osmium.io.File(str(path), where), overwrite=True) as writer:
        for one in read:
            if not (header.get("places") and one.is_node() and not one.tags):
                writer.add(one)
    return path


def told(drawn: Drawn | None) -> dict[str, Any]:
    """What is drawn, as lists."""
    assert drawn is not None
    found = {one.name: getattr(drawn, one.name) for one in fields(drawn)}
    return {name: one.tolist() if hasattr(one, "tolist") else one for name, one in found.items()}


def test_it_is_what_osmium_reads(tmp_path: Path) -> None:
    path = packed(busy(), tmp_path / "a.osm.pbf")
    found = told(read_pbf(path, RULES))
    assert found == told(read_one_by_one(path, RULES))
    assert found["sizes"].count(0) == 1
    assert ("surface", "asphalt") not in {pair for tags in found["tags"] for pair in tags}
    assert [one for one, *_ in found["nodes"]] == [1, 2, 5]
    assert [one for one, *_ in found["relations"]] == [3, 4]


@pytest.mark.parametrize(
    "name", ["bike.osm.pbf", "delft-station.pbf", "melborne.osm.pbf", "sao-paulo.osm.pbf"]
)
def test_so_it_is_of_real_extracts(name: str, public_osm: Path) -> None:
    assert told(read_pbf(public_osm / name, RULES)) == told(
        read_one_by_one(public_osm / name, RULES)
    )


def test_ways_may_tell_where_their_nodes_are(tmp_path: Path) -> None:
    town = busy()
    town.ways = [one for one in town.ways if one[0] != 9]
    whole = read_osm(packed(town, tmp_path / "a.osm.pbf"), RULES)
    path = packed(town, tmp_path / "b.osm.pbf", places=True)
    assert read_osm(path, RULES).edges.equals(whole.edges)
    assert told(read_pbf(path, RULES)) == told(read_one_by_one(path, RULES))
    # Also in a file of XML that has no nodes at all.
    text = town.xml
    for node, (lon, lat) in town.nodes.items():
        text = text.replace(f'<nd ref="{node}"/>', f'<nd ref="{node}" lon="{lon}" lat="{lat}"/>')
    lines = [line for line in text.splitlines() if not line.startswith("<node")]
    (tmp_path / "c.osm").write_text("\n".join(lines), encoding="utf-8")
    without_gates = read_osm(tmp_path / "c.osm", RULES)
    assert without_gates.report.counts["missing_nodes"] == 0
    assert set(without_gates.nodes["node"]) <= set(town.nodes)


def group(kind: int, content: bytes, *more: bytes) -> bytes:
    """Write a block of one group."""
    texts = lengthy(1, b"".join(lengthy(1, one) for one in TEXTS))
    return blob(b"OSMData", texts + lengthy(2, lengthy(kind, content)) + b"".join(more))


DENSE = lengthy(1, steps([1, 2])) + lengthy(8, steps([0, 10])) + lengthy(9, steps([0, 10]))

NODES_ALONE = lengthy(2, DENSE)
TABLE = lengthy(1, b"".join(lengthy(1, one) for one in (*TEXTS, b"type", b"restriction")))
GONE = number(6 << 3) + number(0)


def block(*groups: bytes, more: bytes = b"") -> bytes:
    """Write a block of groups as they are, with a table of texts."""
    return blob(b"OSMData", TABLE + b"".join(lengthy(2, one) for one in groups) + more)


def road(*more: bytes) -> bytes:
    """Write a road from node 1 to 2, with more fields."""
    content = number(1 << 3) + number(7) + lengthy(2, b"\1") + lengthy(3, b"\2")
    return lengthy(3, content + lengthy(8, steps([1, 2])) + b"".join(more))


UNUSUAL = {
    "another grain": HEAD + group(2, DENSE, number(17 << 3) + number(1000)) + data((), WAYS),
    "from elsewhere": HEAD + group(2, DENSE, number(20 << 3) + number(5)) + data((), WAYS),
    "a node by itself": HEAD + group(1, number(1 << 3) + number(2)) + data(NODES, WAYS),
    "nodes out of order": HEAD + data(NODES[::-1], WAYS),
    "nodes twice": HEAD + data(NODES, WAYS) + data(NODES, ()),
    "what must be known": blob(b"OSMHeader", lengthy(4, b"Historical")) + data(NODES, WAYS),
    "no header": data(NODES, WAYS),
    "two headers": HEAD + HEAD + data(NODES, WAYS),
    "another block": HEAD + blob(b"Other", b"") + data(NODES, WAYS),
    "an id below nought": HEAD + data(NODES, [(-7, [1, 2])]),
    "tags without values": HEAD + data(NODES, WAYS, TEXTS, ((1, 1), (2,))),
    "a text that is not there": HEAD + data(NODES, WAYS, TEXTS, ((1,), (9,))),
    "not in UTF-8": HEAD + data(NODES, WAYS, (b"", b"highway", b"\xff"), ((1,), (2,))),
    "cut off": (HEAD + data(NODES, WAYS))[:-9],
    "a field twice": HEAD
    + data(NODES)
    + group(3, number(1 << 3) + number(7) + lengthy(2, b"\1") * 2),
    "fields without end": HEAD + data(NODES) + group(3, number(1 << 3) + b"\7" + b"\x28\0" * 99),
    "a way beyond its end": HEAD + data(NODES) + group(3, number(1 << 3) + number(7) + b"\x12\x7f"),
}


@pytest.mark.parametrize("what", UNUSUAL)
def test_what_is_unusual_is_left_to_osmium(what: str, tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(UNUSUAL[what])
    assert read_pbf(path, RULES) is None


NODE = lengthy(1, number(1 << 3) + number(4) + number(8 << 3) + b"\0" + number(9 << 3) + b"\0")
SIGN = lengthy(4, number(1 << 3) + b"\5" + lengthy(2, b"\3") + lengthy(3, b"\4"))
PLACED = lengthy(9, steps([0, 10])) + lengthy(10, steps([0, 10]))
WITH_PLACES = blob(b"OSMHeader", lengthy(4, b"OsmSchema-V0.6") + lengthy(5, b"LocationsOnWays"))

MIXED = {
    "roads behind nodes": (HEAD + block(NODES_ALONE + road()), [7]),
    "a node behind nodes": (HEAD + block(NODES_ALONE + NODE, road()), [7]),
    "a relation behind nodes": (HEAD + block(NODES_ALONE + SIGN, road()), [7]),
    "nodes behind roads": (HEAD + block(road() + NODES_ALONE), [7]),
    "a set of changes behind nodes": (HEAD + block(NODES_ALONE + lengthy(5, b""), road()), [7]),
    "what nobody knows behind nodes": (HEAD + block(NODES_ALONE + lengthy(9, b"x"), road()), [7]),
    "nodes told twice": (HEAD + block(lengthy(2, lengthy(1, steps([8])) + DENSE), road()), [7]),
    "a road that was deleted": (HEAD + block(NODES_ALONE, road(lengthy(4, GONE))), []),
    "nodes that were deleted": (
        HEAD + block(lengthy(2, DENSE + lengthy(5, lengthy(6, b"\1\0"))), road()), [7],
    ),
    "places that the header does not tell of": (HEAD + block(road(PLACED)), [7]),
}  # fmt: skip


@pytest.mark.parametrize("what", MIXED)
def test_what_few_files_have_is_read_as_osmium_reads_it(what: str, tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    content, ways = MIXED[what]
    path.write_bytes(content)
    assert read_pbf(path, RULES) is None
    found = told(read_one_by_one(path, RULES))
    assert found["way_id"] == ways
    assert len(found["relations"]) == ("relation" in what)
    if ways and what != "nodes that were deleted":
        assert read_osm(path, RULES).report.counts["missing_nodes"] == 0


def test_what_is_said_to_be_there_is_read_as_arrays(tmp_path: Path) -> None:
    """Also where versions and who drew it are told, and a place that a way lacks."""
    seen = lengthy(4, number(1 << 3) + b"\3" + number(6 << 3) + b"\1")
    dense = lengthy(2, DENSE + lengthy(5, lengthy(1, b"\1\1") + lengthy(6, b"\1\1")))
    lacks = lengthy(9, steps([0, 2**31 - 1])) + lengthy(10, steps([0, 2**31 - 1]))
    for content in (HEAD + block(dense, road(seen)), WITH_PLACES + block(dense, road(seen, lacks))):
        (tmp_path / "a.osm.pbf").write_bytes(content)
        found = told(read_pbf(tmp_path / "a.osm.pbf", RULES))
        assert found == told(read_one_by_one(tmp_path / "a.osm.pbf", RULES))
        assert (found["way_id"], found["x"]) == ([7], [0, 10])
    # Without nodes, and the first way leads out of the extract.
    (tmp_path / "a.osm.pbf").write_bytes(WITH_PLACES + block(road(seen, lacks)))
    found = told(read_pbf(tmp_path / "a.osm.pbf", RULES))
    assert found == told(read_one_by_one(tmp_path / "a.osm.pbf", RULES))
    assert found["x"] == [0, NOWHERE]


def test_a_second_table_of_texts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(HEAD + block(NODES_ALONE, road(), more=TABLE))
    assert read_pbf(path, RULES) is None
    with pytest.raises(FileError):
        read_osm(path, RULES)


@pytest.mark.parametrize("most", [1, 2])
def test_a_block_of_more_than_any_map_has_is_left_to_osmium(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(HEAD + data(NODES, [*WAYS, (11, [1, 2]), (12, [1, 2])]))
    assert read_pbf(path, RULES) is not None
    monkeypatch.setattr("drenthe_geo.osm.pbf.MOST", most)
    assert read_pbf(path, RULES) is None
    assert told(read_one_by_one(path, RULES))["way_id"] == [7, 9, 11, 12]
    assert len(read_osm(path, RULES).edges) > 0


SEEN = lengthy(5, lengthy(1, b"\1\1") + lengthy(6, b"\1\1"))
WHOLE = TABLE + lengthy(2, lengthy(2, DENSE + SEEN)) + lengthy(2, road()) + lengthy(2, SIGN)


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255))
def test_a_byte_that_is_changed_ends_in_no_other_roads_or_in_a_refusal(
    at: int, byte: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What both take they read the same; osmium also refuses what is wrong beside the roads."""
    path = tmp_path_factory.getbasetemp() / "spoiled.osm.pbf"
    path.write_bytes(HEAD + blob(b"OSMData", WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :]))
    try:
        require_osm_file(path)
        expected = told(read_one_by_one(path, RULES))
    except FileError:
        return
    found = read_pbf(path, RULES)
    assert found is None or told(found) == expected


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=30))
def test_numbers_come_back(values: list[int]) -> None:
    told_ = b"".join(number((one << 1) ^ (one >> 63)) for one in values)
    assert signed(all_numbers(np.frombuffer(told_, dtype=np.uint8))).tolist() == values


@pytest.mark.parametrize("content", [b"\x80", b"\1\x80", b"\xff" * 10 + b"\1"])
def test_a_number_without_an_end_is_none(content: bytes) -> None:
    with pytest.raises(NotPlainError):
        all_numbers(np.frombuffer(content, dtype=np.uint8))


def test_what_takes_all_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise MemoryError

    path = tmp_path / "a.osm.pbf"
    path.write_bytes(HEAD + data(NODES, WAYS))
    monkeypatch.setattr("drenthe_geo.osm.pbf.all_numbers", no_room)
    with pytest.raises(FileError) as refused:
        read_osm(path, RULES)
    assert str(refused.value) == (
        f"{path}: takes more memory than there is here; take a smaller extract."
    )
