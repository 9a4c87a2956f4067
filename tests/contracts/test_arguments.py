"""A slip in the name of an argument is told with the function and the name that is near."""

from __future__ import annotations

from typing import Any

import pytest
from veldland import VELDLAND

import drenthe_geo as dg

SLIPS: list[tuple[dict[str, Any], str]] = [
    (
        {"paht": "car"},
        "read_profile() got an unexpected keyword argument 'paht': did you mean 'path'?",
    ),
    (
        {"mode": "car", "moed": "car"},
        "read_profile() got an unexpected keyword argument 'moed': did you mean 'mode'?",
    ),
    (
        {"mode": "car", "zzz": 1},
        "read_profile() got an unexpected keyword argument 'zzz'",
    ),
]


@pytest.mark.parametrize(("given", "said"), SLIPS)
def test_the_function_is_named(given: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError) as caught:
        dg.read_profile(VELDLAND, **given)
    assert str(caught.value) == said


def test_what_is_missing_is_named_too() -> None:
    with pytest.raises(TypeError) as caught:
        dg.read_profile(aera=VELDLAND)  # type: ignore[call-arg]
    assert str(caught.value) == "read_profile() missing a required argument: 'area'"
