"""What several test files use."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from drenthe import DRENTHE
from hypothesis import settings
from paths import PUBLIC_DATA

import drenthe_geo as dg

if TYPE_CHECKING:
    import geopandas as gpd
    from xdist.scheduler import LoadScopeScheduling

HERE = Path(__file__).parent
EXAMPLES, FEWER = 20, 10
QUICK = "not facts"
"""What the quick loop leaves out; it also draws fewer examples of a law."""

TOGETHER = ("facts", "page", "answers", "dossier", "trips")
"""Folders whose tests share answers: one worker does all of them, so that each is asked once."""

LONG = ("facts", "page", "test_notebooks.py", "answers", "siting")
"""What begins first, so that no worker is left with it at the end."""

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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Share modules out, and some folders whole."""
    if config.option.dist != "loadscope":
        return None
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - tests run without it too

    class InFolders(LoadScopeScheduling):  # type: ignore[misc]  # xdist is not typed
        def _split_scope(self, nodeid: str) -> str:
            folder = room(nodeid)
            return folder if folder in TOGETHER else super()._split_scope(nodeid)

    config.option.loadscopereorder = False  # the order is ours: see LONG
    return InFolders(config, log)


def room(nodeid: str) -> str:
    """Name the folder, or the file, of tests that a test is in; none of an example in `src`."""
    top, _, rest = nodeid.partition("/")
    return rest.partition("::")[0].partition("/")[0] if top == HERE.name else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long; leave out thousands of wrong files unless they are asked for."""
    first = {name: at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: first.get(room(item.nodeid), len(LONG)))
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
