"""What a server may answer that is no file: one sentence each, and a folder that stays sound."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fetching import PAGE, fetch, refused

from drenthe_geo.errors import FileError
from tools.serving import PBF, Answer, Server, serving


@pytest.fixture(name="server")
def _server() -> Any:
    with serving() as server:
        yield server


TROUBLE = {
    "a page of an error with 200": (
        Answer(PAGE),
        (
            "osm: ADDRESS/a.pbf answered with a web page, not a file of OpenStreetMap (PBF); look "
            "whether this network wants a login first, or give another address with --sources."
        ),
    ),
    "a page by its kind": (
        Answer(PBF, headers={"Content-Type": "text/html; charset=utf-8"}),
        (
            "osm: ADDRESS/a.pbf answered with a web page, not a file of OpenStreetMap (PBF); look "
            "whether this network wants a login first, or give another address with --sources."
        ),
    ),
    "another file": (
        Answer(b"PK\x03\x04" + bytes(2000)),
        "osm: ADDRESS/a.pbf is not a file of OpenStreetMap (PBF); nothing of it is used.",
    ),
    "nothing": (
        Answer(b""),
        "osm: ADDRESS/a.pbf is not a file of OpenStreetMap (PBF); nothing of it is used.",
    ),
    "not there": (
        Answer(b"gone", 404),
        (
            "osm: ADDRESS/a.pbf answered 404 Not Found; the address may have changed: give another "
            "with --sources."
        ),
    ),
    "busy for ever": (
        Answer(b"busy", 503),
        (
            "osm: ADDRESS/a.pbf did not answer in 3 attempts (503 Service Unavailable); try again "
            "later, what came is kept."
        ),
    ),
    "busy for a day": (
        Answer(b"busy", 429, {"Retry-After": "86400"}),
        "osm: ADDRESS/a.pbf asks to wait 86,400 s, and we wait at most 600 s; try again later.",
    ),
    "a petabyte": (
        Answer(PBF, length=10**15),
        (
            "osm: ADDRESS/a.pbf is 1,000,000,000 MB large, and at most 5000 MB were expected; a "
            "page of an error, or another file; if it is right, say most_mb of the source with "
            "--sources."
        ),
    ),
    "packed": (
        Answer(PBF, headers={"Content-Encoding": "br"}),
        "osm: ADDRESS/a.pbf answered packed (br), though unpacked was asked for.",
    ),
    "longer than it is": (
        Answer(PBF, headers={"ETag": '"one"'}, length=len(PBF) + 9, ranges=False),
        (
            f"osm: ADDRESS/a.pbf did not answer in 3 attempts (cut after {len(PBF):,} of "
            f"{len(PBF) + 9:,} bytes); try again later, what came is kept."
        ),
    ),
    "sent to a file": (
        Answer(status=302, headers={"Location": "file:///etc/passwd"}),
        "osm: ADDRESS/a.pbf sends on to file:///etc/passwd, which is no address of the web.",
    ),
    "sent elsewhere": (
        Answer(status=301, headers={"Location": "https://example.org/a.pbf"}),
        (
            "osm: ADDRESS/a.pbf sends on to another host, example.org; if that is right name it in "
            "hosts of the source."
        ),
    ),
    "sent to where nothing is locked": (
        Answer(status=301, headers={"Location": "http://known.example/a.pbf"}),
        (
            "source osm: http://known.example/a.pbf is not locked; only https is asked, and http "
            "on this computer alone."
        ),
    ),
    "sent round": (
        Answer(status=307, headers={"Location": "/a.pbf"}),
        "osm: ADDRESS/a.pbf sends on and on, and to no file.",
    ),
    "sent nowhere": (
        Answer(status=302),
        "osm: ADDRESS/a.pbf sends on to ADDRESS/a.pbf, which is no address of the web.",
    ),
}


@pytest.mark.parametrize("what", TROUBLE)
def test_trouble_is_one_sentence(what: str, server: Server, tmp_path: Path) -> None:
    server.routes["/a.pbf"], said = TROUBLE[what]
    with pytest.raises((FileError, ValueError)) as caught:
        fetch(server, tmp_path, hosts=["known.example"])
    assert str(caught.value).replace(server.address, "ADDRESS") == said
    assert not (tmp_path / "to" / "a.pbf").exists()
    assert not (tmp_path / "to" / "manifest.json").exists()
    # The folder is sound: what is right comes next time.
    server.file("/a.pbf", PBF, etag='"three"')
    assert fetch(server, tmp_path).fetched == ("a.pbf",)
    assert (tmp_path / "to" / "a.pbf").read_bytes() == PBF


def test_more_than_was_expected_stops_without_a_length(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pbf"] = Answer(PBF, length=-1)
    said = refused(server, tmp_path, most_mb=0.005)
    # How much comes at once is not ours to say.
    said = re.sub(r"is 0\.0\d+ MB", "is 0.008 MB", said)
    assert said == (
        "osm: ADDRESS/a.pbf is 0.008 MB large, and at most 0.005 MB were expected; a page of an "
        "error, or another file; if it is right, say most_mb of the source with --sources."
    )


def test_less_than_was_expected_is_refused(server: Server, tmp_path: Path) -> None:
    server.file("/a.pbf", PBF)
    said = refused(server, tmp_path, least_mb=1.0)
    assert said == (
        "osm: a.pbf is 0.010 MB small, and at least 1 MB were expected; nothing of it is used; if "
        "it is right, say least_mb of the source with --sources."
    )


def test_a_server_that_is_not_there_is_one_sentence(server: Server, tmp_path: Path) -> None:
    with serving() as other:
        address = other.address
    said = refused(server, tmp_path, address=f"{address}/a.pbf").replace(address, "OTHER")
    assert said == (
        "osm: OTHER/a.pbf did not answer in 3 attempts (Connection refused); try again later, "
        "what came is kept."
    )


def zipped(*names: str, content: bytes = b"stop_id,stop_name\n1,a\n") -> bytes:
    """Make a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in names:
            whole.writestr(name, content)
    return made.getvalue()


