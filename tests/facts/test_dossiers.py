"""The dossier of a service on the embedded area: who is first, and what it rests on."""

from __future__ import annotations

import pytest
from dossiers import LANGUAGES, Dossier, written
from drenthe import DRENTHE

import drenthe_geo as dg

pytestmark = pytest.mark.facts

SAID = {
    "nl": {
        "": (
            "Regiocampus Meppel (Meppel) en Veiligheidscampus Assen gaan gelijk op als eerste van",
            "thema's: landbouw, natuur · regio volgens het profiel: Zuidoost, Zuidwest ",
            "wegen van 21 december 2021, inwoners van 1 januari 2024, treinen van juli 2026",
        ),
        "Het bereik van Regiocampus Meppel": (
            "De tabel telt iedereen binnen de minuten",
            "wie in Duitsland woont niet.",
        ),
        "Aannamen": (
            "Hoogeveen en Midden-Drenthe staan in het profiel in twee regio's en tellen in beide",
            "vrije rijtijd × 1,15 + 3 s per kruispunt",
            "Het wegennet eindigt 12 km buiten Drenthe;",
        ),
        "Bronnen": ("© OpenStreetMap-bijdragers 2021–2026 (ODbL)", "rijdendetreinen.nl"),
    },
    "en": {
        "": (
            "Regiocampus Meppel (Meppel) and Veiligheidscampus Assen are a toss-up for the first",
            "themes: agriculture, nature · region as in the profile: Zuidoost, Zuidwest ",
            "roads of 21 December 2021, people of 1 January 2024, trains of July 2026",
        ),
        "The reach of Regiocampus Meppel": (
            "The table counts everybody within the minutes",
            "people in Germany are not.",
        ),
        "Assumptions": (
            "Hoogeveen and Midden-Drenthe stand in two regions of the profile and count in both.",
            "free flow × 1.15 + 3 s per junction",
            "The roads end 12 km outside Drenthe;",
        ),
        "Sources": ("© OpenStreetMap contributors 2021–2026 (ODbL)", "rijdendetreinen.nl"),
    },
}


@pytest.fixture(scope="module")
def dossiers() -> dict[str, Dossier]:
    area = DRENTHE.fresh()
    found = dg.siting.make_suggestion(area, "nvwa", others={}, surface=False)
    return {lang: written(area, found, lang) for lang in LANGUAGES}


def test_the_inspection_of_food_is_a_toss_up_in_meppel_and_assen(
    dossiers: dict[str, Dossier],
) -> None:
    for lang, sections in SAID.items():
        seen = dossiers[lang].seen
        for heading, sentences in sections.items():
            for sentence in sentences:
                assert sentence in seen.sections[heading], (heading, sentence)
        assert len(seen.tables[0]) == 1 + 13  # every place that was held against its needs


def test_tables_that_a_score_rests_on_are_sources(dossiers: dict[str, Dossier]) -> None:
    rows = dossiers["nl"].seen.tables[-1][1:]
    listed = {name for row in rows for name in row[0].split("; ")}
    say = DRENTHE.words("nl").say
    rested_on = {
        "analysis", "beyond_gates", "beyond_minutes", "beyond_people", "destinations", "dwellings",
        "education", "exits", "gemeenten", "people", "profiles", "transit", "transit_legs",
        "transit_lines", "road_edges", "road_nodes", "services", "sites", "siting", "stations",
    }  # fmt: skip
    assert {say(f"dossier.layer.{name}") for name in rested_on} <= listed
    # A table of these has no name for readers: it would be listed by its own.
    assert not {say("dossier.layer.claims"), "transit_published", "car_published"} & listed
