"""Every question tells its steps, and every step has a name to show in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from asked import ASKED
from veldland import VELDLAND

from drenthe_geo.placement.locate import STEPS as PLACING
from drenthe_geo.scenarios.compare import STEPS as COMPARING
from drenthe_geo.siting.match import STEPS as MATCHING
from drenthe_geo.siting.suggest import STEPS as SUGGESTING

if TYPE_CHECKING:
    from pathlib import Path

WRITING = ["maps", "dossier", "files"]
TOLD = {
    "scenario": [*COMPARING],
    "suggest": [*SUGGESTING, "areas"],
    "overview": [*MATCHING],
    "services-for": [*MATCHING],
    "place": [*PLACING],
    "claims": ["claims"],
}
MORE = {"run": {"also": "certainty,reached_roads"}}


@pytest.fixture(scope="module")
def told() -> dict[str, list[str]]:
    """The steps of every question, from the first to the last."""
    steps = {}
    for question, ask in ASKED.items():
        mine: list[str] = []
        ask(on_step=mine.append, **MORE.get(question, {}))
        steps[question] = mine
    return steps


def test_steps_are_told_once_in_order(told: dict[str, list[str]]) -> None:
    assert len(told) == 12
    for question, steps in told.items():
        assert len(set(steps)) == len(steps), question
        assert steps, question
    for question, steps in TOLD.items():
        assert told[question] == steps


def test_writing_tells_its_steps(tmp_path: Path) -> None:
    steps: list[str] = []
    ASKED["times"]().write(tmp_path / "out", on_step=steps.append)
    assert steps == WRITING


@pytest.mark.parametrize("lang", VELDLAND.facts.languages)
def test_every_step_has_a_name_and_every_name_a_step(lang: str, told: dict[str, list[str]]) -> None:
    names = VELDLAND.words(lang).group("steps")
    # A file of OpenStreetMap and a window of departures are asked for elsewhere.
    assert set(names) == {"starting", "osm", "departures", *WRITING}.union(*told.values())
    assert all(names.values())
