"""Who is within the minutes of the first site: what the question `people` says too."""

from __future__ import annotations

from dossiers import Dossier
from seen import number
from veldland import VELDLAND

import drenthe_geo as dg


def test_people_of_a_dossier_are_those_of_the_question_people(dossier: Dossier) -> None:
    # The sites of the user are those of the area, under other ids.
    first, lang = str(dossier.found.verdict.first).removeprefix("my-"), dossier.lang
    minutes = dossier.reach.areas["minutes"].tolist()
    asked = dg.ask_people(VELDLAND, "sites", minutes).result.set_index("facility").loc[[first]]
    land = dg.ask_catchments(VELDLAND, "sites", minutes).tables["catchments"]
    land = land.set_index("facility").loc[[first]]
    head, *rows = dossier.seen.tables[5]
    assert head[2].endswith(dossier.words.say("area.of_area"))
    assert len(rows) == len(minutes) == 3
    for row, said, area in zip(
        rows, asked.to_dict("records"), land.to_dict("records"), strict=True
    ):
        counts = [said[name] for name in ("inhabitants", "inhabitants_own", "working_age")]
        assert [number(cell, lang) for cell in row[1:4]] == counts
        assert counts[0] >= counts[1] > 0
        assert [area["inhabitants"], area["inhabitants_own"]] == counts[:2]
        assert [number(cell, lang) for cell in row[4:]] == [
            round(area["km2"]), round(area["filled_km2"])
        ]  # fmt: skip


def test_whose_people_and_of_when_is_said(dossier: Dossier) -> None:
    first = dossier.found.sites["name"][dossier.found.verdict.first]
    text = dossier.section("dossier.reach_of", site=first)
    assert dossier.words.say("area.people_are") in text
    assert dossier.words.say("dossier.within.note", metres=100) in text
