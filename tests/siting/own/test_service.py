"""A service of a user: the same as one of the area, and refused in a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.io.title_block import TitleBlock
from drenthe_geo.siting.brief import read_brief, read_services
from drenthe_geo.siting.own.service import is_service_file, service_toml, with_own_service
from drenthe_geo.siting.weights.choices import read_siting

if TYPE_CHECKING:
    from pathlib import Path

SITING = read_siting(VELDLAND)
SERVICES = [str(one) for one in read_services(VELDLAND).index]

MINE = """
name = { nl = "Loket Noord", en = "North counter" }
kind = "public_counter"
themes = ["governance"]
[needs]
spaces = ["office", "counter"]
staff = 40
near = ["exit_car_min<=25"]
[weights]
exit_car_min = 10
[limits]
station_walk_min = 45
"""


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_is_written_is_read_back_the_same(service: str, tmp_path: Path) -> None:
    file = written(tmp_path, service_toml(VELDLAND, service, SITING))
    area, found, choices = with_own_service(VELDLAND, file, SITING)
    assert found == service
    mine, ours = read_brief(area, service, siting=choices), read_brief(VELDLAND, service)
    kept: dict[str, Any] = {"sources": (), "mention": "", "names": {}, "own_file": "", "status": ""}
    assert replace(mine, **kept) == replace(ours, **kept)
    assert choices.ends(service) == SITING.ends(service)
    assert len(read_services(area)) == len(SERVICES)


def test_a_service_of_a_user_is_asked_as_ours(tmp_path: Path) -> None:
    file = written(tmp_path, MINE)
    area, service, choices = with_own_service(VELDLAND, file, SITING)
    assert service == "mine"
    assert list(read_services(area).index) == [*SERVICES, "mine"]
    assert list(read_services(VELDLAND).index) == SERVICES
    brief = read_brief(area, service, siting=choices)
    assert (brief.housing.spaces, brief.housing.staff) == (("office", "counter"), 40)
    assert brief.limits == {"exit_car_min": 25, "station_walk_min": 45}
    assert brief.weights["exit_car_min"] > 0
    answer = dg.ask_suggest(VELDLAND, file, surface=False)
    assert answer.subject == {"service": "mine", "scenarios": [], "service_file": "mine.toml"}
    for lang, name in (("nl", "Loket Noord"), ("en", "North counter")):
        words = VELDLAND.words(lang)
        [document] = answer.documents(words, TitleBlock()).values()
        assert document.title.endswith(f": {name}")
        assert "mine.toml" in document.subtitle


def test_weights_alone_are_the_same_from_every_viewpoint(tmp_path: Path) -> None:
    text = 'name = "X"\nthemes = ["it"]\n[weights]\nstation_walk_min = 3\nexit_car_min = 1\n'
    area, service, choices = with_own_service(VELDLAND, written(tmp_path, text), SITING)
    brief = read_brief(area, service, siting=choices)
    assert brief.weights == {"station_walk_min": 75, "exit_car_min": 25}
    assert all(one == brief.weights for one in brief.viewpoints.values())
    assert brief.limits == {}


def test_a_limit_of_the_kind_is_taken_off(tmp_path: Path) -> None:
    text = MINE.replace("[limits]\nstation_walk_min = 45", "")
    text = 'no_limits = ["station_walk_min"]\n' + text
    area, service, choices = with_own_service(VELDLAND, written(tmp_path, text), SITING)
    assert read_brief(area, service, siting=choices).limits == {"exit_car_min": 25}


def test_what_is_a_file_is_told_from_what_is_an_id() -> None:
    assert not is_service_file(VELDLAND, "loket-zuid")
    assert not is_service_file(VELDLAND, "Loket Zuid")
    assert is_service_file(VELDLAND, "loket-zuid.toml")
    assert is_service_file(VELDLAND, "folder/loket")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name = {", "nam = {", "mine.toml: unknown key 'nam': did you mean 'name'?"),
        ("staff =", "stafff =", "mine.toml: unknown key 'needs.stafff': did you mean 'needs.st"),
        ("staff = 40", "staff = -1", "mine.toml: needs.staff is -1; it must be a number of 0 or"),
        ("staff = 40", "staff = nan", "mine.toml: needs.staff is nan; it must be a number"),
        ("staff = 40", 'staff = "40"', "mine.toml: needs.staff is '40'; it must be a number"),
        ('"office", "counter"', '"ofice"', "mine.toml: unknown needs.spaces 'ofice': did you mean"),
        ('["governance"]', "[]", "mine.toml: themes: give one or more of 'it', 'governance'"),
        ('["governance"]', '"governance"', "mine.toml: themes is 'governance'; it must be a list"),
        ('["governance"]', '["governence"]', "mine.toml: unknown themes 'governence': did you "),
        ('"public_counter"', '"counter"', "mine.toml: unknown kind 'counter': did you mean"),
        ("exit_car_min = 10", "exit_car = 10", "mine.toml: unknown criterion 'exit_car': did you"),
        ("exit_car_min = 10", "exit_car_min = -1", "mine.toml: weight of 'exit_car_min': -1 is"),
        ("<=25", "<25", "mine.toml: unknown "),
        ("kind =", 'seat = "nowhere"\nkind =', "mine.toml: unknown seat 'nowhere': Choices: "),
        ("kind =", 'id = "A b"\nkind =', "mine.toml: id 'A b': must be small letters"),
        ("[needs]", "scales = 3\n[needs]", "mine.toml: scales is 3; it must be a table [scales]."),
        ("[needs]", "[scales]\nexit_car_min = [3]\n[needs]", "mine.toml: scales.exit_car_min is"),
        ("[needs]", "needs", "mine.toml: "),
    ],
)
def test_what_cannot_be_is_one_sentence(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in MINE
    file = written(tmp_path, MINE.replace(old, new, 1))
    with pytest.raises(DrentheGeoError) as caught:
        with_own_service(VELDLAND, file, SITING)
    assert str(caught.value).startswith(said)
