"""Files are staged beside the folder that they are for, never in the one above it."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import FileError
from drenthe_geo.files.leftovers import NEW, OLD, asides_of, make_aside
from drenthe_geo.io.staging import ENDINGS, not_written, require_folder, staged_folder


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
        assert folder.parent.parent == out.parent
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
        "times.xlsx",
    ]


def test_an_answer_is_written_twice_where_python_has_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.11 on Windows tells no mount by `Path`, and opens no library without a name."""

    def no_library(*_: object, **__: object) -> None:
        raise TypeError("expected str, bytes or os.PathLike object, not NoneType")

    monkeypatch.delattr(Path, "is_mount")
    monkeypatch.setattr("drenthe_geo.io.staging.ctypes.CDLL", no_library)
    for text in ("first", "second"):
        with staged_folder(tmp_path / "out", ["a.csv"]) as folder:
            (folder / "a.csv").write_text(text, encoding="utf-8")
        assert (tmp_path / "out" / "a.csv").read_text(encoding="utf-8") == text
        assert [path.name for path in tmp_path.iterdir()] == ["out"]


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


OLD_ANSWER = {"ours.csv": "old", "gone.csv": "old", "mine.qgz": "mine"}
NEW_ANSWER = {"ours.csv": "new", "mine.qgz": "mine"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a run is killed in a fork")
@pytest.mark.parametrize("how", ["swap", "rename"])
def test_a_kill_at_any_step_leaves_the_old_answer_or_the_new_one(tmp_path: Path, how: str) -> None:
    script = Path(__file__).parent.parent / "support" / "killed.py"
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "top"), how],
        capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(runs) > 20
    for _, raw, read, then, beside in runs:
        # The system exchanges in one step; without, a reader finds the old one put back.
        assert raw in (OLD_ANSWER, NEW_ANSWER) or (how == "rename" and raw == {})
        assert read in (OLD_ANSWER, NEW_ANSWER)
        assert then == {"ours.csv": "next", "mine.qgz": "mine"}
        assert beside == ["out"]
    found = [read for _, _, read, _, _ in runs]
    assert found == sorted(found, key=[OLD_ANSWER, NEW_ANSWER].index)  # old, from some step on new
    assert found[0] == OLD_ANSWER
    assert found[-1] == NEW_ANSWER
    assert [killed for killed, *_ in runs] == [True] * (len(runs) - 1) + [False]


def test_the_folder_of_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with staged_folder(out) as first:
        (first / "a.csv").write_text("first", encoding="utf-8")
        with staged_folder(out) as second:
            (second / "b.csv").write_text("second", encoding="utf-8")
        assert (first / "a.csv").is_file()
        assert list(asides_of(out)) == [first.parent]
    assert sorted(path.name for path in out.iterdir()) == ["a.csv", "b.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_another_result_left_is_not_touched(tmp_path: Path) -> None:
    for name in ("out2", "out-1", "ou"):
        aside, held = make_aside(tmp_path / name)
        os.close(held)
        (aside / OLD).mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())
    with staged_folder(tmp_path / "out") as folder:
        (folder / "a.csv").write_text("a", encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*before, "out"])


def test_an_answer_that_cannot_go_back_is_kept_and_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "ours.csv").write_text("old", encoding="utf-8")

    def rename(source: Path, target: Path) -> None:
        if source.name == NEW:  # somebody makes a folder of that name in between
            target.mkdir()
            (target / "other.csv").write_text("other", encoding="utf-8")
            raise PermissionError(13, "in use")
        source.rename(target)

    with (
        pytest.raises(FileError) as caught,
        staged_folder(out, rename=rename, exchange=lambda *_: False),
    ):
        pass
    (aside,) = asides_of(out)
    assert str(caught.value) == (
        f"{out}: the new answer could not take its place; the earlier one lies in {aside / OLD}, "
        "and the next command that writes to this folder puts it back."
    )
    assert (aside / OLD / "ours.csv").read_text("utf-8") == "old"


def test_names_as_long_as_a_name_can_be_are_written(tmp_path: Path) -> None:
    for name in ("a" * 255, "\N{BUS}" * 63):
        with staged_folder(tmp_path / name) as folder:
            (folder / "a.csv").write_text("a", encoding="utf-8")
        assert [path.name for path in tmp_path.iterdir()] == [name]
        (tmp_path / name / "a.csv").unlink()
        (tmp_path / name).rmdir()


def test_an_answer_that_does_not_come_leaves_no_folders_above_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), staged_folder(tmp_path / "deep" / "er" / "out"):
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "deep").mkdir()
    with pytest.raises(ValueError, match="no"), staged_folder(tmp_path / "deep" / "er" / "out"):
        raise ValueError("no")
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("x" * 300, "File name too long"), ("ring", "Too many levels of symbolic links")],
)
def test_paths_that_the_system_refuses_are_said(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    with pytest.raises(FileError) as caught:
        require_folder(tmp_path / name)
    assert str(caught.value).endswith(f": cannot be written ({why}); choose another folder with "
                                      "--out.")  # fmt: skip
    assert len(str(caught.value)) < 300


def test_what_fails_in_the_folder_beside_is_said_of_the_folder_that_was_asked_for(
    tmp_path: Path,
) -> None:
    """As of a network that is saved in a folder of networks; nobody knows the one beside."""
    out = tmp_path / "networks"
    with pytest.raises(FileError) as error, staged_folder(out) as beside:
        raise not_written(beside / "car", OSError(errno.ENOSPC, "No space left on device"))
    assert str(error.value) == (
        f"{out}: cannot be written (No space left on device); choose another folder with --out."
    )
    assert list(tmp_path.iterdir()) == []
