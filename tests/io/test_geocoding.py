"""Addresses are looked up where it is asked for, at the one service, and nowhere else."""

from __future__ import annotations

import json
import threading
import urllib.parse
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from veldland import VELDLAND

from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.files.gate import Reading, notices_of
from drenthe_geo.io import geocoding
from drenthe_geo.io.headings import known_headings
from drenthe_geo.io.vector import read_points
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

KNOWN = {"Brink 1 1006AB Veen": ("Brink 1, 1006AB Veen", "POINT(234473 556733)")}

TABLE = "naam;straat;huisnummer;postcode;plaats\nGemeentehuis;Brink;1;1006AB;Veen\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A service on this computer, which keeps what it was asked."""
    heard: list[str] = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            heard.append(query["q"][0])
            if heard[-1].startswith("Elders"):
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:9/other")
                self.end_headers()
                return
            found = KNOWN.get(heard[-1])
            docs = [{"weergavenaam": found[0], "centroide_rd": found[1]}] if found else []
            if heard[-1].startswith("Brink 2"):
                docs = [{"weergavenaam": "Brink 3, 1006AB Veen", "centroide_rd": "POINT(1 1)"}]
            body = (
                b"?" if heard[-1].startswith("Stuk") else json.dumps({"response": {"docs": docs}})
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/free"
    told = {**known_headings(), "geocoder": {**known_headings()["geocoder"], "url": url}}
    monkeypatch.setattr(geocoding, "known_headings", lambda: told)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    geocoding._asked.cache_clear()
    yield heard
    server.shutdown()
    server.server_close()
    thread.join()


def read(tmp_path: Path, table: str, *, geocode: bool = True) -> gpd.GeoDataFrame:
    (tmp_path / "mine.csv").write_text(table, encoding="utf-8")
    area = VELDLAND.fresh()
    object.__setattr__(area, "reading", Reading(geocode=geocode))
    return read_points(tmp_path / "mine.csv", area)


def test_an_address_is_looked_up(tmp_path: Path, asked: list[str]) -> None:
    points = read(tmp_path, TABLE)
    assert points.geometry.iloc[0].coords[0] == (234_473, 556_733)
    assert asked == ["Brink 1 1006AB Veen"]
    said = [words_of("en").say(one) for one in notices_of(points)]
    assert said == ["mine.csv: 1 address was looked up at 127.0.0.1"]


def test_nothing_is_looked_up_by_itself(tmp_path: Path, asked: list[str]) -> None:
    points = read(tmp_path, TABLE, geocode=False)
    assert points.geometry.iloc[0] == VELDLAND.layer("places").geometry["1006"]
    assert not asked


@pytest.mark.parametrize("geocode", [True, False])
def test_an_area_elsewhere_has_no_service(
    tmp_path: Path, asked: list[str], *, geocode: bool
) -> None:
    (tmp_path / "mine.csv").write_text("naam;adres\nA;Rua Nova 1\n", encoding="utf-8")
    area = replace(VELDLAND, facts=replace(VELDLAND.facts, crs="EPSG:32722"), _kept={})
    object.__setattr__(area, "reading", Reading(geocode=geocode))
    with pytest.raises(DrentheGeoError) as caught:
        read_points(tmp_path / "mine.csv", area)
    assert str(caught.value) == (
        "--geocode looks up addresses in the Netherlands alone, and the area lies elsewhere; leave "
        "it out, and add columns lon and lat to mine.csv."
        if geocode
        else "mine.csv: has addresses but no coordinates, and nothing here looks up addresses "
        "outside the Netherlands; add columns lon and lat, or a postcode or town that the area "
        "knows."
    )
    assert not asked


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("Nergens 9", ("layer 'points' from mine.csv: row 1, A: address 'Nergens 9' is not known "
         "there.")),
        ("Brink 2", ("layer 'points' from mine.csv: row 1, A: address 'Brink 2' was found as "
         "'Brink 3, 1006AB Veen', which is another.")),
        ("Stuk 1", ("127.0.0.1: gave an answer that cannot be read, so addresses cannot be looked "
         "up; leave out --geocode and give postcodes or coordinates.")),
        ("Elders 1", ("127.0.0.1: cannot be reached (Found), so addresses cannot be looked up; "
         "leave out --geocode and give postcodes or coordinates.")),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("asked")
def test_what_the_service_may_say(tmp_path: Path, address: str, wanted: str) -> None:
    with pytest.raises(DrentheGeoError) as caught:
        read(tmp_path, f"naam;adres\nA;{address}\n")
    assert str(caught.value) == wanted


def test_no_network_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for url, wanted in (
        ("http://127.0.0.1:9/free", "127.0.0.1: cannot be reached ("),
        ("http://example.org/free", "example.org: addresses are only sent to an address that"),
    ):
        service: dict[str, Any] = {**known_headings()["geocoder"], "url": url}
        told = {**known_headings(), "geocoder": service}
        monkeypatch.setattr(geocoding, "known_headings", lambda told=told: told)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        geocoding._asked.cache_clear()
        with pytest.raises(DrentheGeoError) as caught:
            read(tmp_path, "naam;adres\nA;Brink 1\n")
        assert wanted in str(caught.value)


def test_the_service_is_locked_and_bounded(tmp_path: Path) -> None:
    service = known_headings()["geocoder"]
    assert service["url"].startswith("https://")
    rows = "".join(f"A;Brink {number}\n" for number in range(service["most_requests"] + 1))
    with pytest.raises(DrentheGeoError) as caught:
        read(tmp_path, "naam;adres\n" + rows)
    assert str(caught.value) == (
        "mine.csv: has 1,001 addresses to look up, and at most 1,000 are; give postcodes, or look "
        "them up in parts."
    )
