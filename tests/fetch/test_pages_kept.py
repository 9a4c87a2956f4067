"""Pages that came before a cut are kept: what is gone on with is what would have come uncut."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paging import (
    COLLECTION,
    ITEMS,
    LAYER,
    TABLE,
    before,
    fetched,
    numbered,
    pages_asked,
    serve,
    serve_layer,
    serve_table,
)

from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.fetch.half import Half
from tools.serving import Answer, Server, serving, write_sources
from tools.serving import entry as source

BUSY = Answer(b"", 503)
CURSORS = {
    "ogc_features": (ITEMS, "cursor"),
    "arcgis": (f"{LAYER}/query", "resultOffset"),
    "odata": (TABLE, "$skip"),
}


@pytest.fixture(name="server")
def _server() -> Any:
    with serving() as server:
        yield server


def cut_at(server: Server, path: str, places: set[int], name: str) -> None:
    """Answer each of these pages once that there is trouble."""
    left = set(places)

    def told(query: dict[str, str]) -> Answer | None:
        at = int(query.get(name, "0").lstrip("x"))
        if at in left and "returnCountOnly" not in query:
            left.remove(at)
            return BUSY
        return None

    before(server, path, told)


def until_there(server: Server, folder: Path, how: str) -> tuple[bytes, int]:
    """Fetch again after each cut; tell how many there were."""
    for cuts in range(100):
        try:
            return fetched(server, folder, how), cuts
        except DrentheGeoError as error:
            if error.message.key != "fetch.unreached" or (folder / "to" / "b.geojson").exists():
                raise
    raise AssertionError


@settings(deadline=None, max_examples=15)
@given(
    count=st.integers(0, 12),
    limit=st.integers(1, 4),
    cuts=st.sets(st.integers(0, 12)),
    how=st.sampled_from(["ogc_features", "arcgis", "odata"]),
)
def test_gone_on_with_is_what_would_have_come_uncut(
    count: int, limit: int, cuts: set[int], how: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    features = numbered(count, naam="Sint Ânne\u2028straat")
    with serving() as server:
        if how == "arcgis":
            serve_layer(server, features, limit)
        elif how == "odata":
            serve_table(server, [{"ID": one["id"], **one["properties"]} for one in features], limit)
        else:
            serve(server, features, limit=limit, matched=True)
        whole = fetched(server, tmp_path_factory.mktemp("whole"), how)
        begins = range(0, max(count, 1), limit)
        hit = sorted(set(begins) & cuts)
        path, name = CURSORS[how]
        cut_at(server, path, set(hit), name)
        server.asked.clear()
        found, times = until_there(server, tmp_path_factory.mktemp("cut"), how)
    assert found == whole
    assert times == len(hit)
    # Once each; those that were cut once more, and the last page there whenever it goes on.
    goes_on = sum(at > 0 for at in hit)
    assert len(pages_asked(server)) == len(begins) + times + goes_on


CHILD = """
import sys
from pathlib import Path
from drenthe_geo.fetch.run import Watch, fetch_sources
from tools.serving import quick
class Told(Watch):
    def moved(self, file, done, total):
        print("moved", flush=True)
