"""The files of choices: an area's own over what all share, and what is damaged refused."""

from __future__ import annotations

from typing import Any

import pytest
from drenthe import DRENTHE
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.area.package import laid_over
from drenthe_geo.errors import ArgumentError, DataError
from drenthe_geo.siting.model import KINDS, PILLARS, Siting
from drenthe_geo.siting.weights.choices import PARTS, read_siting, siting_from_mapping
from drenthe_geo.siting.weights.eyes import text_in
from drenthe_geo.words.message import Message

SITING = read_siting(VELDLAND)
CRITERIA = ", ".join(SITING.criteria)
CHOICES = f"Choices: {CRITERIA}."
AREAS = [DRENTHE, VELDLAND]


@pytest.fixture
def raw() -> dict[str, Any]:
    """The choices as they stand in their files; each test its own."""
    return laid_over(VELDLAND.toml("siting_defaults"), VELDLAND.toml("siting"))


@pytest.mark.parametrize("area", AREAS, ids=lambda one: one.name)
def test_every_criterion_has_titles_and_a_sourced_scale_in_every_language(area: dg.Area) -> None:
    siting = read_siting(area)
    assert len(siting.criteria) == {DRENTHE.name: 15, VELDLAND.name: 16}[area.name]
    assert {one.pillar for one in siting.criteria.values()} == set(PILLARS)
    assert {one.kind for one in siting.criteria.values()} == set(KINDS) - {"trip"}
    for name, one in siting.criteria.items():
        assert one.name == name
        assert set(one.title) == set(one.source) == set(area.facts.languages)
        assert one.scale.worst != one.scale.best
        assert one.source_in("en").startswith(("assumption: ", "5th and 95th ")), name
        assert one.source_in("nl").startswith(("aanname: ", "5e en 95e ")), name
    titles = [title for one in siting.criteria.values() for title in one.title.values()]
    assert len(set(titles)) == len(titles)
    for kind in siting.kind_titles.values():
        assert set(kind) == set(area.facts.languages)


@pytest.mark.parametrize("area", AREAS, ids=lambda one: one.name)
def test_every_weight_and_limit_says_assumption_or_names_the_profile(area: dg.Area) -> None:
    siting = read_siting(area)
    every = (siting.viewpoints, siting.kinds, siting.overrides)
    for what, needs in ((name, one) for part in every for name, one in part.items()):
        assert needs.sources, what
        for one in needs.sources:
            assert text_in(one, "en").startswith(("assumption: ", "Regioprofiel ")), what
            assert text_in(one, "nl").startswith(("aanname: ", "Regioprofiel ")), what
    assert set(siting.sources) == {
        *(f"settings.{name}" for name in siting.settings),
        *(f"scales.{name}" for name in siting.scales),
        *(f"criteria.{name}.to" for name, one in siting.criteria.items() if one.to),
        *(f"criteria.{name}.fade" for name, one in siting.criteria.items() if one.fade),
        *(f"criteria.{name}.inside_rd" for name, one in siting.criteria.items() if one.inside_rd),
    }
    unsaid = {path for path, source in siting.sources.items() if not source}
    assert all(path.endswith(".to") for path in unsaid)  # the layer is what the name says


@pytest.mark.parametrize("area", AREAS, ids=lambda one: one.name)
def test_minutes_are_better_when_fewer_and_people_when_more(area: dg.Area) -> None:
    for name, one in read_siting(area).criteria.items():
        less = one.unit == "min" or name == "dwelling_value_keur"
        assert one.less_is_better == less, name
        near, far = sorted((one.scale.worst, one.scale.best))
        ends = one.scale.value([near, (near + far) / 2, far]).tolist()
        assert ends == ([1.0, 0.5, 0.0] if less else [0.0, 0.5, 1.0])


