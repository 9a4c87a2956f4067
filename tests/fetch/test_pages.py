"""Features page by page: all of them, none twice, in the CRS that was asked for, or a refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paging import ITEMS, RD, serve

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.manifest import FetchedFile, read_manifest
from drenthe_geo.fetch.run import fetch_sources
from tools.serving import (
    Answer,
    Server,
    collection,
    entry,
    feature,
    quick,
    serving,
    write_sources,
)


@pytest.fixture(name="server")
def _server() -> Any:
    with serving() as server:
        yield server


def in_metres(number: int) -> dict[str, Any]:
    """Make a feature in RD New."""
    point = {"type": "Point", "coordinates": [180_000.0, 560_000.0]}
    return {**feature(number), "geometry": point}


def fetch(server: Server, folder: Path, *, area: str | None = None, **more: Any) -> FetchedFile:
    """Fetch the collection."""
    address = server.address + ITEMS.removesuffix("/items")
    how = {"least_mb": 0.0, **more}
    path = write_sources(folder, entry("buurten", address, "b.geojson", "ogc_features", **how))
    if area is not None:
        path.write_text(entry("buurten", address, "b.geojson", "ogc_features", **how), "utf-8")
    fetch_sources(area, folder / "to", ["buurten"], sources=path, manners=quick(attempts=1))
    [one] = read_manifest(folder / "to", by_hash=True).fetched
    return one


def said_of(server: Server, folder: Path) -> str:
    """Tell what is said of a collection that is refused, and see that nothing of it is left."""
    with pytest.raises(FileError) as caught:
        fetch(server, folder)
    assert [one.name for one in (folder / "to").iterdir()] == [".half"]
    assert {one.name for one in (folder / "to" / ".half").iterdir()} <= {".lock", ".holder"}
    return str(caught.value).replace(server.address, "ADDRESS")


@settings(deadline=None, max_examples=12)
@given(count=st.integers(0, 25), limit=st.integers(1, 9))
def test_all_features_come_once_and_in_order(
    count: int, limit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pages")
    features = [feature(number, aantal_inwoners=-99997 - number % 3) for number in range(count)]
    with serving() as server:
        serve(server, features, limit=limit)
        one = fetch(server, folder)
    assert json.loads(one.path.read_text("utf-8"))["features"] == features
    assert (one.rows, one.crs) == (count, "OGC:CRS84")


def test_a_province_is_asked_for_in_metres_with_its_rim(server: Server, tmp_path: Path) -> None:
    serve(server, [in_metres(1)])
    one = fetch(server, tmp_path, area="Fryslan", **{"query.jaarcode": "2024"})
    assert one.address.replace(server.address, "ADDRESS") == (
        f"ADDRESS{ITEMS}?f=json&limit=1000&jaarcode=2024&bbox=102000,518000,241000,631000"
        f"&bbox-crs={RD}&crs={RD}"
    )
    assert one.address == server.address + server.paths()[1]
    assert one.crs == "EPSG:28992"
    assert gpd.read_file(one.path).crs == "EPSG:28992"


def test_a_collection_without_metres_is_asked_for_in_degrees(
    server: Server, tmp_path: Path
) -> None:
    serve(server, [feature(1)])
    server.routes[ITEMS.removesuffix("/items")] = Answer(b'{"id": "buurten"}')
    one = fetch(server, tmp_path, area="PV21")
    asked = server.paths()[1]
    assert "crs" not in asked
    west, south, east, north = map(float, asked.partition("bbox=")[2].split(","))
    assert (west, south) < (4.7, 52.7)
    assert (east, north) > (6.4, 53.5)
    assert one.crs == "OGC:CRS84"
    assert gpd.read_file(one.path).crs == "EPSG:4326"


def later(change: Callable[[dict[str, Any]], object]) -> Callable[[Server], None]:
    """Change the second page of a collection of two."""

    def told(server: Server) -> None:
        route: Any = server.routes[ITEMS]

        def page(query: dict[str, str], headers: dict[str, str]) -> Answer:
            answer: Answer = route(query, headers)
            if "cursor" in query:
                said = json.loads(answer.body)
                change(said)
                answer.body = json.dumps(said).encode()
            return answer

        server.routes[ITEMS] = page

    return told


def always(answer: Answer) -> Callable[[Server], None]:
    """Answer the same to every question for a page."""

    def told(server: Server) -> None:
        server.routes[ITEMS] = answer

    return told


def link(rel: str, href: str) -> list[dict[str, str]]:
    return [{"rel": rel, "href": href}]


SECOND = f"ADDRESS{ITEMS}?f=json&limit=1000&cursor=x1"
FIRST = f"ADDRESS{ITEMS}?f=json&limit=1000&bbox=6.000000,52.000000,6.500000,52.500000"
TROUBLE: dict[str, tuple[Callable[[Server], None], str]] = {
    "a web page": (
        always(Answer(b"<html><body>Oops</body></html>")),
        (f"buurten: {FIRST} answered with a web page, not JSON; look whether this network wants a "
        "login first, or give another address with --sources."),
    ),
    "no JSON": (
        always(Answer(b'{"type": "FeatureCollection", "feat')),
        f"buurten: {FIRST} is no JSON; nothing of it is used.",
    ),
    "a number that is none": (
        always(Answer(b'{"type": "FeatureCollection", "features": [], "x": NaN}')),
        f"buurten: {FIRST} is no JSON; nothing of it is used.",
    ),
    "a million deep": (
        always(Answer(b'{"features":' + b"[" * 1_000_000)),
        f"buurten: {FIRST} is nested without end; nothing of it is used.",
    ),
    "another thing": (
        always(Answer(b'{"type": "Feature"}')),
        f"buurten: {FIRST} holds no list of features; nothing of it is used.",
    ),
    "an error with 200": (
        always(Answer(b'{"error": {"code": 500, "message": "out of\\u001b[31m order"}}')),
        f"buurten: {FIRST} answered with an error (out of�[31m order); try again later.",
    ),
    "too few on a page": (
        later(lambda page: page.update(numberReturned=5)),
        f"buurten: {SECOND} says that it has 5 features, and has 1; fetch again.",
    ),
    "too few together": (
        later(lambda page: page.update(numberMatched=3)),
        ("buurten: ADDRESS/ogc/v1/collections/buurten says that there are 3 features, and 2 came; "
        "fetch again."),
    ),
    "one twice": (
        later(lambda page: page["features"][0].update(id=0)),
        f"buurten: {SECOND} has feature 0 once more, so the data changed meanwhile; fetch again.",
    ),
    "a ring": (
        later(lambda page: page.update(links=link("next", f"{ITEMS}?f=json&limit=1000&cursor=x1"))),
        f"buurten: {SECOND} has no end: its pages lead round.",
    ),
    "a next page of another host": (
        later(lambda page: page.update(links=link("next", f"https://example.org{ITEMS}"))),
        f"buurten: {SECOND} has its next page elsewhere, at https://example.org{ITEMS}.",
    ),
    "a next page on the disk": (
        later(lambda page: page.update(links=link("next", "file:///etc/passwd"))),
        f"buurten: {SECOND} has its next page elsewhere, at file:///etc/passwd.",
    ),
    "a page of another collection": (
        later(lambda page: page.update(links=link("self", "/ogc/v1/collections/wijken/items"))),
        (f"buurten: {SECOND} is a page of another collection, "
        "ADDRESS/ogc/v1/collections/wijken/items; the service is out of order: try again later."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TROUBLE)
def test_trouble_with_pages_is_one_sentence(what: str, server: Server, tmp_path: Path) -> None:
    serve(server, [feature(0), feature(1)], limit=1)
    spoil, said = TROUBLE[what]
    spoil(server)
    assert said_of(server, tmp_path) == said


def test_other_coordinates_than_were_asked_for_are_refused(server: Server, tmp_path: Path) -> None:
    serve(server, [feature(0)])
    made = collection([feature(0)])
    server.routes[ITEMS] = Answer(made.body, headers={"Content-Crs": f"<{RD}>"})
    assert said_of(server, tmp_path) == (
        f"buurten: {FIRST} has coordinates in {RD}, and OGC:CRS84 was asked for."
    )


def test_metres_and_degrees_are_not_taken_for_each_other(server: Server, tmp_path: Path) -> None:
    serve(server, [in_metres(0)])
    assert said_of(server, tmp_path) == (
        f"buurten: {FIRST} has a shape that begins at 180000, 560000, which cannot be in OGC:CRS84 "
        "as was asked for; the server minds no CRS."
    )
    (tmp_path / "b").mkdir()
    serve(server, [{**feature(0), "geometry": None}, feature(1)])
    with pytest.raises(FileError, match=r"begins at 6\.1, 52\.1, which cannot be in EPSG:28992 as"):
        fetch(server, tmp_path / "b", area="Fryslan")


def test_a_collection_that_has_another_name_by_now_is_one_sentence(
    server: Server, tmp_path: Path
) -> None:
    with pytest.raises(
        FileError, match=r"/collections/buurten\?f=json answered 404 Not Found; the"
    ):
        fetch(server, tmp_path)
    listed = {"collections": [{"id": "wijken"}, {"id": "buurten_2027"}, {"title": "odd"}, 3]}
    server.routes["/ogc/v1/collections"] = Answer(json.dumps(listed).encode())
    assert said_of(server, tmp_path) == (
        "buurten: ADDRESS/ogc/v1/collections/buurten is gone; the service has no collection "
        "'buurten', but wijken, buurten_2027: name the one you mean with --sources."
    )


def test_a_page_that_fails_is_asked_again(server: Server, tmp_path: Path) -> None:
    serve(server, [feature(number) for number in range(3)], limit=1)
    server.ahead[ITEMS] = [Answer(b"", 502), Answer(b'{"cut', length=100)]
    address = server.address + ITEMS.removesuffix("/items")
    path = write_sources(tmp_path, entry("b", address, "b.geojson", "ogc_features"))
    found = fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    assert found.manifest.fetched[0].rows == 3


def test_nothing_within_the_bounds_is_said(server: Server, tmp_path: Path) -> None:
    serve(server, [])
    address = server.address + ITEMS.removesuffix("/items")
    path = write_sources(tmp_path, entry("b", address, "b.geojson", "ogc_features"))
    found = fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    assert [one.key for one in found.notices] == ["fetch.no_rows"]


LAYER = "/arcgis/rest/services/Parks/FeatureServer/0"


def serve_layer(server: Server, count: int, most: int) -> None:
    """Serve a layer as ArcGIS does, with a bound on what a page holds."""
    server.routes[LAYER] = Answer(
        json.dumps({"objectIdField": "FID", "maxRecordCount": most}).encode()
    )

    def page(query: dict[str, str], _: dict[str, str]) -> Answer:
        if "returnCountOnly" in query:
            return Answer(json.dumps({"count": count}).encode())
        begin, asked = int(query["resultOffset"]), int(query["resultRecordCount"])
        end = min(begin + min(asked, most), count)
        more = {"properties": {"exceededTransferLimit": True}} if end < count else {}
        return collection([feature(number) for number in range(begin, end)], **more)

    server.routes[f"{LAYER}/query"] = page


def fetch_layer(server: Server, folder: Path) -> FetchedFile:
    """Fetch the layer."""
    path = write_sources(folder, entry("parks", server.address + LAYER, "p.geojson", "arcgis"))
    fetch_sources(None, folder / "to", sources=path, manners=quick(attempts=1))
    [one] = read_manifest(folder / "to").fetched
    return one


@pytest.mark.parametrize(("count", "most"), [(0, 5), (5, 5), (11, 5), (12, 4000)])
def test_a_layer_of_arcgis_comes_whole(
    count: int, most: int, server: Server, tmp_path: Path
) -> None:
    serve_layer(server, count, most)
    one = fetch_layer(server, tmp_path)
    assert (one.rows, one.crs) == (count, "OGC:CRS84")
    assert "orderByFields=FID" in server.paths()[2]
    assert "geometry=6,52,6.5,52.5" in server.paths()[2]


def test_a_layer_of_arcgis_that_lacks_features_is_refused(server: Server, tmp_path: Path) -> None:
    serve_layer(server, 11, 5)
    short = collection([feature(number) for number in range(5)])
    server.ahead[f"{LAYER}/query"] = [Answer(b'{"count": 11}'), short]
    with pytest.raises(FileError, match=r"says that there are 11 features, and 5 came; fetch"):
        fetch_layer(server, tmp_path)
    empty = collection([], exceededTransferLimit=True)
    server.ahead[f"{LAYER}/query"] = [Answer(b'{"count": 11}'), empty]
    with pytest.raises(FileError, match=r"has no end: its pages lead round\."):
        fetch_layer(server, tmp_path)
    error = Answer(b'{"error": {"code": 400, "message": "Invalid query"}}')
    server.ahead[f"{LAYER}/query"] = [error]
    with pytest.raises(
        FileError, match=r"answered with an error \(Invalid query\); try again later\."
    ):
        fetch_layer(server, tmp_path)


def test_why_a_server_refuses_is_told(server: Server, tmp_path: Path) -> None:
    serve(server, [])
    problem = {"title": "Bad Request", "status": 400, "detail": "unknown parameter(s): jaarcode"}
    said = {"Content-Type": "application/problem+json"}
    server.routes[ITEMS] = Answer(json.dumps(problem).encode(), status=400, headers=said)
    assert "answered 400 Bad Request: unknown parameter(s): jaarcode; " in said_of(server, tmp_path)
