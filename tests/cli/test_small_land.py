"""Small land is no nought on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands import ask
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.words.numbers import land_km2

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_land_of_a_minute_is_said_in_two_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["catchments", "--minutes", "0.2", "--mode", "walk", "--out", str(tmp_path / "land")]
    heard = ask(words, capsys)
    assert heard.code == 0, heard.err
    land = dg.ask_catchments(VELDLAND, "stations", [0.2], mode="walk").tables["catchments"]["km2"]
    assert ((land > 0) & (land < 1)).any()
    for km2 in land:
        assert f" {land_km2(km2, 'en')} " in heard.out
