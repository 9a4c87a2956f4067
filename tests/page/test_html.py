"""What holds for the file of a page, without a browser."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browsing import HOSTILE, KINDS, data_in
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.report import page_of
from drenthe_geo.page.packing import packed_numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

MOST_BYTES = 6_000_000
TYPES = {"Uint8": "<u1", "Uint16": "<u2", "Uint32": "<u4"}


def unpacked(told: dict[str, Any]) -> NDArray[Any]:
    """Read packed numbers as the script of a page does."""
    raw = zlib.decompress(base64.b64decode(told["raw"]))
    steps = np.frombuffer(raw, dtype=TYPES[told["type"]]).reshape(-1, told["shape"][-1])
    return np.cumsum(steps, axis=1, dtype=steps.dtype).reshape(told["shape"])


@given(
    st.lists(st.lists(st.integers(0, 2**16 - 1), min_size=3, max_size=3), min_size=1, max_size=5)
)
def test_packed_numbers_come_back(rows: list[list[int]]) -> None:
    values = np.array(rows, dtype=np.uint16)
    assert (unpacked(packed_numbers(values)) == values).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_runs_its_own_scripts_alone_and_loads_nothing(
    kind: str, pages: Callable[[str], Path]
) -> None:
    page = pages(kind).read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    rules = {
        rule.split()[0]: rule.split()[1:] for rule in policy[1].replace("&#39;", "'").split("; ")
    }
    assert rules["default-src"] == ["'none'"]
    assert "unsafe" not in policy[1]
    assert rules["connect-src"] == ["https://service.pdok.nl"]
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        hashes = [
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
            for text in texts
        ]
        assert rules[name] == hashes
    assert len(re.findall(r"<script\b", page)) == 3
    for maker in (
        "2020, MapLibre",
        "2020, Mapbox",
        "2011 by Evan Wallace",
        "2010-2016 Mike Bostock",
    ):
        assert maker in page.split("<!--")[1].split("-->")[0]
    assert not re.search(r'<(?:script|img|link|iframe)[^>]+(?:src|href)="http', page)
    assert not re.search(r"<[a-z][^>]* (?:on[a-z]+|style)=", page)
    assert len(page) < MOST_BYTES


def test_names_are_no_markup(pages: Callable[[str], Path]) -> None:
    page = pages("suggest").read_text(encoding="utf-8")
    assert HOSTILE not in page
    assert HOSTILE in [one["name"] for one in data_in(page)["view"]["data"]["sites"]]


def test_equal_answers_give_equal_pages(pages: Callable[[str], Path]) -> None:
    again = page_of(dg.ask_place(VELDLAND, "mean", count=2, points="sites"), "nl")
    assert pages("place").read_text(encoding="utf-8") == again


def test_people_and_places_of_the_page_are_those_of_the_tables(
    answers: Callable[[str], dg.Answer], pages: Callable[[str], Path]
) -> None:
    study = answers("run").result
    data = data_in(pages("run").read_text(encoding="utf-8"))["view"]["data"]
    heads = unpacked(data["people"])
    mode = data["modes"][0]
    assert mode["id"] == "car"
    times, asked = unpacked(mode["people"]), len(study.stations)
    for cutoff in study.cutoffs_min:
        inside = (times <= cutoff * data["perMinute"]).astype(int).T @ heads
        for at, station in enumerate(data["stations"][:asked]):
            assert inside[at] == study.summary.loc[station["id"], f"people_{cutoff:g}_min"]
        nearest = times[:, :asked].min(axis=1) <= cutoff * data["perMinute"]
        assert heads[nearest].sum() == study.total.within[cutoff].people
    places = unpacked(mode["places"]) / data["perMinute"]
    order = [one["id"] for one in data["places"] if one["kind"] == "place"]
    stations = [one["id"] for one in data["stations"]][:asked]
    expected = study.times.minutes.loc[order, stations].to_numpy()
    np.testing.assert_allclose(places[: len(order), :asked], expected, rtol=0, atol=1e-9)


def test_a_cell_takes_no_longer_than_a_place_in_it(pages: Callable[[str], Path]) -> None:
    data = data_in(pages("run").read_text(encoding="utf-8"))["view"]["data"]
    frame, half = data["frame"], 20_037_508.342789244
    for mode in data["modes"]:
        cells, minutes = unpacked(mode["cells"]), unpacked(mode["places"]) / data["perMinute"]
        for at, place in enumerate(data["places"]):
            if place["kind"] != "place":
                continue
            lon, lat = place["at"]
            x, y = lon / 180 * half, np.arcsinh(np.tan(np.deg2rad(lat))) / np.pi * half
            column = int((x - frame["west"]) // frame["cell"])
            row = int((frame["north"] - y) // frame["cell"])
            for station in range(len(cells) - 1):
                steps = int(cells[station, row, column])
                if steps < 254:  # not further than the steps go
                    assert steps * data["stepDs"] / data["perMinute"] <= minutes[at, station] + 1.5
