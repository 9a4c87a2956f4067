"""Files are staged beside the folder that they are for, never in the one above it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import FileError
from drenthe_geo.io.writers import ENDINGS, require_folder, staged_folder


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=3), st.booleans())
def test_results_can_go_to_a_folder_whose_parent_is_closed(
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[str],
    there: bool,  # noqa: FBT001 - a parameter
) -> None:
    top = tmp_path_factory.mktemp("closed")
    (top / "open").mkdir()
    out = (top / "open").joinpath(*parts)
    if there:
        out.mkdir(parents=True)
        (out / "mine.txt").write_text("mine", encoding="utf-8")
    with staged_folder(out) as folder:
        assert folder.parent == out.parent
        assert [path.name for path in top.iterdir()] == ["open"]
        (folder / "a.csv").write_text("a", encoding="utf-8")
    names = sorted(path.name for path in out.iterdir())
    assert names == ["a.csv", "mine.txt"][: 2 if there else 1]
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_an_answer_leaves_only_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text("id,x,y\nhome,164300,464900\n", encoding="utf-8")
    for _ in range(2):
        dg.ask_times(VELDLAND, "mine.csv", "mine.csv", out="times").write("times")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.csv", "times"]
    assert sorted(path.name for path in (tmp_path / "times").iterdir()) == [
        "about.json",
        "snaps.csv",
        "times.csv",
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_is_hardly_called_like_a_file(ending: str, tmp_path: Path) -> None:
    for name in (f"out{ending}", f"out{ending.upper()}"):
        with pytest.raises(dg.ArgumentError) as caught:
            require_folder(tmp_path / name)
        assert str(caught.value) == (
            f"--out {name}: looks like a file, but a folder for the results is needed; give out, "
            "for example."
        )
    (tmp_path / f"out{ending}").mkdir()
    require_folder(tmp_path / f"out{ending}")  # one that is there is meant


def test_where_nothing_can_be_made_is_refused_before_anything_is_computed() -> None:
    nowhere = Path("/proc")
    if not nowhere.is_dir():
        pytest.skip("this system has no folder that lets nobody make anything")
    with pytest.raises(FileError, match=r"^/proc/results: cannot be written \("):
        require_folder(nowhere / "results")


def test_the_try_leaves_nothing_behind(tmp_path: Path) -> None:
    require_folder(tmp_path / "deep" / "results")
    assert list(tmp_path.iterdir()) == []
