"""A site outside the area has no gemeente: a dash stands for it wherever it is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import shapely
from commands import ask

if TYPE_CHECKING:
    from pathlib import Path

    import drenthe_geo as dg

FAR = (159_000, 460_000)
NAN = re.compile(r"\b(nan|NaN)\b")


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_nothing_says_nan(
    area: dg.Area, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    assert not area.outline().contains(shapely.Point(FAR))
    own, out = tmp_path / "own.csv", tmp_path / "out"
    text = "id,name,x,y\nfar,Ver,{},{}\nzuid,Zuid,164400,456900\n".format(*FAR)
    own.write_text(text, encoding="utf-8")
    words = ["suggest", "loket-zuid", "--sites", str(own), "--only", "--no-surface"]
    heard = ask([*words, "--out", str(out)], capsys, lang)
    assert heard.code == 0, heard.err
    assert not NAN.search(heard.out + heard.err)
    read = {
        one.name: one.read_text(encoding="utf-8-sig")
        for one in out.iterdir()
        if one.suffix in {".csv", ".html", ".json"}
    }
    assert {"report.html", "about.json"} < set(read)
    for name, text in read.items():
        said = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)  # its code may
        assert not NAN.search(said), name
