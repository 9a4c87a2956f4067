"""What the examples in docstrings take for granted: `dg`, and `area`, the made-up Veldland."""

from __future__ import annotations

from typing import Any

import pytest
from texts import STRINGS
from veldland import VELDLAND

import drenthe_geo as dg


def pytest_report_header() -> str:
    """Say how text is kept, which is decided before the made-up area is opened."""
    return f"text in tables: {STRINGS}"


@pytest.fixture(autouse=True, scope="session")
def _examples(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace |= {"dg": dg, "area": VELDLAND}
