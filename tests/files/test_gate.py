"""The gate of a user's files: what is no plain, readable file is said in a sentence."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.files.gate import notices_of, own_file, own_path, with_notices
from drenthe_geo.words.message import Message


def refusal(given: object) -> str:
    with pytest.raises((ArgumentError, FileError)) as caught:
        own_file(given)
    return str(caught.value)


def test_what_is_no_plain_file_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, plug, loop = tmp_path / "pipe.csv", tmp_path / "plug", tmp_path / "loop.csv"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as one:
        monkeypatch.chdir(tmp_path)
        one.bind("plug")
        assert refusal(plug) == f"{plug}: is a socket, not a file."
    loop.symlink_to(loop)
    assert refusal(pipe) == f"{pipe}: is a pipe, not a file."
    assert refusal("/dev/zero") == "/dev/zero: is a device, not a file."
    assert refusal(tmp_path) == f"{tmp_path}: is a folder, not a file."
    assert refusal(loop).endswith("loop.csv: cannot be read (Too many levels of symbolic links).")
    assert refusal(tmp_path / "none.csv") == f"{tmp_path / 'none.csv'}: no such file."


def test_odd_names_are_refused_in_a_sentence() -> None:
    long = "x" * 300 + ".csv"
    assert refusal(long) == f"{long[:60]}…{long[-40:]}: cannot be read (File name too long)."
    assert refusal("") == "the path of a file is empty; give the name of a file."
    assert refusal("a\0b") == "'a\\x00b': no file can have such a name."
    assert refusal("~nosuchuser/x") == "~nosuchuser/x: there is no such user; write the path out."
    assert refusal(7) == "give the path of a file, not a int."


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(3_000_000)
    with pytest.raises(FileError, match=r"large.toml: is 3 MB large, .* at most 2 MB\.$"):
        own_file(large, most_mb=2)
    assert own_file(large, most_mb=3) == large
    assert own_path("~") == Path.home()


def test_what_is_odd_about_a_file_is_a_warning_of_the_answer() -> None:
    odd = Message("own_files.empty")
    frame = with_notices(pd.DataFrame(), odd, odd)
    assert notices_of(with_notices(frame, odd)) == (odd,)
    own = VELDLAND.layer("places")
    area = VELDLAND.with_layers({"places": own})
    area.own["places"].attrs.update(frame.attrs)
    assert odd in dg.ask_times(area, "stations").warnings
    assert odd not in dg.ask_times(VELDLAND, "stations").warnings