fetch_sources(None, sys.argv[1], sources=Path(sys.argv[2]), manners=quick(), watch=Told())
"""
ROOT = Path(__file__).parents[2]


def test_a_killed_run_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    features = numbered(9)
    serve(server, features, limit=2)
    (tmp_path / "whole").mkdir()
    whole = fetched(server, tmp_path / "whole")
    slow = [Answer(b" " * 10**6, slow_s=1.0)]
    before(server, ITEMS, lambda query: slow.pop() if slow and "x6" in query.values() else None)
    server.asked.clear()
    address = server.address + COLLECTION
    path = write_sources(tmp_path, source("b", address, "b.geojson", "ogc_features", least_mb=0.0))
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "to"), str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE,
    ) as process:
        while not any("x6" in one for one in pages_asked(server)):
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    assert [one.name for one in (tmp_path / "to").iterdir()] == [".half"]
    came = len(pages_asked(server))
    assert fetched(server, tmp_path) == whole
    assert [one.rpartition("=")[2] for one in pages_asked(server)[came:]] == ["x4", "x6", "x8"]
    assert {one.name for one in (tmp_path / "to" / ".half").iterdir()} == {".lock", ".holder"}


def begun(server: Server, folder: Path, cut: int = 4) -> None:
    """Begin a collection whose pages hold two, and cut it."""
    cut_at(server, ITEMS, {cut}, "cursor")
    with pytest.raises(DrentheGeoError):
        fetched(server, folder)
    server.asked.clear()


def places(server: Server) -> list[str]:
    """Tell which pages were asked for."""
    return ["first" if "bbox=" in one else one[-2:] for one in pages_asked(server)]


def notes_of(folder: Path) -> Path:
    return Half(folder / "to", "b.geojson").pages


def otherwise(server: Server, folder: Path) -> bytes:
    """Fetch a collection as it is now to another folder, uncut."""
    (folder / "whole").mkdir()
    found = fetched(server, folder / "whole")
    server.asked.clear()
    return found


def torn(folder: Path) -> None:
    path = notes_of(folder)
    path.write_bytes(path.read_bytes()[:-9])


def swapped(folder: Path) -> None:
    path = Half(folder / "to", "b.geojson").path
    path.write_bytes(path.read_bytes().replace(b'"id":0', b'"id":9'))


def shortened(folder: Path) -> None:
    path = Half(folder / "to", "b.geojson").path
    path.write_bytes(path.read_bytes()[:-30])


def no_notes(folder: Path) -> None:
    notes_of(folder).write_bytes(b"[" * 10_000 + b"\n{}\n")


SPOILT: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    # Half a note is none: the page before it is the last.
    "half a note": (torn, ["first", "x2", "x4"]),
    "another feature": (swapped, ["x2", "first", "x2", "x4"]),
    "half a page": (shortened, ["x2", "x4"]),
    "notes that are none": (no_notes, ["first", "x2", "x4"]),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_somebody_changed_is_not_used(what: str, server: Server, tmp_path: Path) -> None:
    serve(server, numbered(6), limit=2)
    whole = otherwise(server, tmp_path)
    begun(server, tmp_path)
    spoil, asked = SPOILT[what]
    spoil(tmp_path)
    assert fetched(server, tmp_path) == whole
    assert places(server) == asked


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({"now": lambda: dt.datetime.now(dt.UTC) + dt.timedelta(hours=23)}, ["x2", "x4"]),
        ({"now": lambda: dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)}, ["first", "x2", "x4"]),
        ({"now": lambda: dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)}, ["first", "x2", "x4"]),
        ({"max_age_days": 0}, ["first", "x2", "x4"]),
    ],
    ids=["a day", "longer", "a clock that went back", "again"],
)
def test_pages_are_of_use_for_a_day(
    more: dict[str, Any], asked: list[str], server: Server, tmp_path: Path
) -> None:
    serve(server, numbered(6), limit=2)
    begun(server, tmp_path)
    fetched(server, tmp_path, **more)
    assert places(server) == asked


STATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "what it says of itself": ({"updated": "2026-11-26"}, {"updated": "2026-11-27"}),
    "how many there are": ({"matched": True}, {"matched": True}),
    "its last page": ({}, {}),
}


@pytest.mark.parametrize("what", STATES)
def test_pages_of_another_state_are_not_gone_on_with(
    what: str, server: Server, tmp_path: Path
) -> None:
    old, new = STATES[what]
    serve(server, numbered(6), limit=2, **old)
    begun(server, tmp_path)
    many = 7 if "matched" in new else 6
    features = numbered(many, **({} if "matched" in new else {"inwoners": 3}))
    serve(server, features, limit=2, **new)
    whole = otherwise(server, tmp_path)
    assert fetched(server, tmp_path) == whole
    assert json.loads(whole)["features"] == features


@settings(deadline=None, max_examples=20)
@given(
    steps=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=5),
    pages=st.integers(1, 4),
)
def test_two_states_are_never_mixed(
    steps: list[tuple[int, bool]], pages: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is cut, and whenever the data are others: one state whole, or a refusal."""
    states = [numbered(2 * pages, inwoners=number) for number in (1, 2)]
    folder = tmp_path_factory.mktemp("states")
    with serving() as server:
        wholes, at = [], 0
        for number, features in enumerate(states):
            serve(server, features, limit=2, updated=number)
            wholes.append(fetched(server, tmp_path_factory.mktemp("whole")))
        for number, (cut, is_later) in enumerate([*steps, (9, False)]):
            serve(server, states[at], limit=2, updated=at)
            cut_at(server, ITEMS, {2 * cut}, "cursor")
            if is_later:  # after the second page that is asked for
                switch(server, states[1 - at], 1 - at)
            at = 1 - at if is_later else at
            try:
                found = fetched(server, folder, max_age_days=None)
            except DrentheGeoError as error:
                is_last = number == len(steps) and error.message.key != "fetch.changed"
                if is_last or (folder / "to" / "b.geojson").exists():
                    raise
                continue
            assert found in wholes
            break


def switch(server: Server, features: list[dict[str, Any]], state: int) -> None:
    """Let a collection become another one after two of its pages were given."""
    given: list[str] = []

    def told(query: dict[str, str]) -> Answer | None:
        given.append(query.get("cursor", ""))
        if len(given) == 3:
            serve(server, features, limit=2, updated=state)
            route: Any = server.routes[ITEMS]
            answer: Answer = route(query, {})
            return answer
        return None

    before(server, ITEMS, told)


def test_data_that_change_while_they_come_are_refused(server: Server, tmp_path: Path) -> None:
    serve(server, numbered(6), limit=2, updated=1)
    switch(server, numbered(6), 2)
    with pytest.raises(DrentheGeoError) as caught:
        fetched(server, tmp_path)
    assert str(caught.value).replace(server.address, "ADDRESS") == (
        f"b: ADDRESS{COLLECTION} says other things of itself than before its pages came, so the "
        "data changed meanwhile; fetch again."
    )
    serve(server, numbered(6), limit=2, matched=True)
    more = {"x2": numbered(7)}

    def told(query: dict[str, str]) -> Answer | None:
        if query.get("cursor") in more:
            serve(server, more["x2"], limit=2, matched=True)
            route: Any = server.routes[ITEMS]
            answer: Answer = route(query, {})
            return answer
        return None

    before(server, ITEMS, told)
    with pytest.raises(DrentheGeoError) as caught:
        fetched(server, tmp_path)
    assert str(caught.value).replace(server.address, "ADDRESS") == (
        f"b: ADDRESS{ITEMS}?f=json&limit=1000&cursor=x2 says that there are 7 features, and a page "
        "before it that there are 6, so the data changed meanwhile; fetch again."
    )
    assert {one.name for one in (tmp_path / "to" / ".half").iterdir()} == {".lock", ".holder"}


def test_what_says_something_else_at_every_question_comes_all_the_same(
    server: Server, tmp_path: Path
) -> None:
    serve(server, numbered(6), limit=2)
    said = iter(range(99))
    server.routes[COLLECTION] = lambda _, __: Answer(json.dumps({"asked": next(said)}).encode())
    assert len(json.loads(fetched(server, tmp_path))["features"]) == 6
