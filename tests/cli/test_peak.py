"""The peak is one word of the command line, wherever one travels on roads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
from commands import ask

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

WARNING = "Assumed for the peak by car"


def test_the_peak_is_said_and_makes_no_time_shorter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calm, busy = tmp_path / "calm", tmp_path / "busy"
    words = ["times", "--points", "sites", "--out"]
    assert ask([*words, str(calm)], capsys).code == 0
    heard = ask([*words, str(busy), "--peak"], capsys)
    assert heard.code == 0
    assert WARNING in " ".join(heard.out.split() + heard.err.split())
    told = json.loads((busy / "about.json").read_text(encoding="utf-8"))
    assert told["area"]["peak"] is True
    assert any(one.startswith(WARNING) for one in told["warnings"])
    assert told["profile"]["peak"]["value"]["slow"] == 1.25
    assert told["profile"]["park_min"]["value"] == 3
    minutes = [pd.read_csv(one / "times.csv")["minutes"] for one in (calm, busy)]
    assert (minutes[1] >= minutes[0]).all()
    assert (minutes[1] > minutes[0]).any()
    again = ask([*words, str(calm), "--peak"], capsys)
    assert again.code == 1
    assert again.err == (
        f"drenthe-geo: --out {calm}: holds the answer to another question (times; peak False), "
        "which this one (times; peak True) would replace; give another folder.\n"
    )


def test_a_list_knows_no_peak(capsys: pytest.CaptureFixture[str]) -> None:
    heard = ask("sites --peak", capsys)
    assert heard.code == 1
    assert heard.err.startswith("drenthe-geo: ")
