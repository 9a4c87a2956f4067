"""The whole network as it is published, read as a user's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drenthe import DRENTHE
from facts import FACTS

import drenthe_geo as dg

pytestmark = pytest.mark.facts


def test_the_full_network_as_it_is(public_data: Path, network: dg.roads.Network) -> None:
    full = dg.io.read_network_from(DRENTHE, public_data / "roads/drenthe_edges.parquet")
    assert full.n_edges == FACTS["source"]["edges"]
    station = dg.area.select_stations(DRENTHE.layer("stations")).loc[["asn"]]
    homes = DRENTHE.layer("places").loc[["9401", "7811"]]
    theirs, ours = (
        dg.roads.travel_times(dg.roads.compute_reach(n, station), homes).minutes
        for n in (full, network)
    )
    assert np.allclose(theirs, ours, atol=1.0)
