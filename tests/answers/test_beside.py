"""What is said of a scenario beside the buses of today."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from veldland import VELDLAND

from drenthe_geo.answers.beside import beside_buses

EN = VELDLAND.words("en")
END, NAME = VELDLAND.table("destinations")[["destination", "name"]].iloc[0]


GAINED = f"minutes to {NAME} are gained beside the buses of today; "
LOST = f"minutes to {NAME} are lost beside the buses of today; without buses it would be "


@pytest.mark.parametrize(
    ("gain", "alone", "said"),
    [
        (2.0, 5.0, f"On average 2.0 {GAINED}"),
        (0.0, 5.0, f"On average 0.0 {GAINED}"),
        (-0.04, -2.3, f"On average 0.0 {LOST}2.3, "),
        (-1.0, -4.0, f"On average 1.0 {LOST}4.0, "),
        (5.0, 2.0, None),
        (-4.0, -1.0, None),
        (2.0, -2.0, None),
        (2.0, 2.1, None),
    ],
)
def test_a_loss_is_never_called_a_gain(gain: float, alone: float, said: str | None) -> None:
    summary = {"gain_min": [gain, 9.0], "gain_by_train_alone_min": [alone, float("nan")]}
    found: Any = SimpleNamespace(summary=pd.DataFrame(summary, index=[END, "by car"]))
    told = [EN.say(one) for one in beside_buses(VELDLAND, found)]
    assert [one[: len(said or "")] for one in told] == ([] if said is None else [said])
