"""Points of a user, and every answer about the made-up area, asked and written once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from asked import ASKED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import drenthe_geo as dg

POINTS = "id,x,y\nheidestad,164300,464900\nvenendal,173700,462800\nsea,20000,430000\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder one works in, with a file of points: in two towns, and in the sea."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(POINTS, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def ask() -> Callable[[str], dg.Answer]:
    """The answer to a question of `ASKED`; tests may not change it."""
    return cache(lambda question: ASKED[question]())


@pytest.fixture(scope="session")
def written(
    ask: Callable[[str], dg.Answer], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The folder of that answer, in the language of the area."""
    top = tmp_path_factory.mktemp("answers")

    @cache
    def write(question: str) -> Path:
        ask(question).write(top / question)
        return top / question

    return write
