"""Pages in a headless browser without a network: switches, search, tables, links, keys, axe."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from browsing import HOSTILE, KINDS, LOOKS
from drenthe import DRENTHE
from paths import ROOT

import drenthe_geo as dg
from drenthe_geo.answers.report import page_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


Open = Any


def number(text: str) -> float:
    """Read the first number of a Dutch text."""
    found = re.search(r"[\d.]+(?:,\d+)?", text)
    assert found
    return float(found[0].replace(".", "").replace(",", "."))


def test_scripts_have_right_types(from_npm: Path) -> None:
    scripts = ROOT / "src" / "drenthe_geo" / "page" / "js"
    tsc = from_npm / "typescript" / "bin" / "tsc"
    done = subprocess.run(
        ["node", str(tsc), "-p", str(scripts)],  # noqa: S607 - npm came with it
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.stdout
    assert all(len(one.read_text().splitlines()) < 300 for one in scripts.rglob("*.js"))


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_accessible(kind: str, opened: Open, from_npm: Path) -> None:
    axe = (from_npm / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page = opened(kind, scripts=[axe])
    page.page.locator("#things button, #ranking button").first.click()
    page.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    # Dark ink is another colour and nothing else, a phone another place: only one of the pages is
    # looked at whole in each.
    whole = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']"
    rules = {"dark": "['color-contrast']", "phone": "['target-size']"} if kind != "suggest" else {}
    for look, how in LOOKS.items():
        page.page.set_viewport_size(how["viewport"])
        page.page.emulate_media(color_scheme=how["color_scheme"])
        found = page.page.evaluate(
            f"axe.run(document, {{runOnly: {rules.get(look, whole)}, resultTypes: ['violations']}})"
        )
        told = [
            (one["id"], node["html"][:120], node["failureSummary"])
            for one in found["violations"]
            for node in one["nodes"][:3]
        ]
        assert not told, (look, told)
        wide = page.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, look


def test_every_switch_of_the_main_job_changes_the_map(opened: Open) -> None:
    page = opened("run")
    seen = [page.pixels()]
    for changes in ("mode=bicycle", "minutes=7", "show=nearest", "to=vnd", "set=all"):
        key, value = changes.split("=")
        page.page.evaluate(f"location.hash = location.hash + '&{key}={value}'")
        page.until(f"location.hash.includes('{changes}')", bool)
        seen.append(page.pixels())
    assert len(set(seen[:5])) == 5


def test_people_within_minutes_are_those_of_the_answer(
    opened: Open, answers: Callable[[str], dg.Answer]
) -> None:
    study = answers("run").result
    page = opened("run")
    for cutoff in study.cutoffs_min:
        page.page.locator("#minutes-range").fill(f"{cutoff:g}")
        assert number(page.text("#within")) == study.total.within[cutoff].people


def test_a_place_is_found_by_name_and_by_postcode_with_the_keyboard_alone(
    opened: Open, answers: Callable[[str], dg.Answer]
) -> None:
    study = answers("run").result
    page = opened("run")
    for wanted in ("middenv", "1006"):
        page.page.locator("#search").focus()
        page.page.locator("#search").fill(wanted)
        page.page.keyboard.press("Enter")
        assert "Middenveen" in page.text("#details h2")
        shown = page.text("#details tbody tr >> nth=0")
        assert number(shown.split("\t")[1]) == round(study.nearest.loc["1006", "nearest_min"], 1)
        page.page.locator("#details .close").focus()
        page.page.keyboard.press("Enter")
    page.page.locator("#map canvas").focus()
    before = page.pixels()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("+")
    page.until("new URLSearchParams(location.hash.slice(1)).get('at')", bool)
    assert page.pixels() != before


def test_a_link_brings_the_view_back(opened: Open) -> None:
    chosen = "mode=walk&minutes=12&sel=place%3A1006&table=travel_times&sort=-2"
    link = f"#at=5.9000%2C52.1500%2C11.00&{chosen}"
    page = opened("run", hash=link)
    assert page.page.is_checked("#mode-walk")
    assert page.page.input_value("#minutes-range") == "12"
    assert "Middenveen" in page.text("#details h2")
    assert page.page.get_attribute("#tables thead th >> nth=2", "aria-sort") == "descending"
    once = page.pixels()
    page.go(link)
    assert page.pixels() == once


@pytest.mark.parametrize("kind", ["run", "suggest"])
def test_downloads_are_the_tables(
    kind: str, opened: Open, answers: Callable[[str], dg.Answer], tmp_path: Path
) -> None:
    page, answer = opened(kind), answers(kind)
    table = next(iter(answer.tables.values()))
    with page.page.expect_download() as got:
        page.page.click("#tables .csv")
    got.value.save_as(tmp_path / "table.csv")
    raw = (tmp_path / "table.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    with page.page.expect_download() as got:
        page.page.click("#tables .xlsx")
    got.value.save_as(tmp_path / "table.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert len(rows) == len(cells) == len(table) + 1
    assert rows[0] == list(cells[0])
    numbers = [at for at, name in enumerate(table) if table[name].dtype.kind == "f"]
    assert numbers
    for at in numbers:
        for row, cell, value in zip(rows[1:], cells[1:], table.iloc[:, at], strict=True):
            if value == value:  # noqa: PLR0124 - what is missing is not
                assert cell[at] == round(value, answer.decimals)
                assert float(row[at].replace(",", ".")) == cell[at]
            else:
                assert (row[at], cell[at]) == ("", None)


def test_a_name_is_text_wherever_it_stands(opened: Open, tmp_path: Path) -> None:
    page = opened("suggest")
    assert page.page.title() != "x"
    assert HOSTILE in page.text("#ranking")
    page.page.locator("#search").fill("script")
    page.page.keyboard.press("Enter")
    assert page.text("#details h2") == HOSTILE
    with page.page.expect_download() as got:
        page.page.click("#tables .csv")
    got.value.save_as(tmp_path / "table.csv")
    text = (tmp_path / "table.csv").read_text(encoding="utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row}
    assert "'=1+1" in cells
    assert "=1+1" not in cells


def test_before_and_after_lie_on_one_another_with_a_slider_between(opened: Open) -> None:
    page = opened("scenario")
    gains = page.pixels()
    page.page.locator("label[for=show-both]").click()
    page.until("document.querySelectorAll('#map-after canvas').length", bool)
    assert page.pixels() != gains
    page.page.locator("#split").focus()
    page.page.keyboard.press("ArrowRight")
    clip = page.page.evaluate("document.querySelector('#map-after').style.clipPath")
    assert clip == "inset(0px 0px 0px 51%)"
    assert "split=51" in page.page.url
    told = page.text("#gaining")
    page.page.locator("#to-menu").select_option(index=2)
    assert page.text("#gaining") != told


def test_minutes_and_sites_of_a_placement_change_the_map(
    opened: Open, answers: Callable[[str], dg.Answer]
) -> None:
    found = answers("place").result
    page = opened("place")
    seen = [page.pixels()]
    inside = found.people["population"][found.people["minutes"] <= 9].sum()
    page.page.locator("#minutes-range").fill("9")
    assert number(page.text("#within")) == inside
    seen.append(page.pixels())
    page.page.locator("label[for=show-site]").click()
    seen.append(page.pixels())
    assert len(set(seen)) == 3


def test_a_service_changes_the_order_of_sites(opened: Open) -> None:
    page = opened("overview")
    seen = [(page.pixels(), page.text("#ranking"))]
    page.page.locator("#service-menu").select_option(index=1)
    seen.append((page.pixels(), page.text("#ranking")))
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] != seen[1][1]


def test_without_a_map_all_else_works(opened: Open) -> None:
    page = opened("run", scripts=["HTMLCanvasElement.prototype.getContext = () => null;"])
    assert "WebGL" in page.text("#mapbox")
    page.page.locator("#search").fill("middenveen")
    page.page.keyboard.press("Enter")
    assert "Middenveen" in page.text("#details h2")
    assert page.page.locator("#tables tbody tr").count() > 3


@pytest.mark.facts
def test_the_page_of_the_main_job_is_small_and_finds_a_town(opened: Open, tmp_path: Path) -> None:
    answer = dg.ask_stations(DRENTHE)
    path = tmp_path / "report.html"
    path.write_text(page_of(answer, "nl"), encoding="utf-8")
    assert path.stat().st_size < 6_000_000
    page = opened(path)
    for wanted in ("coevord", "7741"):  # the station of that name, and the place
        page.page.locator("#search").fill(wanted)
        page.page.locator("#search").press("Enter")
        assert page.text("#details h2") == "Coevorden"
    minutes = answer.result.nearest.loc["7741", "nearest_min"]
    assert number(page.text("#details tbody td >> nth=0")) == round(minutes, 1)
