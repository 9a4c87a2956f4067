"""What is kept between runs: whatever is not what it says it is, is not there."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from commands import ask
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

import drenthe_geo as dg
from drenthe_geo.cli.lists import cache as screen
from drenthe_geo.words.table import words_of
from drenthe_geo.work import cache as module
from drenthe_geo.work.cache import KINDS, Cache, user_cache, without_cache

if TYPE_CHECKING:
    from pathlib import Path


KEY = "0123456789" * 4
OTHER = "abcdef0123" * 4
KEPT = {
    "minutes": np.array([[1.0, np.nan], [np.inf, -0.0]]),
    "people": np.arange(5),
    "names": np.array(["", "Heidestad", "é\U0001f6b2"]),
    "nothing": np.empty((0, 3), dtype=bool),
}


def same(one: dict[str, Any] | None, other: dict[str, Any]) -> bool:
    return one is not None and list(one) == list(other) and all(
        one[name].dtype == other[name].dtype
        and one[name].shape == other[name].shape
        and one[name].tobytes() == other[name].tobytes()
        for name in other
    )  # fmt: skip


def entry(cache: Cache) -> Path:
    (only,) = cache.entries()
    return only.path


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """One entry in a folder of its own."""
    made = Cache(tmp_path / "kept")
    made.keep("cells", KEY, KEPT)
    return made


def test_it_gives_back_what_was_kept(cache: Cache) -> None:
    assert same(cache.load("cells", KEY), KEPT)
    assert cache.load("cells", OTHER) is None
    assert cache.load("times", KEY) is None
    found = cache.load("cells", KEY)
    assert found is not None
    found["people"][0] = 7  # its own copy
    assert same(cache.load("cells", KEY), KEPT)


DTYPES = (np.float64, np.float32, np.int64, np.uint8, np.bool_, np.dtype("U5"))
SHAPES = arrays_of.array_shapes(min_side=0, max_dims=3)


@given(array=st.sampled_from(DTYPES).flatmap(lambda dtype: arrays_of.arrays(dtype, SHAPES)))
def test_every_array_comes_back_bit_by_bit(
    array: np.ndarray[Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = Cache(tmp_path_factory.mktemp("kept"))
    cache.keep("cells", KEY, {"first": array, "second": array[::-1]})
    assert same(cache.load("cells", KEY), {"first": array, "second": array[::-1]})


def test_objects_are_not_kept(cache: Cache) -> None:
    with pytest.raises(TypeError):
        cache.keep("cells", OTHER, {"shapes": np.array([None, object()])})
    assert len(cache.entries()) == 1


def test_whatever_bit_is_spoiled_the_entry_is_not_used(cache: Cache) -> None:
    path = entry(cache)
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        spoiled = bytearray(whole)
        spoiled[at] ^= 1 << at % 8
        path.write_bytes(spoiled)
        assert cache.load("cells", KEY) is None, at
    path.write_bytes(whole)
    assert same(cache.load("cells", KEY), KEPT)


def test_wherever_it_is_cut_off_the_entry_is_not_used(cache: Cache) -> None:
    path = entry(cache)
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 11), len(whole) - 1]:
        path.write_bytes(whole[:length])
        assert cache.load("cells", KEY) is None, length
    path.write_bytes(whole + b"more")
    assert cache.load("cells", KEY) is None


def test_a_foreign_file_under_the_name_of_an_entry_is_made_again(cache: Cache) -> None:
    path = entry(cache)
    made = {"minutes": np.array([1.0])}
    for foreign in (b"", b"PK\x03\x04", b"x" * 1000, module.MAGIC, module.MAGIC + b"\0" * 999):
        path.write_bytes(foreign)
        assert same(dict(cache.made("cells", KEY, lambda: made)), made)
        assert same(cache.load("cells", KEY), made)


def test_an_entry_under_the_name_of_another_is_not_used(cache: Cache) -> None:
    path = entry(cache)
    path.with_name(path.name.replace(KEY, OTHER)).write_bytes(path.read_bytes())
    path.with_name(path.name.replace("cells", "times")).write_bytes(path.read_bytes())
    assert cache.load("cells", OTHER) is None
    assert cache.load("times", KEY) is None


def test_an_entry_of_another_version_is_not_used(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "__version__", "0.0.1")
    assert cache.load("cells", KEY) is None
    cache.keep("cells", KEY, {"minutes": np.array([2.0])})
    assert cache.load("cells", KEY) is not None
    monkeypatch.undo()
    assert cache.load("cells", KEY) is None


def test_a_head_that_lies_is_not_used(cache: Cache) -> None:
    """With a right checksum, as whoever writes another file may make one."""
    told = [("minutes", "O"), ("minutes", "<f8")]
    for name, dtype in told:
        head = {"kind": "cells", "key": KEY, "version": dg.__version__, "bytes": 8}
        text = json.dumps({**head, "arrays": [[name, dtype, [99], 0]]}).encode()
        parts = [len(text).to_bytes(8, "little"), text, b"\0" * 8]
        entry(cache).write_bytes(b"".join([module.MAGIC, module._digest(parts), *parts]))
        assert cache.load("cells", KEY) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", None):
        cache = Cache(folder)
        assert same(dict(cache.made("cells", KEY, lambda: KEPT)), KEPT)
        assert cache.load("cells", KEY) is None
        assert cache.entries() == cache.clear() == []
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_is_no_error(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    cache.keep("cells", OTHER, KEPT)
    monkeypatch.undo()
    assert [one.path for one in cache.entries()] == [entry(cache)]
    assert len(list(entry(cache).parent.iterdir())) == 1  # no half entry is left


def _keep_many(folder: Path, number: int) -> None:
    cache = Cache(folder)
    for _ in range(40):
        cache.keep("cells", KEY, {"of": np.full(50_000, number)})
        found = cache.load("cells", KEY)
        assert found is not None
        assert len(set(found["of"].tolist())) == 1


def test_two_processes_that_write_at_once_leave_one_whole_entry(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_keep_many, args=(tmp_path, one)) for one in (1, 2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    found = Cache(tmp_path).load("cells", KEY)
    assert found is not None
    assert set(found["of"].tolist()) in ({1}, {2})
    assert len(list(tmp_path.iterdir())) == 1


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, most_mb=0.005)
    keys = [f"{number}" * 40 for number in range(4)]
    for at, key in enumerate(keys[:3]):
        cache.keep("cells", key, {"bytes": np.zeros(1000, dtype=np.uint8)})
        os.utime(cache._path("cells", key), (at, at))
    assert cache.load("cells", keys[0]) is not None  # now it was used last
    cache.keep("cells", keys[3], {"bytes": np.zeros(1500, dtype=np.uint8)})
    assert {one.path for one in cache.entries()} == {
        cache._path("cells", key) for key in (keys[0], keys[2], keys[3])
    }
    cache.keep("cells", KEY, {"bytes": np.zeros(9000, dtype=np.uint8)})  # larger than all of it
    assert cache.load("cells", KEY) is None
    assert len(cache.entries()) == 3


def test_only_its_own_files_are_cleared(cache: Cache, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    names = ("mine.kept", "notes.txt", f"cells.{KEY}.kept.bak", ".hidden", f"cells.{KEY}")
    for name in names:
        (folder / name).write_text("mine")
    (folder / f"sites.{KEY}.kept").mkdir()
    (folder / f"sites.{OTHER}.kept").symlink_to(folder / "notes.txt")
    (folder / ".abcdefgh.half").write_text("half")
    assert [one.kind for one in cache.clear()] == ["cells"]
    left = {path.name for path in folder.iterdir()}
    assert left == {*names, f"sites.{KEY}.kept", f"sites.{OTHER}.kept"}


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_kind_has_a_word_and_every_word_is_of_a_kind(lang: str) -> None:
    start = "screen.cache.kinds."
    said = {key: text for key, text in words_of(lang).entries.items() if key.startswith(start)}
    assert set(said) == {f"{start}{kind}" for kind in (*KINDS, screen.OTHER)}
    assert len(set(said.values())) == len(said)
    assert not set(said.values()) & set(KINDS)


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(module.VARIABLE, str(tmp_path))
    assert user_cache().folder == tmp_path
    with without_cache():
        assert user_cache().folder is None
    assert user_cache().folder == tmp_path
    for word in ("off", " OFF "):
        monkeypatch.setenv(module.VARIABLE, word)
        assert user_cache().folder is None
    monkeypatch.setenv(module.VARIABLE, "")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name, **_: str(tmp_path / name))
    assert user_cache().folder == tmp_path / "drenthe-geo"


def test_the_command_shows_and_clears_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(module.VARIABLE, str(tmp_path))
    assert f"Nothing is kept in {tmp_path}" in ask("cache", capsys).out.replace("\n", "")
    user_cache().keep("surroundings", KEY, {"bytes": np.zeros(1_000_000, dtype=np.uint8)})
    user_cache().keep("surroundings", OTHER, {"bytes": np.zeros(1_000_000, dtype=np.uint8)})
    shown = ask("cache", capsys).out
    assert "what lies around sites and cells" in shown
    assert "2 entries, 2.0 MB" in shown
    rows = json.loads(ask("cache --json", capsys).out)["cache"]
    assert [(row["kind"], row["entries"]) for row in rows] == [("surroundings", 2)]
    assert "2 stuks verwijderd, 2,0 MB" in ask("cache --clear", capsys, "nl").out
    assert list(tmp_path.iterdir()) == []
    for kind in ("heights", "noise", "cells"):
        (tmp_path / f"{kind}.{KEY}.kept").write_bytes(bytes(500_000))
    rows = json.loads(ask("cache --json", capsys).out)["cache"]
    assert [row["kind"] for row in rows] == ["cells", "heights", "noise"]
    shown = ask("cache", capsys).out
    assert "heights" not in shown
    assert re.search(r"of another version +2 +1\.0\b", shown)
    assert re.search(r"van een andere versie +2 +1,0\b", ask("cache", capsys, "nl").out)
    assert "3 entries removed" in ask("cache --clear", capsys).out
    monkeypatch.setenv(module.VARIABLE, "off")
    assert "Nothing is kept: DRENTHE_GEO_CACHE" in ask("cache", capsys).out
