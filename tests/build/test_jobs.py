"""Jobs by gemeente: thousands become jobs, and what is not told is neither nought nor added up."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drenthe_geo as dg
from drenthe_geo.build.fetched.area import build_area, settings_of
from drenthe_geo.build.fetched.jobs import jobs_of, said_of
from drenthe_geo.build.fetched.reading import Sources
from drenthe_geo.cards.contents import contents_of
from drenthe_geo.dossier.findings import of_jobs
from drenthe_geo.dossier.page import Page
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.fetch.manifest import Manifest
from drenthe_geo.words.message import Message
from tests.areas.veldland_fetched import choices, fill, told

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.area import Area

pytest.importorskip("osmium")

COUNT = "BanenVanWerknemersInDecember_1"


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return choices(tmp_path_factory.mktemp("jobs") / "choices")


@pytest.fixture(scope="module")
def built(chosen: Path) -> Area:
    fill(chosen.parent / "in", ("boundaries_gemeenten", "wijken", "osm", "jobs"))
    return build_area(chosen.parent / "in", chosen, chosen.parent / "out")


def sources_of(chosen: Path, rows: list[dict[str, Any]] | None, kind: str = "json") -> Sources:
    """Give sources of these rows of jobs alone; of none where there are none."""
    folder = chosen.parent / "some"
    folder.mkdir(exist_ok=True)
    path = folder / f"jobs.{kind}"
    if rows is None:
        return Sources(Manifest(folder, "veldland"), settings_of(chosen))
    if kind == "json":
        path.write_text(json.dumps({"value": rows}), encoding="utf-8")
    else:
        lines = [";".join(rows[0]), *(";".join(map(str, row.values())) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Sources(Manifest(folder, "veldland", (told(path, "jobs"),)), settings_of(chosen))


def row(code: str, count: object, year: object = "2024JJ00", **more: object) -> dict[str, Any]:
    return {"RegioS": code, "Perioden": year, COUNT: count, **more}


def test_gemeenten_of_an_area_have_their_jobs_with_year_and_source(built: Area) -> None:
    layer = built.layer("gemeenten")
    assert layer["jobs"].tolist()[:2] == [9100, 4900]
    assert layer["jobs"].isna().tolist() == [False, False, True]
    assert set(layer["jobs_year"]) == {2024}
    said = built.resource("gemeenten")["sources"]
    assert [one["title"] for one in said if one["id"] == "jobs"] == ["Made up jobs"]


def test_people_and_a_dossier_show_them_and_add_nothing_up(built: Area) -> None:
    answer = dg.ask_people(built, "places", [10])
    table = answer.tables["gemeenten"]
    assert table["gemeente"].tolist() == ["Heidemark", "Veenhoek", "Zandwolde"]
    assert table["jobs"].isna().tolist() == [False, False, True]
    [note] = answer.sentences
    assert built.words("en").say(note) == (
        "Jobs: of employees who work in a gemeente, mean of December 2024, rounded to hundreds "
        "(Made up jobs); of Zandwolde they are not told, so they are not added up; the "
        "self-employed are not among them."
    )
    said, untold = (of_jobs(page_of(built, one)) for one in ("Heidemark", "Zandwolde"))
    assert [str(getattr(block, "text", "")) for block in said] == [
        (
            "In the gemeente of Heidemark there are 9,100 jobs of employees, mean of December "
            "2024, rounded to hundreds (Made up jobs); the self-employed are not among them."
        )
    ]
    assert untold == []


def test_a_card_of_an_area_adds_jobs_up_where_all_are_told_alone(
    built: Area, tmp_path: Path
) -> None:
    whole = shutil.copytree(built.folder, tmp_path / "whole")
    path = whole / "gemeenten.csv"
    rows = pd.read_csv(path)
    rows.assign(jobs=rows["jobs"].fillna(1000)).to_csv(path, index=False)
    said = [dict(contents_of(one).figures) for one in (built, dg.open_area(whole))]
    jobs = Message("cards.figure.jobs", value=15000)
    keys = [[name.key for name in each if isinstance(name, Message)] for each in said]
    assert [jobs.key in each for each in keys] == [False, True]
    amount = said[1][jobs]
    assert built.words("en").say(amount) == "15,000"


def page_of(area: Area, gemeente: str) -> Page:
    """Give a dossier whose first site lies in a gemeente."""
    at = SimpleNamespace(to_dict=lambda: {"a": gemeente})
    found: Any = SimpleNamespace(verdict=SimpleNamespace(first="a"), gemeente=at)
    nothing: Any = None
    return Page(area=area, found=found, words=area.words("en"), pictures={}, within=nothing)


def test_where_no_jobs_were_fetched_there_is_no_column_of_them(chosen: Path) -> None:
    fill(chosen.parent / "less", ("boundaries_gemeenten", "wijken", "osm"))
    area = build_area(chosen.parent / "less", chosen, chosen.parent / "without")
    assert "jobs" not in area.layer("gemeenten")
    assert jobs_of(sources_of(chosen, None), ["GM0106"]) is None


HIDDEN = st.sampled_from(
    [None, "", ".", "  .", "-", "x", -99995, -99997.0, "-99998", "-99999,0", "-99996.0", -99999]
)


def written(tenths: int) -> st.SearchStrategy[tuple[int, object]]:
    """Write a tenth of a thousand in the ways that tables do, beside the jobs that it is."""
    text = f"{tenths / 10:.1f}"
    ways: list[object] = [tenths / 10, text, f"  {text}", text.replace(".", ",")]
    return st.sampled_from(ways).map(lambda way: (tenths * 100, way))


TOLD = st.integers(0, 5000).flatmap(written)


@settings(deadline=None, max_examples=60)
@given(known=st.lists(TOLD, min_size=1, max_size=4), hidden=st.lists(HIDDEN, max_size=3))
def test_what_is_hidden_is_never_a_number(
    known: list[tuple[int, object]], hidden: list[object], chosen: Path
) -> None:
    given_rows = [text for _, text in known] + hidden
    rows = [row(f"GM{at:04d}  ", one) for at, one in enumerate(given_rows)]
    codes = [f"GM{at:04d}" for at in range(len(rows))]
    found = jobs_of(sources_of(chosen, rows), codes)
    assert found is not None
    assert found["jobs"].iloc[: len(known)].tolist() == [jobs for jobs, _ in known]
    assert found["jobs"].iloc[len(known) :].isna().all()
    message = said_of(found, codes)
    assert message.key == ("build.jobs_of_some" if hidden else "build.jobs")
    if not hidden:
        assert dict(message.values)["jobs"] == sum(jobs for jobs, _ in known)


def test_the_newest_year_counts_and_other_regions_and_branches_do_not(chosen: Path) -> None:
    branch = "BedrijfstakkenBranchesSBI2008"
    rows = [
        row("GM0106  ", 61.2, "2023JJ00", **{branch: "T001081"}),
        row("GM0106  ", 62.5, "2024JJ00", **{branch: "T001081"}),
        row("GM0106  ", 9.9, "2024JJ00", **{branch: "301000 "}),
        row("PV22    ", 190.0, "2024JJ00", **{branch: "T001081"}),
        row("PV22    ", 190.0, "2025JJ00", **{branch: "T001081"}),
    ]
    found = jobs_of(sources_of(chosen, rows), ["GM0106", "GM0114"])
    assert found is not None
    assert found["jobs"].tolist()[0] == 62_500
    assert found["jobs"].isna().tolist() == [False, True]
    assert found["jobs_year"].tolist() == [2024, 2024]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_table_of_ones_own_may_say_years_and_codes_as_numbers(kind: str, chosen: Path) -> None:
    rows = [{"gemeentecode": 106, "jaar": 2022, "banen": "61235"}]
    found = jobs_of(sources_of(chosen, rows, kind), ["GM0106"])
    assert found is not None
    assert found.to_numpy().tolist() == [[61_235, 2022]]


def test_a_year_of_which_nothing_is_told_yet_is_not_the_newest(chosen: Path) -> None:
    rows = [row("GM0106", 61.2, "2023JJ00"), row("GM0106", ".", "2024JJ00")]
    found = jobs_of(sources_of(chosen, rows), ["GM0106", "GM0114"])
    assert found is not None
    assert found["jobs"].tolist()[0] == 61_200
    assert set(found["jobs_year"]) == {2023}


ODD = {
    "a gemeente twice": (
        [row("GM0106", 61.2), row("GM0106", 61.3)],
        (
            "the code GM0106 is there twice with another jobs; name the right columns in [fields] "
            "of build.toml, or leave one out."
        ),
    ),
    "a quarter": (
        [row("GM0106", 61.2, "2024KW01")],
        (
            "'2024KW01' is no year, so it is not clear which rows are the newest; mend the column, "
            "or name another as year in [fields.all] of build.toml."
        ),
    ),
    "thousands by another name": (
        [{"code": "GM0106", "year": 2024, "jobs": 61.2}],
        (
            "a gemeente has 61.20 jobs, which is no whole number; where its column "
            "counts thousands, name it in in_thousands of [jobs] in build.toml."
        ),
    ),
    "below nought": ([row("GM0106", -3.0)], "row 1 has '-3.0' in " + COUNT),
    "a thousand or a point": ([row("GM0106", "61.200")], "row 1 has '61.200' in " + COUNT),
    "another table": (
        [{"RegioS": "GM0106", "Perioden": "2024JJ00", "Vacatures_1": 3}],
        "none of its columns is " + COUNT,
    ),
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_no_table_of_jobs_is_refused(what: str, chosen: Path) -> None:
    rows, said = ODD[what]
    with pytest.raises(DrentheGeoError) as error:
        jobs_of(sources_of(chosen, rows), ["GM0106"])
    assert str(error.value).startswith(f"jobs.json: {said}")


@pytest.mark.parametrize("text", ["", "[]", '{"value": 3}', '{"value": [3]}', "[" * 100_000])
def test_a_file_that_is_no_table_is_refused(text: str, chosen: Path) -> None:
    sources = sources_of(chosen, [row("GM0106", 1.0)])
    path = sources.files("jobs")[0].path
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DrentheGeoError) as error:
        jobs_of(sources, ["GM0106"])
    assert str(error.value) == (
        "jobs.json (jobs): cannot be read as a table or as features; fetch it again."
    )


def test_a_table_without_rows_is_not_known(chosen: Path) -> None:
    assert jobs_of(sources_of(chosen, []), ["GM0106"]) is None
    assert said_of(None, ["Assen"]).key == "build.no_jobs"
