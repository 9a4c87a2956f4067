"""A table of OData: all of its rows, none twice, of the table that was asked for, or a refusal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.manifest import FetchedFile, read_manifest
from drenthe_geo.fetch.plan import read_plan
from drenthe_geo.fetch.run import fetch_sources
from tools.serving import Answer, Server, entry, quick, serving, write_sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLE = "/ODataFeed/odata/83582NED/TypedDataSet"
FILTER = "BedrijfstakkenBranchesSBI2008 eq 'T001081' and Perioden eq '2024JJ00'"


def row(number: int) -> dict[str, Any]:
    """Make a row as CBS has them, of which every third is not told."""
    return {
        "ID": number,
        "BedrijfstakkenBranchesSBI2008": "T001081",
        "RegioS": f"GM{number:04d}  ",
        "Perioden": "2024JJ00",
        "BanenVanWerknemersInDecember_1": None if number % 3 == 0 else number / 10,
    }


def serve(server: Server, rows: list[dict[str, Any]], most: int, key: str) -> None:
    """Serve a table as CBS does: so many rows a page, and a link to those that follow."""

    def page(query: dict[str, str], _: dict[str, str]) -> Answer:
        begin = int(query.get("$skip", 0))
        said: dict[str, Any] = {"odata.metadata": "…", "value": rows[begin : begin + most]}
        if begin + most < len(rows):
            said[key] = f"{server.address}{TABLE}?$format=json&$skip={begin + most}"
        return Answer(json.dumps(said).encode())

    server.routes[TABLE] = page


def fetch(server: Server, folder: Path) -> FetchedFile:
    """Fetch the table."""
    fetch_sources(None, folder / "to", sources=listed(server, folder), manners=quick(attempts=1))
    [one] = read_manifest(folder / "to", by_hash=True).fetched
    return one


def listed(server: Server, folder: Path) -> Path:
    """Write the file of sources."""
    text = entry("jobs", server.address + TABLE, "jobs.json", "odata", least_mb=0.0)
    return write_sources(folder, f'{text}\nquery = {{ "$filter" = "{FILTER}" }}')


@settings(deadline=None, max_examples=10)
@given(
    count=st.integers(1, 25),
    most=st.integers(1, 9),
    key=st.sampled_from(["odata.nextLink", "@odata.nextLink"]),
)
def test_all_rows_come_once_and_in_order(
    count: int, most: int, key: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, rows = tmp_path_factory.mktemp("table"), [row(number) for number in range(count)]
    with serving() as server:
        serve(server, rows, most, key)
        one = fetch(server, folder)
    assert json.loads(one.path.read_text("utf-8"))["value"] == rows
    assert (one.rows, one.crs) == (count, None)


def test_what_is_asked_for_is_what_the_plan_says(tmp_path: Path) -> None:
    with serving() as server:
        serve(server, [row(1)], 10, "odata.nextLink")
        one = fetch(server, tmp_path)
        [asked] = server.paths()
        plan = read_plan(None, tmp_path / "to", sources=listed(server, tmp_path))
    assert one.address.removeprefix(server.address) == asked
    assert asked == f"{TABLE}?$format=json&$filter=" + FILTER.replace(" ", "%20").replace(
        "'", "%27"
    )
    assert [each.state for each in plan.standing] == ["fresh"]


def test_a_table_without_a_row_for_what_is_asked_is_said(tmp_path: Path) -> None:
    with serving() as server:
        serve(server, [], 10, "odata.nextLink")
        path = listed(server, tmp_path)
        found = fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    assert [one.key for one in found.notices] == ["fetch.empty_table"]


SECOND = f"ADDRESS{TABLE}?$format=json&$skip=2"
FIRST = f"ADDRESS{TABLE}?$format=json&$filter=" + FILTER.replace(" ", "%20").replace("'", "%27")
TROUBLE: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no rows": (
        lambda page: page.update(value={"a": 1}),
        f"jobs: {SECOND} holds no list of rows; nothing of it is used.",
    ),
    "a row twice": (
        lambda page: page["value"][0].update(ID=0),
        f"jobs: {SECOND} has row 0 once more, so the table changed meanwhile; fetch again.",
    ),
    "round": (
        lambda page: page.update({"odata.nextLink": SECOND}),
        f"jobs: {SECOND} has no end: its pages lead round.",
    ),
    "elsewhere": (
        lambda page: page.update({"odata.nextLink": f"https://example.org{TABLE}"}),
        f"jobs: {SECOND} has its next page elsewhere, at https://example.org{TABLE}.",
    ),
    "another table": (
        lambda page: page.update({"odata.nextLink": "/ODataFeed/odata/1/TypedDataSet"}),
        f"jobs: {SECOND} has its next page elsewhere, at /ODataFeed/odata/1/TypedDataSet.",
    ),
    "no link": (
        lambda page: page.update({"odata.nextLink": 3}),
        f"jobs: {SECOND} has its next page elsewhere, at 3.",
    ),
    "an error": (
        lambda page: page.update({"odata.error": {}, "error": {"message": "more than 10000"}}),
        f"jobs: {SECOND} answered with an error (more than 10000); try again later.",
    ),
}


@pytest.mark.parametrize("what", TROUBLE)
def test_trouble_with_a_table_is_one_sentence(what: str, tmp_path: Path) -> None:
    spoil, said = TROUBLE[what]
    with serving() as server:
        serve(server, [row(number) for number in range(4)], 2, "odata.nextLink")
        route: Any = server.routes[TABLE]

        def page(query: dict[str, str], headers: dict[str, str]) -> Answer:
            answer: Answer = route(query, headers)
            if "$skip" in query:
                made = json.loads(answer.body)
                spoil(made)
                text = json.dumps(made).replace("ADDRESS", server.address)
                answer.body = text.encode()
            return answer

        server.routes[TABLE] = page
        with pytest.raises(FileError) as caught:
            fetch(server, tmp_path)
    assert str(caught.value).replace(server.address, "ADDRESS") == said
    assert not (tmp_path / "to" / "jobs.json").exists()
    assert not (tmp_path / "to" / "manifest.json").exists()
