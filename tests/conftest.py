"""What several test files use."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from drenthe import DRENTHE
from hypothesis import settings
from paths import PUBLIC_DATA

import drenthe_geo as dg

if TYPE_CHECKING:
    import geopandas as gpd

EXAMPLES, FEWER = 20, 10
QUICK = "not facts"
"""What the quick loop leaves out; it also draws fewer examples of a law."""

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=EXAMPLES)
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=FEWER)


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples of a law are drawn; a fault of ours ends in a traceback."""
    os.environ["DRENTHE_GEO_DEBUG"] = "1"
    if not hasattr(config, "workerinput"):  # workers are given that of who starts them
        # What tests keep is in a folder of their own, gone with them; a user's is never looked at.
        kept = tempfile.mkdtemp(prefix="drenthe-geo-kept-")
        os.environ["DRENTHE_GEO_CACHE"] = kept
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
    settings.load_profile("quick" if QUICK in config.option.markexpr else "repeatable")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave thousands of wrong files out unless they are asked for."""
    if "fuzz" in config.option.markexpr:
        return
    chosen = [item for item in items if item.get_closest_marker("fuzz") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.fixture(autouse=True, scope="module")
def _no_garbage() -> None:
    """Leave what is there already out of later searches for garbage: each map ends in one."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def layers() -> dict[str, gpd.GeoDataFrame]:
    """All embedded layers; tests may not change them."""
    return DRENTHE.layers()


@pytest.fixture(scope="session")
def network() -> dg.roads.Network:
    """The embedded network for cars."""
    return dg.roads.read_network(DRENTHE, "car")


@pytest.fixture
def public_data() -> Path:
    """Folder of the public source data; tests that need it skip without it."""
    if not PUBLIC_DATA.is_dir():
        pytest.skip("the public source data are not beside the checkout (../shared/data)")
    return PUBLIC_DATA
