"""What facts.toml, the README and the pages say is what is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from facts import FACTS
from PIL import Image

from tools.facts import figures, marks, picture, tables

if TYPE_CHECKING:
    from pathlib import Path

    from tools.facts.computed import Computed

SENTENCES = tables.sentences(FACTS)
MARKED = [
    (page.name, name, content)
    for page in marks.pages()
    for name, content in marks.marked(page.read_text(encoding="utf-8"))
]
SECTIONS = ("people", "people_30_min", "people_nearest", "counts", "nedersaksenlijn", "legs")
LARGEST_PICTURE = 300_000


def test_every_mark_has_a_maker_and_every_maker_a_mark() -> None:
    known = {*tables.TABLES, *tables.SOURCE_TABLES, *SENTENCES}
    assert {name for _, name, _ in MARKED} == known


@pytest.mark.parametrize("name", list(tables.TABLES))
def test_a_table_is_what_is_computed(name: str, computed: Computed) -> None:
    shown = [content for _, mark, content in MARKED if mark == name]
    assert shown == [tables.TABLES[name](computed)] * len(shown)


@pytest.mark.parametrize("name", list(tables.SOURCE_TABLES))
def test_a_table_of_what_was_measured_is_that_of_the_facts(name: str) -> None:
    shown = [content for _, mark, content in MARKED if mark == name]
    assert shown == [tables.SOURCE_TABLES[name](FACTS["source"])]


@pytest.mark.parametrize("name", list(SENTENCES))
def test_a_figure_in_a_sentence_is_that_of_the_facts(name: str) -> None:
    shown = {content for _, mark, content in MARKED if mark == name}
    assert shown == {SENTENCES[name]}


@pytest.mark.parametrize("section", SECTIONS)
def test_the_facts_are_computed(section: str, computed: Computed) -> None:
    assert FACTS[section] == figures.figures(computed)[section]


def test_the_facts_have_no_other_sections() -> None:
    assert list(FACTS) == [*SECTIONS, "source"]


def test_what_is_measured_on_the_public_data_is_what_the_facts_say(
    public_data: Path, computed: Computed
) -> None:
    found = figures.source_figures(computed, public_data, fit=False)
    kept = {name: one for name, one in FACTS["source"]["engine"].items() if name != "left_out"}
    assert {**FACTS["source"], "engine": kept} == found
    limits = computed.area.resource("road_edges")["limits"]
    for name in ("mean", "p95"):
        assert f"{found['model'][f'{name}_abs_error_min']:.2f}" in limits
    said = computed.area.resource("people")["limits"]
    for share in found["wrong_wijk"].values():
        assert f"{100 * share:.1f} %" in said


def test_the_map_of_the_readme_is_small() -> None:
    assert 30_000 < picture.FILE.stat().st_size < LARGEST_PICTURE
    with Image.open(picture.FILE) as drawn:
        assert (drawn.format, drawn.mode) == ("PNG", "P")
        assert min(drawn.size) > 600


def test_filling_a_page_twice_changes_nothing() -> None:
    text = "a <!-- facts: one -->x<!-- end --> b\n<!-- facts: two -->\n| y |\n<!-- end -->\n"
    made = {"one": "17 people", "two": "| z |\n|---|"}
    once = marks.filled(text, made)
    assert marks.marked(once) == [("one", "17 people"), ("two", "| z |\n|---|")]
    assert marks.filled(once, made) == once
