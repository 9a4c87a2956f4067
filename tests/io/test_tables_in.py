"""Tables of a user: CSV and workbooks as spreadsheets write them, in Dutch and in English."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
from veldland import VELDLAND

from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.files.gate import notices_of
from drenthe_geo.io.vector import read_points, with_own_layers
from drenthe_geo.words.table import words_of

# In the middle of Veldland; its x and y are whole metres.
LON, LAT, X, Y = 6.5708, 52.9917, 234_473, 556_733


def read(tmp_path: Path, content: str | bytes, name: str = "mine.csv") -> gpd.GeoDataFrame:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_points(path, VELDLAND)


def refusal(tmp_path: Path, content: str | bytes, name: str = "mine.csv") -> str:
    with pytest.raises(DrentheGeoError) as caught:
        read(tmp_path, content, name)
    return str(caught.value).removeprefix(f"layer 'points' from {name}").removeprefix(": ")


def said(frame: object) -> list[str]:
    return [words_of("en").say(one) for one in notices_of(frame)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "heads",
    ["lon;lat", "lengtegraad;breedtegraad", "geo_lng;geo_lat", "geo_long;geo_lat", "Long;Lat",
     "LONGITUDE;Latitude", "lng;lat", "Lengte;Breedte", "lon (WGS84);lat (WGS84)"],
)  # fmt: skip
@pytest.mark.parametrize("decimal", [".", ","])
def test_degrees_under_any_usual_heading(tmp_path: Path, heads: str, decimal: str) -> None:
    numbers = f"{LON};{LAT}".replace(".", decimal)
    points = read(tmp_path, f"naam;{heads}\r\nBrink;{numbers}\r\n")
    assert points.index.tolist() == ["1"]
    assert points["name"].tolist() == ["Brink"]
    assert (round(points.geometry.x["1"]), round(points.geometry.y["1"])) == (X, Y)


@pytest.mark.parametrize(
    "heads",
    ["x;y", "X;Y", "RD_x;RD_y", "x_rd;y_rd", "POINT_X;POINT_Y", "x-coördinaat;y-coordinaat",
     "xcoord;ycoord", "Easting;Northing", "x_m;y_m", "Rd X;Rd Y"],
)  # fmt: skip
@pytest.mark.parametrize(
    "numbers",
    ["234473;556733", "234473,0;556733,00", "234.473,0;556.733,0", "234 473;556 733",
     "234'473.0;556'733.0", "+234473;556733"],
)  # fmt: skip
def test_metres_under_any_usual_heading(tmp_path: Path, heads: str, numbers: str) -> None:
    points = read(tmp_path, f"id;titel;{heads}\n007;Brink;{numbers}\n")
    assert points["name"].to_dict() == {"007": "Brink"}
    assert (points.geometry.x["007"], points.geometry.y["007"]) == (X, Y)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffid,lon,lat\na,6.5708,52.9917\n",
        "sep=;\r\nid;lon;lat\r\na;6,5708;52,9917\r\n",
        "\n\n;;\nid;lon;lat\na;6,5708;52,9917\n;;\n",
        "id\tlon\tlat\na\t6.5708\t52.9917\n",
        "id|lon|lat\na|6.5708|52.9917\n",
        'id,lon,lat\na,"6,5708","52,9917"\n',
        "id;lon;lat\ta\n".replace("\ta", "") + " a ; 6,5708 ; 52,9917 \n",
        "id;lon;lat;\na;6,5708;52,9917;\n",
    ],
    ids=["mark", "sep", "blank-lines", "tab", "bar", "quoted-commas", "blanks", "last-separator"],
)
def test_as_other_programs_write_it(tmp_path: Path, content: str) -> None:
    points = read(tmp_path, content)
    assert (round(points.geometry.x["a"]), round(points.geometry.y["a"])) == (X, Y)
    assert not notices_of(points)


def test_encodings(tmp_path: Path) -> None:
    text = "id;naam;lon;lat\na;Mariënberg – “brink”;6,5708;52,9917\n"
    assert read(tmp_path, text.encode("utf-16"))["name"]["a"] == "Mariënberg – “brink”"
    windows = read(tmp_path, text.encode("cp1252"))
    assert windows["name"]["a"] == "Mariënberg – “brink”"
    assert said(windows) == [
        "mine.csv: its text is not in UTF-8; it was read as Windows-1252, as Excel saves it"
    ]
    # The letters of another encoding are signs that no Dutch text has.
    assert refusal(tmp_path, text.replace("–", "-").encode("cp850", "replace")) == (
        "mine.csv: is not text in UTF-8; save it as CSV UTF-8."
    )
    assert refusal(tmp_path, "id,lon,lat\na\0,6.5,52.9\n") == (
        "mine.csv: holds signs that no text has (NUL); save it as CSV UTF-8."
    )


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (
            "id,lon,lat,note\na,6.57,52.99,1,234\nb,6.58,52.99,5\n",
            (
                "row 1, a: has 5 cells where the headings are 4; put a text with a comma in "
                "quotes, or use semicolons."
            ),
        ),
        (
            "id,lon,lat\na,6,57,52,99\nb,6,58,52,99\n",
            (
                "all 2 rows have up to 5 cells where the headings are 3; a decimal comma needs "
                "semicolons between the cells, and a text with a comma quotes."
            ),
        ),
        (
            "id,lon,LON,lat\na,6.57,5.0,52.99\n",
            "mine.csv: headings 'lon' and 'LON' are the same; give each column its own.",
        ),
        (
            "id;x;y\na;234.473;556.733\n",
            (
                "row 1, a: the coordinates 234.473 and 556.733 may hold a thousands point or a "
                "decimal point; write them without a sign between the thousands."
            ),
        ),
        (
            "id,x,y,lon,lat\na,234473,556733,6.5708,52.9917\nb,234473,556733,6.9,52.7\n",
            "row 2, b: its columns x, y, lon, lat tell different places.",
        ),
        (
            "id,lon,lat\na,6.57,\n",
            "row 1, a: has 6.57 as one coordinate, and the other is empty.",
        ),
        (
            "id,lon,lat\na,6.57,52.99\n a ,6.57,52.98\n,6.6,52.9\n",
            " has 2 problems: (1) duplicate id: 'a'; (2) column 'id' is empty in 1 row (row 3).",
        ),
        (
            'id,lon,lat\na,"6.57,52.99\n',
            (
                "mine.csv: quotes are not closed, or stand in the middle of a cell, from row 1 on; "
                "write a quote in a text twice."
            ),
        ),
        (
            "naam;adres\nGemeentehuis;Brink 1\n",
            (
                "mine.csv: has addresses but no coordinates; add a column postcode (four or six "
                "signs), or let them be looked up with --geocode (it asks the PDOK Locatieserver)."
            ),
        ),
    ],
)
def test_what_a_table_may_not_hold(tmp_path: Path, content: str, wanted: str) -> None:
    assert refusal(tmp_path, content) == wanted


@pytest.mark.parametrize(
    ("heads", "cells", "looks"),
    [
        ("lon,lat", "52.9917,6.5708", "longitude and latitude look swapped (52.991700, 6.570800)"),
        ("lon,lat", "0,0", ("that is the origin of the coordinates: a place that was not filled in "
         "(0.000000, 0.000000)")),
        ("lon,lat", "234473,556733", ("these look like metres (RD New), not degrees "
         "(234473.000000, 556733.000000)")),
        ("lon,lat", "8.5,50.1", "that is outside the Netherlands (8.500000, 50.100000)"),
        ("lon,lat", "6570800,5299170", ("these look as if they lost their decimal point "
         "(6570800.000000, 5299170.000000)")),
        ("x,y", "556733,234473", "x and y look swapped (556733, 234473)"),
        ("x,y", "6.5708,52.9917", "these look like degrees (lon and lat), not metres (7, 53)"),
        ("x,y", "52.9917,6.5708", ("these look like degrees in the wrong order (lat and lon), not "
         "metres (53, 7)")),
        ("x,y", "234.48,556.73", ("these look like kilometres, or metres whose thousands point was "
         "taken for a decimal point (234, 557)")),
        ("x,y", "731457,6973440", ("these look like Web Mercator (EPSG:3857), not RD New "
         "(731457, 6973440)")),
        ("x,y", "739700,5877700", ("these look like UTM (EPSG:25831 or 25832), not RD New "
         "(739700, 5877700)")),
    ],
)  # fmt: skip
def test_one_bad_row_is_named_with_what_it_looks_like(
    tmp_path: Path, heads: str, cells: str, looks: str
) -> None:
    good = f"{LON},{LAT}" if heads == "lon,lat" else f"{X},{Y}"
    rows = [f"{place},Plek {place},{good}" for place in "abc"]
    table = "\n".join([f"id,naam,{heads}", *rows, f"d,Rolde,{cells}", ""])
    assert refusal(tmp_path, table) == f"row 4, Rolde: {looks}."


def test_postcodes_and_towns_stand_for_points(tmp_path: Path) -> None:
    rows = "naam;postcode\nA;1006\nB;1006 AB\nC;1006ab\n"
    points = read(tmp_path, rows)
    place = VELDLAND.layer("places").geometry["1006"]
    people = VELDLAND.layer("people")
    spread = people[people["pc4"] == "1006"].distance(place).max()
    assert [point.distance(place) for point in points.geometry] == [0, 0, 0]
    assert (points["accuracy_m"] - spread).between(0, 1).all()
    assert said(points) == [
        (
            "mine.csv: 3 rows have no coordinates; their points are those of their postcodes or "
            f"places, up to {round(-(-spread // 1)):,} m off"
        )
    ]
    town = read(tmp_path, "plaats\nHeidestad\n")
    assert len(town) == 1
    assert refusal(tmp_path, "naam;postcode\nA;1006\nB;9999 ZZ\nC;\n") == (
        " has 2 problems: (1) row 2, B: postcode '9999 ZZ' is none of the area; (2) row 3, C: has "
        "no coordinates, no postcode and no place name."
    )
    with pytest.raises(DrentheGeoError) as caught:
        read_points(tmp_path / "mine.csv")
    assert "give area=" in str(caught.value)


def test_what_is_odd_becomes_a_note_of_the_area(tmp_path: Path) -> None:
    area = VELDLAND.fresh()
    (tmp_path / "mine.csv").write_text("naam;postcode\nA;1006\n", encoding="utf-8")
    read_points(tmp_path / "mine.csv", area)
    assert [one.key for one in area.notices] == ["io.placed_by"]


def test_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("code;kop;oost;noorden\nq;Kantoor;234473;556733\n", encoding="utf-8")
    roles = {"id": "code", "name": "Kop", "x": "oost", "y": "noorden"}
    points = read_points(path, columns=roles)
    assert points["name"].to_dict() == {"q": "Kantoor"}
    assert points.geometry.x["q"] == X
    for wrong, message in (
        ({"idd": "code"}, ("unknown column 'idd': did you mean 'id'? Choices: id, name, x, y, lon, "
         "lat, postcode, town.")),
        ({"id": "nr"}, ("mine.csv: column 'nr' for id is missing; there are code, kop, oost, "
         "noorden.")),
    ):  # fmt: skip
        with pytest.raises(DrentheGeoError) as caught:
            read_points(path, columns=wrong)
        assert str(caught.value) == message


def test_a_layer_in_dutch(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("postcode;plaats;inwoners;x;y\n1006;Veen;1.234;234473;556733\n1007;Zand;2.345;"
                    "234000;556000\n", encoding="utf-8")  # fmt: skip
    layer = with_own_layers(VELDLAND, {"places": path}).layer("places")
    assert layer["population"].to_dict() == {"1006": 1234, "1007": 2345}
    path.write_text("postcode;inwoners;x;y\n1006;1.000;234473;556733\n", encoding="utf-8")
    with pytest.raises(DrentheGeoError) as caught:
        with_own_layers(VELDLAND, {"places": path})
    assert str(caught.value) == (
        "layer 'places' from mine.csv: column 'population' holds '1.000', which may be a thousand "
        "and more or a number with three decimals; write it without a sign between the thousands."
    )


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [[None], ["Naam", "Breedtegraad", "Lengtegraad", "nr"]]
    rows += [["Brink", LAT, LON, 1.0], ["Es", "52,9917", "6,5708", 2], [None, None, None, None]]
    path = workbook(tmp_path / "mine.xlsx", leeg=[], plekken=rows)
    points = read_points(path)
    assert points["name"].tolist() == ["Brink", "Es"]
    assert points["nr"].tolist() == [1, 2]
    assert points.geometry.distance(points.geometry.iloc[0]).max() == 0
    workbook(path, plekken=rows, oud=[["x"]])
    with pytest.raises(DrentheGeoError) as caught:
        read_points(path)
    assert str(caught.value) == (
        "mine.xlsx: 2 sheets hold something (plekken, oud); name the one you mean: "
        "mine.xlsx|sheet=NAME."
    )
    assert len(read_points(f"{path}|sheet=Plekken")) == 2


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (["a", "=1+1", 52.9], ("row 1: holds a formula that was not calculated (=1+1); open and "
         "save the workbook in Excel")),
        (["a", "#N/A", 52.9], "row 1: a cell holds the error #N/A"),
    ],
)  # fmt: skip
def test_a_workbook_with_cells_that_hold_nothing(
    tmp_path: Path, row: list[object], wanted: str
) -> None:
    path = workbook(tmp_path / "mine.xlsx", one=[["id", "lon", "lat"], row])
    with pytest.raises(DrentheGeoError) as caught:
        read_points(path)
    assert wanted in str(caught.value)


@pytest.mark.parametrize("content", [b"PK", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"id;x;y\n"])
def test_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content, "mine.xlsx") in {
        "mine.xlsx: is not a readable Excel file, though its name says so.",
        (
            "mine.xlsx: is locked with a password, or is an old workbook (.xls); save it as .xlsx "
            "without a password."
        ),
    }


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_broken_workbook_is_closed_again(
    tmp_path: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else Windows lets nobody mend or remove it while we run."""
    right = workbook(tmp_path / "right.xlsx", one=[["id", "lon", "lat"], ["a", LON, LAT]])
    with zipfile.ZipFile(right) as old, zipfile.ZipFile(tmp_path / "mine.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[: 40 if name == part else None])
    opened: list[io.IOBase] = []

    def open_noted(*args: Any, **kwargs: Any) -> Any:
        opened.append(open(*args, **kwargs))  # noqa: PTH123, SIM115 - it is looked at below
        return opened[-1]

    monkeypatch.setattr(io, "open", open_noted)
    with pytest.raises(DrentheGeoError) as caught:
        read_points(tmp_path / "mine.xlsx")
    assert str(caught.value) == "mine.xlsx: is not a readable Excel file, though its name says so."
    assert opened
    assert all(one.closed for one in opened)  # while the error, and all it holds, is still there
