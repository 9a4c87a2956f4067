"""What several test files use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import drenthe_geo as dg

if TYPE_CHECKING:
    import geopandas as gpd

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parents[1]
PUBLIC_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def layers() -> dict[str, gpd.GeoDataFrame]:
    """All embedded layers; tests may not change them."""
    return dg.read_layers()


@pytest.fixture(scope="session")
def network() -> dg.Network:
    """The embedded network for cars."""
    return dg.read_network("car")


@pytest.fixture(scope="session")
def study() -> dg.Study:
    """The main job on the embedded data."""
    return dg.make_study()


@pytest.fixture(scope="session")
def written(study: dg.Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all results of the main job."""
    out = tmp_path_factory.mktemp("study") / "results"
    dg.write_study(study, out)
    return out


@pytest.fixture
def public_data() -> Path:
    """Folder of the public source data; tests that need it skip without it."""
    if not PUBLIC_DATA.is_dir():
        pytest.skip("the public source data are not beside the checkout (../shared/data)")
    return PUBLIC_DATA
