"""Right files with something wrong in them: a result or one sentence, never another error."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.fuzz.readers import READERS, outcome
from tools.fuzz.seeds import seed
from tools.fuzz.wrong import spoil

if TYPE_CHECKING:
    from pathlib import Path

PAIRS = [(name, ending) for name, (_, endings) in READERS.items() for ending in endings]
FEW, MANY = 6, 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spoiled")


@pytest.mark.parametrize(("name", "ending"), PAIRS)
def test_a_right_file_is_read(name: str, ending: str, folder: Path) -> None:
    path = folder / f"right{ending}"
    path.write_bytes(seed(name, ending))
    assert outcome(name, path) == ""


def _spoiled(name: str, ending: str, number: int, folder: Path) -> None:
    luck = random.Random(f"{name}{ending}{number}")  # noqa: S311 - dice, no secret
    path = folder / f"wrong{ending}"
    path.write_bytes(spoil(seed(name, ending), luck, luck.choice((1, 1, 2, 4))))
    outcome(name, path)


@pytest.mark.parametrize(("name", "ending"), PAIRS)
@settings(max_examples=FEW)
@given(number=st.integers(0, 10**6))
def test_a_spoiled_file_is_a_result_or_a_sentence(
    name: str, ending: str, folder: Path, number: int
) -> None:
    _spoiled(name, ending, number, folder)


@pytest.mark.fuzz
@pytest.mark.parametrize(("name", "ending"), PAIRS)
@settings(max_examples=MANY)
@given(number=st.integers(0, 10**9))
def test_many_spoiled_files(name: str, ending: str, folder: Path, number: int) -> None:
    _spoiled(name, ending, number, folder)
