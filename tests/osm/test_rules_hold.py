"""Who passes a node; and that no tags break anything, whatever they are."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drenthe_geo.area.package import DEFAULTS, data_dir
from drenthe_geo.osm.choices import Choices, read_choices
from drenthe_geo.osm.rules import ROOTS, Rules, read_rules

DIRECTIONS = {"both", "along", "against", "none"}
RULES = {country: read_rules(country) for country in ("nl", "de", "be", "")}


def tags_of(text: str) -> dict[str, str]:
    """Tags as one writes them; a condition of time has its blanks written as underscores."""
    pairs = (one.split("=", 1) for one in text.split())
    return {key: value.replace("_", " ") if "@" in value else value for key, value in pairs}


# Tags of a node → who passes.
NODES = {
    "barrier=gate": "car bicycle walk",
    "barrier=gate locked=yes": "",
    "barrier=gate access=private": "",
    "barrier=gate access=no foot=yes": "walk",
    "barrier=gate motor_vehicle=private": "bicycle walk",
    "barrier=gate locked=yes bicycle=yes foot=yes": "bicycle walk",
    "barrier=lift_gate": "car bicycle walk",
    "barrier=bollard": "bicycle walk",
    "barrier=bollard access=yes": "bicycle walk",
    "barrier=bollard motor_vehicle=yes": "car bicycle walk",
    "barrier=bollard bicycle=no": "walk",
    "barrier=cycle_barrier": "bicycle walk",
    "barrier=swing_gate": "bicycle walk",
    "barrier=swing_gate motor_vehicle=yes": "car bicycle walk",
    "barrier=block": "bicycle walk",
    "barrier=kissing_gate": "walk",
    "barrier=stile": "walk",
    "barrier=stile bicycle=yes": "bicycle walk",
    "barrier=toll_booth": "car bicycle walk",
    "barrier=border_control": "car bicycle walk",
    "barrier=kerb": "car bicycle walk",
    "barrier=wall": "",
    "barrier=what": "bicycle walk",
    "entrance=emergency": "",
    "entrance=yes": "car bicycle walk",
    "highway=crossing bicycle=no": "car bicycle walk",
}


@pytest.mark.parametrize(("text", "passing"), NODES.items())
def test_who_passes_a_node(text: str, passing: str) -> None:
    use = RULES["nl"].node(tags_of(text))
    assert [one for one in ("car", "bicycle", "walk") if getattr(use, one)] == passing.split()
    assert use.odd == (("unknown_barrier",) if "what" in text else ())


# The text of keys and values as people write them, and as they do not.
SAID = st.sampled_from([
    "yes", "no", "-1", "50", "50 mph", "none", "NL:urban", "no @ (Mo-Fr 07:00-09:00)", "@", "(",
    "100 @ (06:00-19:00); 130 @ (19:00-06:00)", "PT20M", "24/7", "lane", "opposite", "use_sidepath",
    "no @ (Su 25:99-99:99)", "off", "Mo-", "1e999", "nan", "residential", "private;yes", "١٢", "²",
])  # fmt: skip
KEYS = st.sampled_from(sorted(ROOTS | {"barrier", "restriction", "type", "except", "day_on"}))
SUFFIXES = st.sampled_from(
    ["", ":conditional", ":forward", ":backward", ":bicycle", ":left", ":both:oneway", ":lanes"]
)
TAGS = st.dictionaries(
    st.one_of(st.builds(str.__add__, KEYS, SUFFIXES), st.text(max_size=8)),
    st.one_of(SAID, st.text(max_size=40)),
    max_size=8,
)


@given(TAGS, st.sampled_from(["motorway", "residential", "cycleway", "steps", "ferry"]))
def test_no_tags_break_anything_and_asked_twice_they_mean_the_same(
    tags: dict[str, str], kind: str
) -> None:
    tags = tags | ({"route": "ferry"} if kind == "ferry" else {"highway": kind})
    kept, fresh = RULES["nl"], Rules(read_choices("nl"))
    first, again, anew = kept.way(tags), kept.way(tags), fresh.way(tags)
    assert first == again == anew
    if first is not None:
        assert {first.car, first.bicycle, first.walk} <= DIRECTIONS
        assert first.car_kmh >= 0
        assert first.ferry_s is None or first.ferry_s > 0
        hash(first)
    kept.node(tags)
    ban = kept.restriction({**tags, "type": "restriction"})
    assert (ban is None) == bool(kept.why_no_restriction({**tags, "type": "restriction"}))


@given(TAGS)
def test_what_a_tag_closes_no_road_of_its_class_opens(tags: dict[str, str]) -> None:
    # A law: access=no and the mode's own key at no close every road, whatever else is said.
    barred = {
        key: value for key, value in tags.items() if not key.startswith(("motor", "vehicle", "acc"))
    }
    use = RULES["nl"].way(barred | {"highway": "residential", "motorcar": "no"})
    assert use is None or use.car == "none"


def test_every_entry_has_its_source_and_every_class_its_limit() -> None:
    raw: dict[str, Any] = tomllib.loads((data_dir() / DEFAULTS / "osm.toml").read_text("utf-8"))
    for country, entries in raw.items():
        for name, entry in entries.items():
            assert len(entry["source"]) > 20, (country, name)
        choices = read_choices(country)
        assert set(choices.road_classes.values()) <= set(choices.limits_kmh), country
        for listed in (choices.open_to_car, choices.open_to_bicycle, choices.open_to_walk):
            assert set(listed) <= set(choices.road_classes), country
        assert not set(choices.road_classes) & set(choices.not_roads)
        least, most = choices.plausible_kmh
        assert all(least <= kmh <= most for kmh in choices.limits_kmh.values())


def test_choices_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        read_choices("nl").limits_kmh["motorway"] = 130  # type: ignore[index]
    slower: Choices = replace(read_choices("nl"), day_limit_kmh=80)
    use = Rules(slower).way({"highway": "motorway", "maxspeed": "130"})
    assert use is not None
    assert use.car_kmh == 80
