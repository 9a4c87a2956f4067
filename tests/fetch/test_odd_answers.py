"""Answers that are odd and right all the same: they are taken, and what cannot be seen is said."""

from __future__ import annotations

import datetime as dt
import email.utils
import gzip
import hashlib
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from fetching import fetch, refused
from paging import COLLECTION, ITEMS, before, fetched, numbered, serve

from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.fetch.half import Half
from drenthe_geo.fetch.lock import locked, undisturbed
from drenthe_geo.fetch.manifest import read_manifest
from drenthe_geo.fetch.manners import read_manners
from drenthe_geo.fetch.run import Fetched, fetch_sources
from tools.serving import PBF, Answer, Server, collection, entry, quick, serving, write_sources

if TYPE_CHECKING:
    from pathlib import Path

PACKED = {"Content-Encoding": "gzip", "ETag": '"one"'}
CSV = b"code,name\nas,Assen\nbl,Beilen\n"


@pytest.fixture(name="server")
def _server() -> Any:
    with serving() as server:
        yield server


def test_what_comes_packed_all_the_same_is_unpacked(server: Server, tmp_path: Path) -> None:
    body = gzip.compress(PBF[:4000]) + gzip.compress(PBF[4000:])  # of two parts, as it may be
    server.routes["/a.pbf"] = Answer(body, headers=PACKED, ranges=False)
    server.ahead["/a.pbf"] = [
        Answer(body, headers=PACKED, cut=len(body) // 2),
        Answer(body[: len(body) // 2], headers=PACKED),
        Answer(body[:-9] + bytes(9), headers=PACKED),
    ]
    found = fetch(server, tmp_path, manners=quick(attempts=5))
    assert found.manifest.fetched[0].path.read_bytes() == PBF
    assert not any("range" in headers for _, headers in server.asked)
    serve(server, numbered(3))
    route: Any = server.routes[ITEMS]
    server.routes[ITEMS] = lambda query, headers: Answer(
        gzip.compress(route(query, headers).body), headers=PACKED
    )
    assert len(json.loads(fetched(server, tmp_path))["features"]) == 3


def test_a_flood_that_comes_packed_is_stopped_in_time(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pbf"] = Answer(gzip.compress(PBF + bytes(50_000_000)), headers=PACKED)
    assert refused(server, tmp_path, most_mb=1.0) == (
        "osm: ADDRESS/a.pbf is 1.0 MB large, and at most 1 MB were expected; a page of an error, "
        "or another file; if it is right, say most_mb of the source with --sources."
    )


@pytest.mark.parametrize("old", [False, True])
def test_a_table_whose_length_nobody_said_is_taken_and_that_is_told(
    old: bool,  # noqa: FBT001 - drawn
    server: Server,
    tmp_path: Path,
) -> None:
    path = write_sources(tmp_path, entry("s", f"{server.address}/s", "s.csv", begins="csv"))

    def found() -> Fetched:
        return fetch_sources(None, tmp_path / "to", sources=path, manners=quick(), max_age_days=0.0)

    server.routes["/s"] = Answer(CSV, length=-1, is_old=old)
    assert [str(DrentheGeoError(one)) for one in found().notices] == [
        (
            "s.csv: its server did not say how long it is, so a cut could not be seen; look "
            "whether its last rows are there"
        )
    ]
    server.routes["/s"] = Answer(CSV, is_old=old)
    assert found().notices == ()
    assert (tmp_path / "to" / "s.csv").read_bytes() == CSV


@pytest.mark.parametrize("days", [-400, 400])
def test_for_how_long_a_server_asks_us_to_wait_is_told_by_its_own_clock(
    days: int, server: Server, tmp_path: Path
) -> None:
    there = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    said = {
        "Date": email.utils.format_datetime(there, usegmt=True),
        "Retry-After": email.utils.format_datetime(there, usegmt=True),
    }
    server.file("/a.pbf", PBF)
    server.ahead["/a.pbf"] = [Answer(b"busy", 503, said)]
    assert fetch(server, tmp_path).fetched == ("a.pbf",)
    assert len(server.asked) == 2


DIGEST = hashlib.md5(PBF, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        f"{DIGEST}\n",
        f"{DIGEST.upper()} *drenthe-261126.osm.pbf\r\n",
        f"\ufeff{DIGEST}  a.pbf\n",
        f"MD5 (a.pbf) = {DIGEST}\n",
    ],
    ids=["alone", "of another name", "with a mark", "as BSD writes it"],
)
def test_a_hash_is_read_however_it_is_written(text: str, server: Server, tmp_path: Path) -> None:
    server.file("/a.pbf", PBF)
    server.file("/a.pbf.md5", text.encode())
    path = write_sources(tmp_path, entry("osm", f"{server.address}/a.pbf", "a.pbf", "geofabrik"))
    assert fetch_sources(None, tmp_path / "to", sources=path, manners=quick()).fetched


def test_a_rest_that_begins_elsewhere_is_not_added(server: Server, tmp_path: Path) -> None:
    wrong = {"ETag": '"one"', "Content-Range": f"bytes 2000-{len(PBF) - 1}/{len(PBF)}"}
    server.ahead["/a.pbf"] = [
        Answer(PBF, headers={"ETag": '"one"'}, cut=3000),
        Answer(PBF[2000:], 206, wrong),
    ]
    server.file("/a.pbf", PBF)
    assert fetch(server, tmp_path).manifest.fetched[0].path.read_bytes() == PBF


@pytest.mark.parametrize("mark", ['"one"', "Sun, 01 Nov 2026 00:00:00 GMT"])
def test_who_was_stopped_when_all_was_there_does_not_fetch_it_again(
    mark: str, server: Server, tmp_path: Path
) -> None:
    name = "ETag" if mark.startswith('"') else "Last-Modified"
    half = Half(tmp_path / "to", "a.pbf")
    half.begin(f"{server.address}/a.pbf", {name: mark})
    half.path.write_bytes(PBF)
    server.routes["/a.pbf"] = lambda _, headers: Answer(
        b"", 416 if "range" in headers else 500, {"Content-Range": f"bytes */{len(PBF)}"}
    )
    [one] = fetch(server, tmp_path).manifest.fetched
    assert one.path.read_bytes() == PBF
    assert one.etag == (mark if name == "ETag" else None)
    assert len(server.asked) == 1
    half.begin(f"{server.address}/a.pbf", {name: mark})
    half.path.write_bytes(PBF[:-1])  # as long as nothing is
    server.ahead["/a.pbf"] = [Answer(b"", 416, {"Content-Range": f"bytes */{len(PBF)}"})]
    server.file("/a.pbf", PBF)
    one = fetch(server, tmp_path, max_age_days=0.0).manifest.fetched[0]
    assert one.path.read_bytes() == PBF


def test_a_page_without_features_that_has_a_next_one_is_no_end(
    server: Server, tmp_path: Path
) -> None:
    serve(server, numbered(2))
    count = iter(range(99))

    def page(*_: object) -> Answer:
        href = f"{ITEMS}?f=json&limit=1000&cursor=x{next(count)}"
        return collection([], links=[{"rel": "next", "href": href}], numberReturned=0)

    server.routes[ITEMS] = page
    with pytest.raises(DrentheGeoError, match=r"has no end: its pages lead round\."):
        fetched(server, tmp_path)
    assert next(count) == 1


def notices(server: Server, folder: Path, **more: Any) -> list[str]:
    """Fetch a collection that is to be of 2024; give what is said of it."""
    text = entry(
        "b", server.address + COLLECTION, "b.geojson", "ogc_features", least_mb=0.0, date="2024"
    )
    path = write_sources(folder, text + "".join(f"\n{key} = {one}" for key, one in more.items()))
    found = fetch_sources(
        None, folder / "to", sources=path, manners=quick(attempts=1), max_age_days=0.0
    )
    return [str(DrentheGeoError(one)) for one in found.notices]


def test_the_year_is_that_of_the_data_and_another_is_said(server: Server, tmp_path: Path) -> None:
    serve(server, numbered(3, jaarcode=2024))
    assert notices(server, tmp_path) == []
    serve(server, numbered(3, JAAR="2025"))
    assert notices(server, tmp_path) == [
        "b.geojson: column jaar says 2025, where 2024 was expected; it counts as data of 2025"
    ]
    assert read_manifest(tmp_path / "to").fetched[0].date == "2025"
    serve(server, [*numbered(2, jaar=2023), numbered(3, jaar=2024)[2]])
    assert notices(server, tmp_path) == [
        "b.geojson: column jaar has several years (2023, 2024); a build takes the newest"
    ]
    serve(server, numbered(3, jaar="unknown"))
    assert notices(server, tmp_path) == []
    assert read_manifest(tmp_path / "to").fetched[0].date == "2024"


def test_who_does_not_know_the_year_is_asked_for_all_of_them(
    server: Server, tmp_path: Path
) -> None:
    def odd(query: dict[str, str]) -> Answer | None:
        return Answer(b"{}", 400) if "jaarcode" in query else None

    asked = {"query": '{ jaarcode = "2024" }'}
    serve(server, [*numbered(2, jaar=2023), *numbered(4, jaar=2024)[2:]], limit=3)
    before(server, ITEMS, odd)
    assert notices(server, tmp_path, **asked) == [
        "b.geojson: the server does not know jaarcode, so all came that it has",
        "b.geojson: column jaar has several years (2023, 2024); a build takes the newest",
    ]
    serve(server, numbered(4, inwoners=5), limit=3)
    before(server, ITEMS, odd)
    with pytest.raises(DrentheGeoError) as caught:
        notices(server, tmp_path, **asked)
    assert str(caught.value).replace(server.address, "ADDRESS") == (
        f"b: ADDRESS{COLLECTION} does not know jaarcode, and no column of it tells a year (there "
        "is: inwoners), so several years may be mixed; say what to ask with query, or leave it "
        "empty, with --sources."
    )
    server.routes[ITEMS] = Answer(b"{}", 400)
    with pytest.raises(DrentheGeoError, match=r"jaarcode=2024.* answered 400 Bad Request; the add"):
        notices(server, tmp_path, **asked)


def test_a_build_waits_for_who_fetches_into_its_folder(tmp_path: Path) -> None:
    said: list[str] = []
    with undisturbed(tmp_path, lambda one: said.append(one.key)):  # nothing was ever fetched here
        assert list(tmp_path.iterdir()) == []
    done = threading.Event()

    def hold() -> None:
        with locked(tmp_path, lambda _: None):
            held.set()
            done.wait(0.2)

    held = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with undisturbed(tmp_path, lambda one: said.append(one.key)):
        thread.join()
    assert said == ["fetch.waits"]


def test_columns_of_years_are_those_that_a_build_looks_for() -> None:
    known = read_toml(data_dir() / DEFAULTS / "build.toml")["fields"]["all"]["year"]
    assert list(read_manners().year_columns) == known
