"""Suggestions and dossiers of the made-up area, made once."""

from __future__ import annotations

import geopandas as gpd
import pytest
from dossiers import LANGUAGES, Dossier, written
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.siting.kept.suggestion import Suggestion


@pytest.fixture(scope="session")
def area() -> dg.Area:
    return VELDLAND.fresh()


def mine(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites as a user brings them, under ids of his own."""
    return sites.rename(index=lambda site: f"my-{site}")


@pytest.fixture(scope="session")
def sites(area: dg.Area) -> gpd.GeoDataFrame:
    """Sites of which nobody knows whether anything fits in, so that all of them are ranked."""
    offered = area.layer("sites").loc[list(dg.siting.read_offers(area).index)]
    return mine(offered)


@pytest.fixture(scope="session")
def found(area: dg.Area, sites: gpd.GeoDataFrame) -> Suggestion:
    """A counter: one site is out, one is dominated, and two are as good."""
    return dg.siting.make_suggestion(area, "loket-zuid", sites=sites, only=True)


@pytest.fixture(scope="session")
def lacking(area: dg.Area, sites: gpd.GeoDataFrame) -> Suggestion:
    """An office of which some figures are missing; only its sites are scored."""
    return dg.siting.make_suggestion(area, "veldregister", sites=sites, only=True, surface=False)


@pytest.fixture(scope="session")
def seated(area: dg.Area) -> Suggestion:
    """An office that sits in the area, among what is offered."""
    return dg.siting.make_suggestion(area, "veldregister", others={}, surface=False)


@pytest.fixture(scope="session")
def both(area: dg.Area, found: Suggestion) -> dict[str, Dossier]:
    """The dossier of the counter in both languages."""
    return {lang: written(area, found, lang) for lang in LANGUAGES}


@pytest.fixture(scope="session", params=LANGUAGES)
def dossier(request: pytest.FixtureRequest, both: dict[str, Dossier]) -> Dossier:
    """The dossier of the counter, in each language."""
    return both[request.param]


@pytest.fixture(scope="session")
def bares(area: dg.Area, lacking: Suggestion) -> dict[str, Dossier]:
    """The dossier of the office in both languages."""
    return {lang: written(area, lacking, lang, top=2) for lang in LANGUAGES}


@pytest.fixture(scope="session")
def bare(dossier: Dossier, bares: dict[str, Dossier]) -> Dossier:
    """The dossier of the office, in the language of the other."""
    return bares[dossier.lang]
