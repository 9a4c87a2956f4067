"""Columns of a user's tables are named once, for all files of a command."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from commands import ask


def test_columns_are_named_for_all_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "een.csv", tmp_path / "twee.csv"
    one.write_text("code;oost;noord_m\nq;164000;465000\n", encoding="utf-8")
    other.write_text("naam;pc\nVeen;1006\n", encoding="utf-8")
    named = ["--columns", "id=code,x=oost,y=noord_m,postcode=pc"]
    words = ["times", "--points", str(one), "--to", str(other), *named]
    heard = ask([*words, "--out", str(tmp_path / "out")], capsys)
    assert "twee.csv: 1 row has no coordinates" in " ".join((heard.out + heard.err).split())
    snaps = pd.read_csv(tmp_path / "out" / "snaps.csv", dtype={"id": str})
    assert snaps["id"].tolist() == ["q", "1"]
    assert snaps["accuracy_m"].notna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("id=code,name=titel", "--columns name=titel: no file of yours that was read has such"),
        ("idd=code", "unknown column 'idd': did you mean 'id'?"),
        ("id", "--columns 'id': must be ROLE=COLUMN,…, for example id=code"),
        ("id=code,id=x", "--columns id=code,id=x: names a role more than once."),
    ],
)
def test_what_columns_may_not_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str, said: str
) -> None:
    one = tmp_path / "een.csv"
    one.write_text("code;x;y\nq;164000;465000\n", encoding="utf-8")
    words = ["times", "--points", str(one), "--columns", named, "--out", str(tmp_path / "out")]
    heard = ask(words, capsys)
    assert heard.code == 1
    assert said in heard.err
    assert not (tmp_path / "out").exists()