ZIPS = {
    "climbs out": (
        zipped("stops.txt", "../../stops.txt"),
        (
            "a.pbf: the zip holds ../../stops.txt, which would lie outside its folder; nothing of "
            "it is used."
        ),
    ),
    "is absolute": (
        zipped("stops.txt", "/etc/passwd"),
        (
            "a.pbf: the zip holds /etc/passwd, which would lie outside its folder; nothing of it "
            "is used."
        ),
    ),
    "of Windows": (
        zipped("stops.txt", "..\\up.txt"),
        (
            "a.pbf: the zip holds ..\\\\up.txt, which would lie outside its folder; nothing of it "
            "is used."
        ),
    ),
    "is a bomb": (
        zipped("stops.txt", content=bytes(20_000_000)),
        "a.pbf: unpacked the zip would take 20 MB, far more than it can; nothing of it is used.",
    ),
    "is cut": (
        zipped("stops.txt")[:-9],
        "a.pbf: is no zip, or a broken one; nothing of it is used.",
    ),
    "is no feed": (zipped("readme.md"), "a.pbf: is not a GTFS feed; it has no stops.txt."),
}


@pytest.mark.parametrize("what", ZIPS)
def test_a_zip_that_harms_is_refused(what: str, server: Server, tmp_path: Path) -> None:
    content, said = ZIPS[what]
    server.file("/a.pbf", content)
    assert refused(server, tmp_path, begins="gtfs").startswith(said)


def test_a_zip_of_a_petabyte_is_refused(server: Server, tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as whole:
        whole.writestr("stops.txt", "stop_id")
        whole.infolist()[0].file_size = 10**15  # as its list says
    server.file("/a.pbf", made.getvalue())
    assert refused(server, tmp_path, begins="gtfs") == (
        "a.pbf: unpacked the zip would take 1,000,000,000 MB, far more than it can; nothing of it "
        "is used."
    )


def test_a_feed_is_taken(server: Server, tmp_path: Path) -> None:
    server.file("/a.pbf", zipped("stops.txt", "trips.txt"))
    assert fetch(server, tmp_path, begins="gtfs").fetched == ("a.pbf",)


@pytest.mark.parametrize("text", [b'{"a": [1, 2', b'{"a":' + b"[" * 1_000_000])
def test_json_that_is_none_is_refused(text: bytes, server: Server, tmp_path: Path) -> None:
    server.file("/a.pbf", text)
    said = refused(server, tmp_path, begins="json")
    assert said == "osm: a.pbf is no JSON; nothing of it is used."
    server.file("/a.pbf", b'{"a": [1, 2]}', etag='"two"')
    assert fetch(server, tmp_path, begins="json").fetched == ("a.pbf",)
