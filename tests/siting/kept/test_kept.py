"""What is kept of measures: any change of what they rest on makes them again, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from offices import VELD
from paths import VELDLAND_DIR
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.sites.overview import ask_overview
from drenthe_geo.answers.sites.suggest import ask_suggest
from drenthe_geo.area.opened import is_as_opened
from drenthe_geo.contracts.results import same
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.model import read_scenario
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.kept.keys import (
    parts_of_area,
    parts_of_brief,
    parts_of_points,
    there_is,
    there_with,
)
from drenthe_geo.siting.kept.measured import look_around
from drenthe_geo.siting.model import COLUMN
from drenthe_geo.siting.suggest import make_suggestion
from drenthe_geo.siting.surroundings import measure_surroundings
from drenthe_geo.siting.weights.eyes import Fade
from drenthe_geo.work import cache
from drenthe_geo.work.cache import user_cache, without_cache
from drenthe_geo.work.key import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

SITING, NOW = VELD.siting, VELD.situation
SITES = VELDLAND.layer("sites").iloc[:4]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))


def key(
    area: dg.Area = VELDLAND,
    siting: dg.siting.Siting = SITING,
    situation: dg.situation.Situation = NOW,
    points: Any = SITES,
) -> str:
    there = there_is(area, situation, siting)
    assert there.parts is not None
    return key_of(there.parts, parts_of_points(points))


def with_criterion(name: str, **changes: Any) -> dg.siting.Siting:
    one = replace(SITING.criteria[name], **changes)
    return replace(SITING, criteria={**SITING.criteria, name: one})


def with_tables(**changes: Any) -> dg.situation.Situation:
    return replace(NOW, **changes)


def slower_train() -> dg.situation.Situation:
    legs = NOW.transit.legs.copy()
    legs.loc[legs.index[0], "minutes"] += 0.1
    return with_tables(transit=replace(NOW.transit, legs=legs))


def longer_road() -> dg.situation.Situation:
    edges = NOW.road_edges.copy()
    edges.loc[edges.index[0], "length_m"] += 1
    return with_tables(road_edges=edges)


OTHERS: dict[str, Callable[[], str]] = {
    "nothing": key,
    "the peak": lambda: key(VELDLAND.at_peak()),
    "people of the user": lambda: key(
        VELDLAND.with_layers({"people": VELDLAND.layer("people").iloc[1:]})
    ),
    "schools of the user": lambda: key(
        VELDLAND.with_layers({"education": VELDLAND.layer("education").iloc[1:]})
    ),
    "a fade": lambda: key(siting=with_criterion("workers_car", fade=Fade(15, 46))),
    "a mode": lambda: key(siting=with_criterion("workers_car", mode="bicycle")),
    "who counts": lambda: key(siting=with_criterion("workers_car", who="population")),
    "whose area": lambda: key(
        siting=with_criterion("workers_car", inside_rd=((0, 0), (1, 0), (0, 1)))
    ),
    "a target": lambda: key(
        siting=with_criterion(
            "exit_car_min", to=replace(SITING.criteria["exit_car_min"].place, ids=("x",))
        )
    ),
    "one criterion less": lambda: key(
        siting=replace(
            SITING,
            criteria={name: one for name, one in SITING.criteria.items() if name != "exit_car_min"},
        )
    ),
    "a setting": lambda: key(siting=replace(SITING, settings={**SITING.settings, "grid_m": 250.0})),
    "a train": lambda: key(situation=slower_train()),
    "no buses": lambda: key(situation=dg.situation.read_situation(VELDLAND, buses=False)),
    "a road": lambda: key(situation=longer_road()),
    "a site of the layer": lambda: key(situation=with_tables(sites=NOW.sites.iloc[1:])),
    "one point less": lambda: key(points=SITES.iloc[1:]),
    "other order of points": lambda: key(points=SITES.iloc[::-1]),
    "a point elsewhere": lambda: key(
        points=SITES.set_geometry(SITES.geometry.translate(0.01, 0.0))
    ),
    "another id": lambda: key(points=SITES.rename(index={SITES.index[0]: "other"})),
}


def test_every_input_of_a_measure_has_its_own_key() -> None:
    keys = {name: make() for name, make in OTHERS.items()}
    assert len(set(keys.values())) == len(keys)


def test_what_no_measure_reads_has_no_part_in_the_key() -> None:
    of_scale = with_criterion("exit_car_min", scale=dg.siting.Scale(99.0, 1.0))
    own = replace(SITING.criteria["exit_car_min"], name="parking", kind=COLUMN)
    for siting in (
        of_scale,
        replace(SITING, criteria={**SITING.criteria, "parking": own}),
        replace(SITING, viewpoints={}, kinds={}, overrides={}, scales={}),
    ):
        assert key(siting=siting) == key()
    assert key(points=SITES.assign(name="other")) == key()
    assert key(VELDLAND.fresh()) == key()


def test_a_service_has_a_key_by_what_it_is_and_not_by_its_weights() -> None:
    plain = read_brief(VELDLAND, "veldregister")
    heavier = read_brief(VELDLAND, "veldregister", {"exit_car_min": 70.0})
    told = key_of(parts_of_brief(plain, SITING))
    assert key_of(parts_of_brief(heavier, SITING)) == told
    changes: dict[str, Any] = {
        "service": "other", "themes": (), "regions": (), "relations": ("x",), "site": "x",
    }  # fmt: skip
    keys = [key_of(parts_of_brief(replace(plain, **{a: b}), SITING)) for a, b in changes.items()]
    keys.append(key_of(parts_of_brief(plain, replace(SITING, themes={}))))
    assert len({told, *keys}) == len(changes) + 2


def test_scenarios_are_told_by_name_and_by_what_they_are_made_of() -> None:
    both = [there_is(VELDLAND, NOW, SITING), there_is(VELDLAND, slower_train(), SITING)]
    named = [there_with(of, name, lambda: NOW) for of in both for name in "ab"]
    keys = [key_of(one.parts) for one in (*both, *named)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "file", ["places.csv", "exits.csv", "siting.toml", "area.toml", "scenarios/veldlijn.toml"]
)
def test_every_file_of_an_area_counts(file: str, tmp_path: Path) -> None:
    folder = shutil.copytree(VELDLAND_DIR, tmp_path / VELDLAND_DIR.name)
    before = parts_of_area(dg.open_area(folder), SITING)
    assert key_of(before) == key_of(parts_of_area(VELDLAND, SITING))  # wherever it stands
    with Path(folder / file).open("a", encoding="utf-8") as more:
        more.write("\n")
    after = parts_of_area(dg.open_area(folder), SITING)
    assert key_of(after) != key_of(before)


def test_an_area_whose_files_change_after_it_was_opened_keeps_nothing(tmp_path: Path) -> None:
    folder = shutil.copytree(VELDLAND_DIR, tmp_path / "mine")
    area = dg.open_area(folder)
    siting, now = dg.siting.read_siting(area), dg.situation.read_situation(area)
    assert is_as_opened(area)
    (folder / "places.csv").write_text((folder / "places.csv").read_text() + "\n")
    assert not is_as_opened(area)
    look_around(area, area.layer("sites").iloc[:2], there_is(area, now, siting), siting)
    assert user_cache().entries() == []
    (folder / "places.csv").unlink()
    assert not is_as_opened(area)


def test_what_is_looked_up_is_what_was_measured_and_rests_on_the_same_tables() -> None:
    heard = []
    for _ in range(2):
        area = VELDLAND.fresh()
        there = there_is(area, NOW, SITING)
        assert not area.opened
        heard.append((look_around(area, SITES, there, SITING), list(area.opened)))
    fresh = VELDLAND.fresh()
    plain = measure_surroundings(fresh, SITES, NOW, SITING)
    assert len(user_cache().entries()) == 1
    for found, opened in heard:
        assert same(found, plain)
        assert opened == list(fresh.opened)
        for name, frame in plain.minutes.items():
            mine, theirs = frame.to_numpy().flags, found.minutes[name].to_numpy().flags
            assert mine.f_contiguous == theirs.f_contiguous


def test_a_spoiled_entry_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    there = there_is(VELDLAND, NOW, SITING)
    before = look_around(VELDLAND, SITES, there, SITING)
    (entry,) = user_cache().entries()
    whole = bytearray(entry.path.read_bytes())
    whole[len(whole) // 2] ^= 1
    entry.path.write_bytes(whole)
    assert same(look_around(VELDLAND, SITES, there, SITING), before)
    monkeypatch.setattr(
        "drenthe_geo.siting.kept.measured.measure_surroundings", lambda *_, **__: None
    )
    assert same(look_around(VELDLAND, SITES, there, SITING), before)  # good again


def written(folder: Path, ask: Callable[..., Any], *what: str, **how: Any) -> dict[str, bytes]:
    ask(dg.open_area(VELDLAND_DIR), *what, **how).write(folder, lang="en")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(
    ("ask", "what", "how"),
    [(ask_suggest, ["veldregister"], {}), (ask_overview, [], {"surface": True})],
)
def test_with_what_is_kept_and_without_it_the_same_bytes_are_written(
    ask: Callable[..., Any], what: list[str], how: dict[str, Any], tmp_path: Path
) -> None:
    first = written(tmp_path / "first", ask, *what, **how)
    entries = len(user_cache().entries())
    assert entries > 2
    assert {one.kind for one in user_cache().entries()} >= {"measures", "surroundings", "cells"}
    again = written(tmp_path / "again", ask, *what, **how)
    assert len(user_cache().entries()) == entries
    with without_cache():
        plain = written(tmp_path / "plain", ask, *what, **how)
    assert first == again == plain


def test_scenarios_that_are_done_are_kept_apart() -> None:
    done = apply_scenarios(NOW, [read_scenario(VELDLAND, "veldlijn")], VELDLAND.settings)
    for situation in (NOW, done, NOW, done):
        how: Any = {"situation": situation, "siting": SITING, "surface": False}
        kept = make_suggestion(VELDLAND, "veldregister", **how)
        with without_cache():
            assert kept == make_suggestion(VELDLAND, "veldregister", **how)
