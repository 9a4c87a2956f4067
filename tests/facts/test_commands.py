"""The area that ships is what commands are about where none is named."""

from __future__ import annotations

import pytest
from facts import FACTS

from drenthe_geo.cli.main import main

pytestmark = pytest.mark.facts


def test_layers_are_listed_with_licence_date_and_limits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["layers", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    error = f"{FACTS['source']['model']['mean_abs_error_min']:.2f} min"
    assert "Data of Drenthe" in said
    for word in ("gemeenten", "road_edges", "2021-12-21", "ODbL-1.0", "OpenStreetMap", error):
        assert word in said
