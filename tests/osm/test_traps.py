"""Files that were made to harm, or whose places cannot be: refused, or counted and left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import osmium
import pytest
from osm_files import Town, square
from pbf import HEAD, TEXTS, blob, data, lengthy

from drenthe_geo.errors import FileError
from drenthe_geo.osm import gate
from drenthe_geo.osm.read import read_osm
from drenthe_geo.osm.rules import read_rules
from drenthe_geo.osm.spots import read_spots

if TYPE_CHECKING:
    from pathlib import Path

STREET = [(1, 6.50, 53.0), (2, 6.51, 53.0), (3, 6.52, 53.0)]
WAYS = [(7, [1, 2, 3])]


def refused(path: Path) -> str:
    with pytest.raises(FileError) as error:
        read_osm(path, read_rules())
    return str(error.value)


def test_the_writer_of_these_files_writes_a_map(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(HEAD + data(STREET, WAYS))
    assert read_osm(path, read_rules()).edges["way"].tolist() == [7]


def test_a_name_with_a_nul_in_it_never_comes_to_osmium(tmp_path: Path) -> None:
    """It read beyond its memory, and all ended without a word."""
    path = tmp_path / "a.osm.pbf"
    texts = (*TEXTS, b"name", b"a\0b")
    path.write_bytes(HEAD + data(STREET, WAYS, texts, ((1, 3), (2, 4))))
    said = (
        f"{path}: has a name with a NUL sign inside, as no map has; it is damaged or a trap, and \
it is not read."
    )
    assert refused(path) == said
    with pytest.raises(FileError) as error:
        read_spots(path)
    assert str(error.value) == said


@pytest.mark.parametrize("texts", [TEXTS, (b"", b"highway", b"", b"residential")], ids=len)
def test_an_empty_text_is_no_nul(texts: tuple[bytes, ...], tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(HEAD + data(STREET, WAYS, texts, ((1,), (len(texts) - 1,))))
    assert len(read_osm(path, read_rules()).edges) == 1


def test_a_pbf_that_shrinks_like_no_map_is_not_unpacked_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "MOST_BYTES", 3_000_000)
    path = tmp_path / "a.osm.pbf"
    same = b"\0" * 1_000_000  # nodes in one place
    trap = blob(b"OSMData", lengthy(1, lengthy(1, b"")) + lengthy(2, lengthy(2, lengthy(8, same))))
    path.write_bytes(HEAD + data(STREET, WAYS) + trap * 9)
    assert refused(path) == (
        f"{path}: is more than 3 MB unpacked, over 20 times what it takes; no map shrinks so, and "
        "it is not read."
    )


def test_blocks_that_lie_about_their_size_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    whole = data(STREET, WAYS)
    for wrong in (
        blob(b"OSMData", b"\x0a\x02\x0a\x00", said=10**9),
        blob(b"OSMData", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
        whole[:4] + b"\xff" * 20 + whole[24:],
        b"\xff\xff\xff\xff" + whole,
    ):
        path.write_bytes(HEAD + wrong)
        assert refused(path).startswith(f"{path}: cannot be read as a file of OpenStreetMap (")


def test_what_no_number_can_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_text(square().xml.replace('way id="101"', f'way id="{2**63}"'), encoding="utf-8")
    assert refused(path) == (
        f"{path}: cannot be read as a file of OpenStreetMap (illegal id: '9223372036854775808'); "
        "it is cut off, damaged or something else: fetch it again."
    )


def test_what_takes_all_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(osmium, "FileProcessor", no_room)
    path = square().write(tmp_path / "a.osm")
    assert refused(path) == f"{path}: takes more memory than there is here; take a smaller extract."


@pytest.mark.parametrize(
    ("place", "code"),
    [((6.5, 91.0), "off_earth"), ((200.0, 53.0), "off_earth"), ((0.0, 0.0), "far_step")],
    ids=["no latitude", "no longitude", "null island"],
)
def test_a_node_that_is_misplaced_is_left_out_and_counted(
    place: tuple[float, float], code: str, tmp_path: Path
) -> None:
    """The rest lies where it lies, in its own system of metres, and is as long as it is."""
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(HEAD + data([*STREET, (4, *place)], [*WAYS, (8, [3, 4])]))
    found = read_osm(path, read_rules())
    assert (found.report.counts[code], found.crs) == (1, "EPSG:28992")
    assert found.edges["way"].tolist() == [7]
    assert found.edges["length_m"].sum() == pytest.approx(1343, abs=2)


def test_roads_all_over_the_earth_are_refused(tmp_path: Path) -> None:
    town = Town()
    for at in range(4):
        town.nodes |= {2 * at + 1: (40.0 * at, 10.0), 2 * at + 2: (40.0 * at + 0.01, 10.0)}
        town.road(at + 1, 2 * at + 1, 2 * at + 2)
    path = town.write(tmp_path / "a.osm")
    assert refused(path) == (
        f"{path}: its roads lie from 0 to 120 degrees east and 10 to 10 north, more than "
        "one system in metres takes; cut it to a smaller extract, or mend nodes that are misplaced."
    )
