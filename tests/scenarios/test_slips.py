"""Files of choices with slips of the pen: the sentence, at once, for every kind of file."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest
from own_profiles import own_profile
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.area.sourced import read_own_toml
from drenthe_geo.cli.main import main
from drenthe_geo.siting.brief import read_weights
from drenthe_geo.siting.weights.choices import read_siting

if TYPE_CHECKING:
    from pathlib import Path

HEADS = 'name = "x"\ntitle = "T"\nsource = "assumption"\n'

BEYOND = "holds a whole number beyond 9,007,199,254,740,992, with which nothing can be reckoned."
DEEP = "has more than 30 tables or lists within each other; no file of choices needs as many."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "9" * 400, BEYOND),
        ("a = " + "9" * 5000, BEYOND),
        ("a = [{b = -" + "9" * 400 + "}]", BEYOND),
        ("a = " + "[" * 100_000 + "]" * 100_000, DEEP),
        ("a" + ".a" * 50_000 + " = 1", DEEP),
        (
            "a = 1\n\nb = 3,5  # per cent\n",
            "line 3 has 3,5; write a point as decimal sign, not a comma.",
        ),
        ("a = 3,5", "line 1 has 3,5; write a point as decimal sign, not a comma."),
    ],
)
def test_what_no_sum_could_hold_is_refused_at_once(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    with pytest.raises(dg.FileError) as caught:
        read_own_toml(path, "weights")
    assert str(caught.value) == f"own.toml: {said}"
    assert time.perf_counter() - start < 10


def test_a_file_in_another_encoding_a_pipe_and_a_device_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes('a = "Mariënberg"'.encode("cp1252"))
    with pytest.raises(dg.FileError) as caught:
        read_own_toml(path, "weights")
    assert str(caught.value) == "own.toml: is not text in UTF-8; save it so."
    os.mkfifo(tmp_path / "pipe.toml")
    for given in (tmp_path / "pipe.toml", "/dev/zero"):
        with pytest.raises(dg.FileError):
            read_own_toml(given, "weights")  # type: ignore[arg-type]


def edit_file(folder: Path, **said: Any) -> Path:
    rows = "\n".join(f"{name} = {value}" for name, value in said.items())
    path = folder / "mine.toml"
    path.write_text(f"{HEADS}[[edits]]\n{rows}\n", encoding="utf-8")
    return path


SPEED = {"do": '"set_speed"', "road_number": '"N901"'}
OFTEN = {"do": '"set_frequency"', "line": '"reg-vnd-osf"'}
LEG = {"do": '"retime_leg"', "line": '"reg-vnd-osf"', "from": '"vnd"', "to": '"osf"'}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (SPEED | {"kmh": "1e308"}, "kmh = 1e+308 must be from 0.5 to 200"),
        (SPEED | {"kmh": "1e-308"}, "kmh = 1e-308 must be from 0.5 to 200"),
        (OFTEN | {"trains_per_hour": "1e308"}, "trains_per_hour = 1e+308 must be from 0.005 to 60"),
        (OFTEN | {"trains_per_hour": "0.001"}, "trains_per_hour = 0.001 must be from 0.005 to 60"),
        (LEG | {"minutes": "100000"}, "minutes = 100000 must be from 0 to 1440"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    said: dict[str, str], wrong: str, tmp_path: Path
) -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.scenarios.read_scenario(VELDLAND, edit_file(tmp_path, **said))
    assert str(caught.value) == f"scenario 'x', edit 1 ({said['do'][1:-1]}): {wrong}."


def test_a_call_of_a_line_is_held_to_the_same(tmp_path: Path) -> None:
    calls = '[{at = "hds", km = 0}, {at = "vnd", km = 10, kmh = 1e9}]'
    line = {"do": '"add_line"', "line": '"new"', "name": '"New"', "kind": '"regional"'}
    path = edit_file(tmp_path, **line, trains_per_hour=1, calls=calls)
    with pytest.raises(dg.ArgumentError) as caught:
        dg.scenarios.read_scenario(VELDLAND, path)
    assert str(caught.value) == (
        "scenario 'x', edit 1 (add_line), call 2: kmh = 1000000000.0 must be from 1 to 600."
    )


def test_a_site_of_an_unknown_kind_is_refused_as_in_a_layer(tmp_path: Path) -> None:
    site = {"do": '"add_site"', "site": '"s"', "name": '"S"', "xy_m": "[164138, 464901]"}
    with pytest.raises(dg.ArgumentError) as caught:
        dg.scenarios.read_scenario(VELDLAND, edit_file(tmp_path, **site, kind='"zz"'))
    assert str(caught.value).startswith("unknown kind in scenario 'x', edit 1 (add_site) 'zz': ")
    assert "campus" in str(caught.value)


def test_scenarios_of_one_name_do_not_go_together(tmp_path: Path) -> None:
    paths = []
    for folder, kmh in (("one", 60), ("other", 50)):
        (tmp_path / folder).mkdir()
        paths.append(edit_file(tmp_path / folder, **SPEED, kmh=kmh))
    with pytest.raises(dg.ArgumentError) as caught:
        dg.ask_trips(VELDLAND, "sites", scenarios=paths)
    assert str(caught.value) == (
        "scenarios 'x': more than one has that name; leave one out, or name it otherwise in its "
        "file."
    )
    text = paths[1].read_text(encoding="utf-8").replace('name = "x"', 'name = "y"')
    text = text.replace("kmh = 50", "kmh = 60")  # another wish for the same road is refused too
    paths[1].write_text(text, encoding="utf-8")
    answer = dg.ask_trips(VELDLAND, "sites", access="walk", scenarios=paths)
    told: Any = answer.about["own_files"]
    assert len(set(told.values())) == len(told) == 2


def test_edits_by_the_thousand_take_no_longer_each(tmp_path: Path) -> None:
    def file(count: int) -> Path:
        path = tmp_path / f"many-{count}.toml"
        edits = "".join(
            f'[[edits]]\ndo="add_site"\nsite="s{n}"\nname="S"\n'
            f'kind="campus"\nxy_m=[{164138 + n % 9},464901]\n'
            for n in range(count)
        )
        path.write_text(HEADS + edits, encoding="utf-8")
        return path

    situation = dg.situation.read_situation(VELDLAND)
    many = dg.scenarios.read_scenario(VELDLAND, file(3000))
    then = dg.scenarios.apply_scenarios(situation, [many], VELDLAND.settings)
    assert len(then.sites) == len(situation.sites) + 3000
    more = dg.scenarios.read_scenario(VELDLAND, file(5001))
    with pytest.raises(dg.ArgumentError) as caught:
        dg.scenarios.apply_scenarios(situation, [more], VELDLAND.settings)
    assert str(caught.value) == (
        "the scenarios make 5,001 edits together; 5,000 at most can be made."
    )


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"access_kmh": "1e308"}, "'access_kmh' is 1e+308; it must be from 0.5 to 200"),
        ({"junction_s": "1e9"}, "'junction_s' is 1000000000.0; it must be from 0 to 3600"),
        (
            {"free_flow_factor": "1e200"},
            "'free_flow_factor' is 1e+200; it must be from 0.01 to 100",
        ),
    ],
)
def test_a_profile_of_ones_own_is_held_to_bounds(
    changes: dict[str, str], wrong: str, tmp_path: Path
) -> None:
    with pytest.raises(dg.FileError) as caught:
        dg.read_profile(VELDLAND, path=own_profile(tmp_path, **changes))
    assert str(caught.value) == f"own.toml: profile 'cargo': {wrong}."


def test_a_criterion_that_stands_twice_in_a_file_of_weights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("relations_min = 3\n[weights]\nrelations_min = 1\n", encoding="utf-8")
    with pytest.raises(dg.FileError) as caught:
        read_weights(path, read_siting(VELDLAND))
    assert str(caught.value) == (
        "own.toml: 'relations_min' stands both by itself and in [weights]; leave one out."
    )


UNUSED = (
    "--network-columns names columns of a table of edges; neither the roads of the area nor a "
    "graph has such, so leave it out."
)
REFUSED = {
    "run --layer places=a.csv --layer places=b.csv": (
        "--layer places: is given more than once; give one file."
    ),
    "times --points stations --network-columns u=a,v=b": UNUSED,
    "people --network my.graphml --network-columns u=a,v=b": UNUSED,
    "explain --from Wolde --to Venendal --network-columns u=a": UNUSED,
    "catchments --network e.parquet --network-columns u=a,u=b": (
        "--network-columns u=a,u=b: names a role more than once."
    ),
    "people --json --quiet": "--json and --quiet contradict each other; give one of them.",
    "place --goal mean --count 2 --points places --unfit": (
        "--unfit is for the sites of the area; all your own sites, and all places, count already, "
        "so leave it out."
    ),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_not_used_or_contradicts_is_refused(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main([*words.split(), "--area", str(VELDLAND.folder), "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"drenthe-geo: {REFUSED[words]}\n"
    assert not out.exists()


def test_a_mode_without_a_name_is_no_car(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["people", "--mode", "", "--area", str(VELDLAND.folder)]) == 1
    assert capsys.readouterr().err == (
        "drenthe-geo: no mode is named; there are car, bicycle, ebike, walk.\n"
    )


def test_a_mode_that_knows_no_peak_says_so() -> None:
    say = VELDLAND.words("en").say
    notes = dg.read_profile(VELDLAND.at_peak(), "bicycle").notes
    same = "The peak changes nothing by bicycle: no other times are known for it."
    assert [say(one) for one in notes].count(same) == 1
    assert same not in [say(one) for one in dg.read_profile(VELDLAND, "bicycle").notes]
    assert same not in [say(one) for one in dg.read_profile(VELDLAND.at_peak(), "car").notes]
