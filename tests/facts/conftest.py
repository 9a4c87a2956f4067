"""Answers about today's Drenthe, each computed once for all tests of facts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from drenthe import DRENTHE

import drenthe_geo as dg
from tools.facts.computed import Computed

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder are of facts."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.facts)


@pytest.fixture(scope="session")
def computed() -> Computed:
    """All that is computed of Drenthe, each once and only if asked for."""
    return Computed(DRENTHE)


@pytest.fixture(scope="session")
def study(computed: Computed) -> dg.reach.Study:
    """The main job: own stations, by car."""
    return computed.study


@pytest.fixture(scope="session")
def study_all(computed: Computed) -> dg.reach.Study:
    """The main job with all stations, 30 minutes."""
    return computed.study_all


@pytest.fixture(scope="session")
def study_from(computed: Computed) -> dg.reach.Study:
    """The main job from the stations."""
    return computed.study_from


@pytest.fixture(scope="session")
def n34(computed: Computed) -> dg.scenarios.Comparison:
    """The N34 doubled beside what is, by bicycle."""
    return computed.n34


@pytest.fixture(scope="session")
def saxon(computed: Computed) -> dg.scenarios.Comparison:
    """The Nedersaksenlijn beside what is, by bicycle."""
    return computed.comparison


@pytest.fixture(scope="session")
def claimed(computed: Computed) -> pd.DataFrame:
    """All claims of the profile, judged."""
    return dg.claims.check_claims(computed.area).set_index("claim")
