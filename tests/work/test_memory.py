"""What is said where memory is not enough, and how far a step is."""

from __future__ import annotations

import pytest
from paths import VELDLAND_DIR

from drenthe_geo.cli import asked, main
from drenthe_geo.words.table import words_of
from drenthe_geo.work.steps import Step


def test_a_question_that_runs_out_of_memory_ends_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("drenthe_geo.cli.questions.times.ask_times", full)
    monkeypatch.setattr(main, "free_mb", lambda: 1500.0)
    given = ["times", "--area", str(VELDLAND_DIR), "--points", "sites", "--out", f"{tmp_path}/x"]
    assert main.main([*given, "--lang", "en"]) == 1
    assert capsys.readouterr().err == (
        "drenthe-geo: there is not enough memory for this question: 1.5 GB are free. Ask about "
        "fewer points or fewer minutes at a time, or close other programs.\n"
    )


def test_how_much_of_a_step_is_done_is_said_and_how_long_the_rest_takes() -> None:
    told = asked._Told(words_of("en").say)
    assert told.step("sites") == "Measuring the sites"
    assert told.step(Step("sites", 250, 5000, 1140.0)) == (
        "Measuring the sites: 250 of 5,000, some 19 minutes more"
    )
    assert told.step(Step("sites", 250, 500, 1.0)) == (
        "Measuring the sites: 250 of 500, a second more"
    )


def test_a_long_step_is_said_once_also_where_nobody_watches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    monkeypatch.setattr(asked, "say_warning", said.append)
    told = asked._Told(words_of("en").say)
    for left_s in (20.0, 90.0, 80.0):
        told.long(Step("sites", 1, 9, left_s))
    assert said == ["Measuring the sites: 1 of 9, some 2 minutes more"]
