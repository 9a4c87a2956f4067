"""The roads around a point, by osmnx from an Overpass on this computer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drenthe_geo.cli.main import main
from drenthe_geo.errors import FileError
from drenthe_geo.fetch.around import fetch_around
from drenthe_geo.fetch.manifest import read_manifest
from tools.serving import Answer, Server, quick, serving

osmnx = pytest.importorskip("osmnx")

POINT = (6.56, 52.99)
STATUS = (
    b"Connected as: 1\nCurrent time: now\nEndpoint: none\nRate limit: 2\n2 slots available now.\n"
)


@pytest.fixture(name="server")
def _server() -> Any:
    with serving() as server:
        server.routes["/api/status"] = Answer(STATUS)
        server.routes["/api/interpreter"] = Answer(json.dumps(town()).encode())
        yield server


def town() -> dict[str, Any]:
    """Make a grid of streets as Overpass tells it."""
    lon, lat = POINT
    nodes = [
        {
            "type": "node",
            "id": row * 5 + col,
            "lon": lon + (col - 2) / 1000,
            "lat": lat + (row - 2) / 1000,
        }
        for row in range(5)
        for col in range(5)
    ]
    lines = [[row * 5 + col for col in range(5)] for row in range(5)]
    lines += [[row * 5 + col for row in range(5)] for col in range(5)]
    ways = [
        {"type": "way", "id": 100 + number, "nodes": line, "tags": {"highway": "residential"}}
        for number, line in enumerate(lines)
    ]
    return {"elements": nodes + ways}


def test_a_neighbourhood_comes_as_a_graph_that_network_takes(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = osmnx.settings.overpass_url
    manners = quick(overpass=f"{server.address}/api")
    path, nodes, edges = fetch_around(POINT, 500.0, tmp_path / "to", manners)
    assert (nodes, edges) == (21, 72)  # corners are no junctions
    [one] = read_manifest(tmp_path / "to", by_hash=True).files("overpass")
    assert (one.path, one.licence) == (path, "ODbL-1.0")
    assert osmnx.settings.overpass_url == before
    assert server.asked[1][1]["user-agent"].startswith("drenthe-geo/")
    assert not Path("cache").exists()
    said = osmnx.load_graphml(path).graph["data_date"]
    assert said == one.fetched[:10]
    assert main(["network", str(path), "--out", str(tmp_path / "net"), "--lang", "en"]) == 0
    header = json.loads((tmp_path / "net" / "network.json").read_text(encoding="utf-8"))
    [source] = header["sources"]
    assert (source["title"], source["date"]) == ("OpenStreetMap, around.graphml", said)
    assert "21 " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/api/status", Answer(b"", 503),
         "overpass: ADDRESS/api/status did not answer in 3 attempts (503 Service Unavailable); "),
        ("/api/interpreter", Answer(b"<html>no</html>", 400), "HOST: gave no roads ("),
        ("/api/interpreter", Answer(b'{"elements": []}'), "HOST: gave no roads ("),
    ],
)  # fmt: skip
def test_trouble_of_overpass_is_one_sentence(
    path: str, answer: Answer, said: str, server: Server, tmp_path: Path
) -> None:
    server.routes[path] = answer
    with pytest.raises(FileError) as caught:
        fetch_around(POINT, 500.0, tmp_path / "to", quick(overpass=f"{server.address}/api"))
    heard = str(caught.value).replace(server.address, "ADDRESS")
    assert heard.replace(server.address.partition("//")[2], "HOST").startswith(said)
    assert "\n" not in heard
    assert [one.name for one in (tmp_path / "to").iterdir()] == [".half"]
