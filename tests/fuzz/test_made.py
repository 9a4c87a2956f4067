"""Files that are made of odd parts: a result or one sentence, never another error."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.fuzz.readers import outcome
from tools.fuzz.seeds import edges, feed, toml

if TYPE_CHECKING:
    from pathlib import Path

FEW, MANY = 30, 3000
HEADS = ["id", "naam", "name", "lon", "lat", "x", "y", "RD_X", "RD_Y", "postcode", "plaats", "pc4"]
HEADS += ["population", "inwoners", "lengtegraad", "breedtegraad", "", "ID", " id", "=1", "Ω"]
NUMBERS = ["6.5", "6,5", "52.9", "240.000", "240000,5", "560.000,5", "1e9", "-0", "nan", "inf", ""]
CELLS = st.sampled_from([*NUMBERS, "7701", "9401AB", "a", "ë", "\0", "=1+1", '"', "\x1b[0m"])
NEAR = st.tuples(st.floats(6.4, 6.9), st.floats(52.6, 53.0)).map(list)
FAR = st.lists(st.floats(allow_nan=False) | st.none() | st.text(max_size=2), max_size=4)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made")


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Tables as text: any headings, any cells, rows of any length, any separator."""
    heads = draw(st.lists(st.sampled_from(HEADS), min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(CELLS, max_size=8), max_size=5))
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=draw(st.sampled_from(",;\t|")),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])),
    )
    writer.writerows([heads, *rows])
    before = draw(st.sampled_from(["", "\ufeff", "sep=;\n", "\n\n"]))
    return (before + out.getvalue()).encode(draw(st.sampled_from(["utf-8", "cp1252", "utf-16"])),
                                            "replace")  # fmt: skip


@st.composite
def features(draw: st.DrawFn) -> bytes:
    """GeoJSON with odd ids, properties, coordinates and members."""
    kinds = st.sampled_from(["Point", "MultiPoint", "LineString", "Polygon", "Circle"])
    one = st.fixed_dictionaries(
        {
            "type": st.just("Feature"),
            "geometry": st.none()
            | st.fixed_dictionaries(
                {"type": st.just("Point") | kinds, "coordinates": NEAR | FAR | st.just([])}
            ),
            "properties": st.none() | st.dictionaries(st.sampled_from(HEADS), LEAVES, max_size=4),
        },
        optional={"id": LEAVES | st.integers(-(10**30), 10**30)},
    )
    crs = st.none() | st.text(max_size=3)
    named = st.sampled_from(["EPSG:28992", "urn:ogc:def:crs:EPSG::4326", "EPSG:9", "LOCAL:1"])
    whole = st.fixed_dictionaries(
        {"type": st.just("FeatureCollection"), "features": st.lists(one, max_size=4)},
        optional={
            "crs": crs | named.map(lambda name: {"type": "name", "properties": {"name": name}}),
            "numberMatched": st.integers(0, 99),
            "numberReturned": st.integers(0, 99),
        },
    )
    return json.dumps(draw(whole)).encode()


@st.composite
def roads(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Edges with columns that are missing, of another type, or not what the line says."""
    table = edges()
    odd = st.sampled_from([0.0, -1.0, 1e-9, 1e9, float("inf"), float("nan"), 1000.0])
    classes = st.sampled_from(["primary", "construction", "['footway', 'path']", "a;b", "", None])
    ways = st.sampled_from([True, False, "yes", "-1", "F", "B", None, 2, "?"])
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "length": odd, "travel_time": odd, "maxspeed": st.sampled_from(["50", "NL:urban", 0, None]),
        "highway": classes, "oneway": ways, "reverse_cost": odd, "junctions": odd,
        "u": st.sampled_from([1, 2, 3, None, "a"]), "v": st.sampled_from([2, 3, 4, 0.5]),
    }  # fmt: skip
    for name in draw(st.sets(st.sampled_from(sorted(kinds)), max_size=3)):
        table[name] = [draw(kinds[name]) for _ in range(len(table))]
    gone = draw(st.sets(st.sampled_from(["length", "travel_time", "highway", "oneway"])))
    table = table.drop(columns=sorted(gone))
    if draw(st.booleans()):
        table = table.rename_geometry("geom")
    if draw(st.booleans()):
        table.geometry = table.geometry.map(lambda line: shapely.MultiLineString([line]))
    return table.set_crs(draw(st.sampled_from(["EPSG:28992", "EPSG:3857", "EPSG:7415"])),
                         allow_override=True)  # fmt: skip


@st.composite
def choices(draw: st.DrawFn, name: str) -> bytes:
    """TOML in which numbers and words are others."""
    lines = toml(name).splitlines()
    values = ["-1", "1e308", "inf", "nan", "''", "[]", "{}", "true", "3,5", "9" * 400, "'zz'", ""]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        head, equals, _value = lines[at].partition("=")
        value = draw(st.sampled_from(values))
        lines[at] = f"{head}= {value}" if equals else draw(st.sampled_from(["[x]", "a = 1", ""]))
    return "\n".join(lines).encode()


@st.composite
def feeds(draw: st.DrawFn) -> bytes:
    """Timetables with a file, a column or cells of another kind."""
    with zipfile.ZipFile(io.BytesIO(feed())) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    rows = [line.split(",") for line in parts[name].splitlines()]
    column = draw(st.integers(0, len(rows[0]) - 1))
    if draw(st.booleans()):
        rows = [[cell for at, cell in enumerate(row) if at != column] for row in rows]
    else:
        odd = ["", " ", "x", "-1", "99991231", "20260230", "25:00:00", "2", "1e9", "ë"]
        for row in rows[1:]:
            if column < len(row) and draw(st.booleans()):
                row[column] = draw(st.sampled_from(odd))
    parts[name] = "\n".join(",".join(row) for row in rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for one, text in parts.items():
            archive.writestr(one, text)
    return packed.getvalue()


def read(name: str, ending: str, content: bytes | gpd.GeoDataFrame, folder: Path) -> None:
    path = folder / f"made{ending}"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        try:
            content.to_parquet(path)
        except (TypeError, ValueError, OverflowError):
            return  # no program could write such a table
    outcome(name, path)


KINDS: dict[str, tuple[str, str, st.SearchStrategy[Any]]] = {
    "csv": ("points", ".csv", texts()),
    "layer": ("layer", ".csv", texts()),
    "geojson": ("points", ".geojson", features()),
    "roads": ("network", ".parquet", roads()),
    "profile": ("profile", ".toml", choices("profile")),
    "scenario": ("scenario", ".toml", choices("scenario")),
    "weights": ("weights", ".toml", choices("weights")),
    "feed": ("feed", ".zip", feeds()),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=FEW)
@given(data=st.data())
def test_what_is_made_of_odd_parts(kind: str, folder: Path, data: st.DataObject) -> None:
    name, ending, made = KINDS[kind]
    read(name, ending, data.draw(made), folder)


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=MANY)
@given(data=st.data())
def test_much_that_is_made_of_odd_parts(kind: str, folder: Path, data: st.DataObject) -> None:
    name, ending, made = KINDS[kind]
    read(name, ending, data.draw(made), folder)
