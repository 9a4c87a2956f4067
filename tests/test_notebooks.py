# mypy: disable-error-code="no-untyped-call"
"""Every notebook runs from top to bottom, and its stored tables are those that it computes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from paths import ROOT

from tools.notebooks import MOST_BYTES, cleaned, kernel, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbclient import NotebookClient

pytestmark = pytest.mark.notebooks
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PICTURES = {
    "01-nine-stations": 2,
    "02-people-in-reach": 2,
    "03-door-to-door": 1,
    "04-which-site": 3,
    "05-your-own": 1,
}
MOST_LINES, LONGEST = 10, 104
PICTURE = re.compile(r"base64,[^\"\\]+")
TABLE = '<table border="1" class="dataframe">'


def outputs(notebook: Any) -> list[Any]:
    """What all cells show."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def pictures(notebook: Any) -> int:
    return sum("image/png" in one.get("data", {}) for one in outputs(notebook))


def figures(notebook: Any) -> list[str]:
    """Tables and printed sentences, in the order of the cells."""
    told = []
    for one in outputs(notebook):
        html = one.get("data", {}).get("text/html", "")
        if TABLE in html:
            cells = re.sub(r"<[^>]+>", " ", html[html.index(TABLE) :])
            told.append(" ".join(cells.split()))
        elif one.get("name") == "stdout":
            told.append(one["text"])
    return told


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookClient]:
    """One kernel, which forgets between notebooks all but what the package keeps in memory."""
    with kernel(tmp_path_factory.mktemp("kernel")) as one:
        yield one


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_computes_what_it_has_stored(
    path: Path, tmp_path: Path, client: NotebookClient
) -> None:
    stored, made = nbformat.read(path, as_version=4), run(path, tmp_path, client)
    assert figures(stored) == figures(made)
    assert pictures(made) == PICTURES[path.stem]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_can_be_read_without_running(path: Path) -> None:
    assert path.stat().st_size <= MOST_BYTES
    text = path.read_text(encoding="utf-8")
    stored = nbformat.reads(text, as_version=4)
    assert pictures(stored) == PICTURES[path.stem]
    assert len(figures(stored)) >= 3
    head = stored.cells[0].source
    assert all(word in head for word in ("*The question.*", "**You learn**", "**Run time**"))
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert sum(bool(cell.outputs) for cell in code) > len(code) / 2
    assert max(len(cell.source.splitlines()) for cell in code) <= MOST_LINES
    assert max(len(line) for cell in code for line in cell.source.splitlines()) <= LONGEST


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_holds_nothing_of_the_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    stored = nbformat.reads(text, as_version=4)
    bare = cleaned(nbformat.reads(text, as_version=4))
    for one in outputs(bare):
        one.get("data", {}).pop("image/png", None)
    plain = PICTURE.sub("", json.dumps(bare))
    assert not re.search(r" at 0x[0-9a-f]+|Traceback|\"(/[\w.-]+){2,}", plain)
    assert not [one for one in (Path.home(), ROOT, Path(gettempdir())) if f"{one}/" in plain]
    assert not [one for one in outputs(stored) if one.get("name") == "stderr"]
    again = cleaned(nbformat.reads(text, as_version=4))
    assert json.dumps(again) == json.dumps(stored)
