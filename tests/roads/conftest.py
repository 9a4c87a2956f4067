"""Both engines of shortest paths, for the laws that hold for either."""

from __future__ import annotations

from collections import OrderedDict
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from drenthe_geo.roads.search import engine
from drenthe_geo.roads.search.memory import MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["plain", "compiled"], scope="module")
def both_engines(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let one engine do all the work of a test."""
    if request.param == "compiled" and find_spec("numba") is None:
        pytest.skip('the compiled engine needs numba: pip install "drenthe-geo[fast]"')
    with pytest.MonkeyPatch.context() as patch:
        # What the other engine found is forgotten.
        patch.setattr(MEMORY, "_kept", OrderedDict())
        patch.setattr(MEMORY, "size_bytes", 0)
        patch.setattr(engine, "PATIENCE", np.inf if request.param == "plain" else -1)
        yield request.param