TABLES = st.recursive(
    st.integers() | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


@given(
    st.dictionaries(st.sampled_from("abc"), TABLES), st.dictionaries(st.sampled_from("abc"), TABLES)
)
def test_what_lies_above_is_seen_and_below_it_what_it_does_not_name(
    below: dict[str, Any], above: dict[str, Any]
) -> None:
    found = laid_over(below, above)
    assert set(found) == set(below) | set(above)
    assert laid_over(found, above) == found
    assert laid_over(below, {}) == below
    for name, value in found.items():
        if name not in above:
            assert value == below[name]
        elif isinstance(value, dict) and isinstance(below.get(name), dict):
            assert value == laid_over(below[name], above[name])
        else:
            assert value == above[name]


def test_a_criterion_that_the_area_gives_nowhere_to_go_to_is_not_asked(raw: dict[str, Any]) -> None:
    del raw["criteria"]["airport_min"]["to"]
    del raw["services"]["grensdouane"]
    assert list(siting_from_mapping(raw).criteria) == [
        name for name in SITING.criteria if name != "airport_min"
    ]


def test_what_data_say_is_said_in_a_language_or_the_first_that_there_is() -> None:
    assert text_in({"nl": "Lopen", "en": "Walk"}, "en") == "Walk"
    assert text_in({"nl": "Lopen"}, "en") == "Lopen"
    assert text_in(Message("siting.needs.of_user"), "nl") == "gewichten van de gebruiker"


def test_what_is_read_is_what_the_files_say(raw: dict[str, Any]) -> None:
    assert siting_from_mapping(raw) == SITING


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_named(part: str, raw: dict[str, Any]) -> None:
    del raw[part]
    with pytest.raises(DataError) as caught:
        siting_from_mapping(raw)
    assert str(caught.value) == f"siting: {part} missing."


def damage(raw: dict[str, Any], path: str, value: Any) -> Siting:
    *way, last = path.split(".")
    at = raw
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return siting_from_mapping(raw)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("settings.draws", 2000, "siting: 'settings.draws' is 2000; it must be a table."),
        ("settings.draws.source", None, "siting: 'settings.draws' has no source."),
        ("settings.draws.source", "", "siting: 'settings.draws' has no source."),
        ("settings.draws.value", None, "siting: 'settings.draws' has no value."),
        ("scales.relations_min.source", "", "siting: 'scales.relations_min' has no source."),
        (
            "scales.relation_min",
            {"value": {"a": [1, 2]}, "source": "x"},
            f"siting: unknown criterion 'relation_min': did you mean 'relations_min'? {CHOICES}",
        ),
        ("criteria.learning_min", 5, "siting: 'criteria.learning_min' is 5; it must be a table."),
        ("criteria.learning_min.source", None, "siting: 'criteria.learning_min' has no source."),
        ("criteria.learning_min.worst", None, "siting: 'criteria.learning_min' has no worst."),
        (
            "criteria.learning_min.best",
            "near",
            "siting: best of 'criteria.learning_min' is 'near', which cannot be.",
        ),
        ("criteria.learning_min.mode", None, "siting: 'criteria.learning_min' has no mode."),
        ("criteria.learning_min.title", {}, "siting: 'criteria.learning_min' has no title."),
        (
            "criteria.workers_car.fade",
            30,
            "siting: fade of 'criteria.workers_car' is 30, which cannot be.",
        ),
        (
            "criteria.workers_car.fade.source",
            None,
            "siting: 'criteria.workers_car.fade' has no source.",
        ),
        (
            "criteria.workers_car.fade.none_min",
            10,
            (
                "siting: 'criteria.workers_car.fade': Ramp: nothing is left from 10 minutes "
                "on, but all counts up to 15; give the larger number last."
            ),
        ),
        (
            "criteria.public_car.inside_rd.source",
            None,
            "siting: 'criteria.public_car.inside_rd' has no source.",
        ),
        ("viewpoints.staff.weights", None, "siting: 'viewpoints.staff' has no weights."),
        (
            "viewpoints.profile.pillars.value.living_well",
            5,
            (
                "siting: 'viewpoints.profile' has pillar 'living_well'; it must be one of talent, "
                "living, access, partnership."
            ),
        ),
        (
            "viewpoints.staff.weights.value.learning_min",
            -1,
            "siting: weight of 'learning_min': -1 is not a number of 0 or more.",
        ),
        (
            "criteria.learning_min.pillar",
            "skill",
            (
                "siting: 'criteria.learning_min' has pillar 'skill'; it must be one of talent, "
                "living, access, partnership."
            ),
        ),
        (
            "criteria.learning_min.kind",
            "neares",
            (
                "siting: 'criteria.learning_min' has kind 'neares'; it must be one of "
                f"{', '.join(KINDS)}."
            ),
        ),
        ("kinds.training.asks.source", None, "siting: 'kinds.training.asks' has no source."),
        (
            "services.grensdouane.weights.source",
            "",
            "siting: 'services.grensdouane.weights' has no source.",
        ),
        (
            "kinds.training.asks.value.learning_min",
            -3,
            "siting: weight of 'learning_min': -3 is not a number of 0 or more.",
        ),
        (
            "services.grensdouane.weights.value.learningmin",
            3,
            f"siting: unknown criterion 'learningmin': did you mean 'learning_min'? {CHOICES}",
        ),
        (
            "kinds.inspection.limits.value.exit_car_min",
            "far",
            "siting: limit of 'exit_car_min': 'far' is not a number of 0 or more.",
        ),
    ],
)
def test_a_damaged_file_is_refused_by_name(
    path: str, value: Any, message: str, raw: dict[str, Any]
) -> None:
    with pytest.raises(DataError) as caught:
        damage(raw, path, value)
    assert str(caught.value) == message


def test_a_scale_of_one_number_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError) as caught:
        damage(raw, "criteria.learning_min.best", 75)
    assert str(caught.value) == "scale from 75 to 75: needs two different numbers."
