"""No answer is written over what it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import ask
from veldland import VELDLAND

import drenthe_geo as dg

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = "id,x,y\na,164300,464900\nb,173700,462800\n"
CHANGES_ROADS = (VELDLAND.folder / "scenarios" / "n901-sneller.toml").read_text("utf-8")


def tree(folder: Path) -> dict[str, bytes | str]:
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def refusal(out: str, file: str) -> str:
    return (
        f"drenthe-geo: --out {out}: holds {file}, which this question reads; a folder of results "
        "is replaced as a whole, so give another folder.\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "people --points mine/p.csv --out mine",
        "times --points mine/p.csv --out mine",
        "times --points sites --to mine/p.csv --out mine",
        "times --points mine/../mine/p.csv --out ./mine/",
        "trips --points mine/deep/p.csv --out mine",
        "catchments --points link.csv --out mine",
        "place --goal mean --count 1 --points mine/p.csv --out mine",
        "suggest veldregister --sites mine/p.csv --out other",
        "overview --sites other/p.csv --out mine",
        "services-for a --sites mine/p.csv --out mine",
        "times --points sites --network mine/p.csv --out mine",
        "times --points sites --profile mine/p.csv --out mine",
        "trips --points sites --gtfs mine/p.csv --out mine",
        "suggest veldregister --weights mine/p.csv --out mine",
        "run --layer places=mine/p.csv --out mine",
        "people --points other/out.csv --out mine",
    ],
)
def test_a_folder_that_holds_what_is_read_is_refused(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine" / "deep").mkdir(parents=True)
    for name in ("p.csv", "deep/p.csv"):
        (tmp_path / "mine" / name).write_text(POINTS, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to("mine/p.csv")  # leads into it
    (tmp_path / "other").symlink_to("mine")  # is it
    (tmp_path / "apart.csv").write_text(POINTS, encoding="utf-8")
    (tmp_path / "mine" / "out.csv").symlink_to("../apart.csv")  # lies in it, leads out of it
    was = tree(tmp_path)
    code, out, err = ask(words, capsys)
    file = Path(next(one for one in words.split() if ".csv" in one).split("=")[-1])
    read_at_once = words.startswith(("times --points sites --profile", "suggest veldregister --we"))
    expected = refusal(str(Path(words.rsplit(maxsplit=1)[-1])), file.name)
    assert (code, out) == (1, "")
    assert err == expected or read_at_once
    assert tree(tmp_path) == was


def test_an_earlier_answer_is_no_input_of_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.csv").write_text(POINTS, encoding="utf-8")
    assert ask("catchments --points p.csv --minutes 5 --out out", capsys).code == 0
    was = tree(tmp_path)
    words = "catchments --points out/catchments.gpkg --minutes 5 --out out"
    assert ask(words, capsys) == (1, "", refusal("out", "catchments.gpkg"))
    assert tree(tmp_path) == was


def test_a_scenario_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "summary.toml").write_text(CHANGES_ROADS, encoding="utf-8")
    refused = r"holds summary\.toml, which this question"
    with pytest.raises(dg.ArgumentError, match=refused):
        dg.ask_scenario(VELDLAND, ["mine/summary.toml"], out="mine")
    with pytest.raises(dg.ArgumentError, match=refused):
        dg.ask_trips(VELDLAND, scenarios=[Path("mine/summary.toml")], out="mine")


def test_the_folder_of_an_area_is_not_written_into() -> None:
    with pytest.raises(dg.ArgumentError, match="holds veldland, which this question reads"):
        dg.answers.require_out(VELDLAND, "made", {}, VELDLAND.folder)


@pytest.mark.parametrize("of", [str, Path])
def test_an_answer_knows_what_it_read(
    of: Callable[[str], str | Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "p.csv").write_text(POINTS, encoding="utf-8")
    answer = dg.ask_times(VELDLAND, of("mine/p.csv"))
    with pytest.raises(dg.ArgumentError, match=r"holds p\.csv, which this question reads"):
        answer.write("mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["p.csv"]


def test_a_word_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):  # the folder of the first answer has the name of the points
        dg.ask_times(VELDLAND, "sites", out="sites").write("sites")
    assert (tmp_path / "sites" / "times.csv").is_file()


@pytest.mark.parametrize("name", ["times.csv", "Times.CSV", "about.json", "SNAPS.csv"])
def test_a_name_that_is_taken_is_refused_before_anything_is_computed(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")

    def computed(_: str) -> None:
        pytest.fail("it computes")

    with pytest.raises(dg.FileError) as caught:
        dg.ask_times(VELDLAND, "sites", out=tmp_path, on_step=computed)
    assert str(caught.value) == (
        f"{tmp_path / name}: a file of that name must be written, but this one is not of an "
        "earlier answer; move it, or give another folder."
    )
