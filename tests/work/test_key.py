"""Keys of what is kept: any change of what a result depends on gives another."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from drenthe_geo.work import key as module
from drenthe_geo.work.key import files_below, hash_of_files, key_of, look_of_files


@dataclass(frozen=True)
class Choice:
    """As choices are."""

    name: str
    value: float = 1.0
    kept: dict[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class OtherChoice:
    """The same fields, another kind."""

    name: str
    value: float = 1.0


def table(**changes: Any) -> pd.DataFrame:
    columns = {"minutes": [1.0, np.nan], "name": ["a", "b"], "why": [("x",), ()], **changes}
    return pd.DataFrame(columns, index=pd.Index(["p", "q"], name="site"))


def points(x: float = 1.0, crs: int = 28992) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": [1, 2]}, geometry=shapely.points([x, 2.0], 0.0), crs=crs)


ALL_DIFFERENT = {
    "none": None,
    "false": False,
    "zero": 0,
    "zero with a point": 0.0,
    "minus zero": -0.0,
    "text": "0",
    "bytes": b"0",
    "no text": "",
    "empty row": [],
    "row": ["a", "b"],
    "one text": ["ab"],
    "row in row": [["a"], "b"],
    "mapping": {"a": "b"},
    "other order": {"b": 1, "a": 2},
    "order": {"a": 2, "b": 1},
    "set": frozenset({"a", "b"}),
    "path": Path("0"),
    "choice": Choice("a"),
    "other value": Choice("a", 2.0),
    "other kind": OtherChoice("a"),
    "array": np.array([0.0, 1.0]),
    "array of small numbers": np.array([0.0, 1.0], dtype=np.float32),
    "array of whole numbers": np.array([0, 1]),
    "column of an array": np.array([[0.0], [1.0]]),
    "row of an array": np.array([[0.0, 1.0]]),
    "number of an array": np.float64(0.0),
    "texts": np.array(["a", "b"], dtype=object),
    "other texts": np.array(["ab", ""], dtype=object),
    "with missing": np.array(["a", None], dtype=object),
    "table": table(),
    "other cell": table(minutes=[1.0, 2.0]),
    "other text": table(name=["a", "c"]),
    "other tuple": table(why=[("x",), ("y",)]),
    "other type": table(minutes=[1, 2]),
    "as categories": table().astype({"name": "category"}),
    "other index": table().rename(index={"q": "r"}),
    "other name of the index": table().rename_axis("cell"),
    "other name of a column": table().rename(columns={"why": "how"}),
    "other order of columns": table()[["name", "minutes", "why"]],
    "other order of rows": table().iloc[::-1],
    "column of a table": table()["minutes"],
    "index of a table": table().index,
    "points": points(),
    "points elsewhere": points(x=1.0000001),
    "points in another CRS": points(crs=3857),
    "shape": shapely.Point(0, 0),
    "moment": pd.Timestamp("2026-07-14"),
    "missing": pd.NA,
    "no moment": pd.NaT,
}


def test_different_things_have_different_keys() -> None:
    keys = {name: key_of(value) for name, value in ALL_DIFFERENT.items()}
    assert len(set(keys.values())) == len(keys)
    assert key_of("a", "b") != key_of("ab", "")
    assert key_of(["a"], "b") != key_of("a", ["b"])


@pytest.mark.parametrize("name", ALL_DIFFERENT)
def test_equal_things_have_equal_keys(name: str) -> None:
    value = ALL_DIFFERENT[name]
    again = value.copy() if hasattr(value, "copy") else value
    assert key_of(value) == key_of(again)
    assert len(key_of(value)) == 2 * module.KEY_BYTES


def test_what_is_kept_to_save_work_does_not_count() -> None:
    assert key_of(Choice("a", kept={"x": 1})) == key_of(Choice("a"))


def test_what_cannot_be_told_is_refused() -> None:
    for value in (object(), lambda: 0, {1, 2}, Choice):
        with pytest.raises(TypeError):
            key_of(["a", value])


@pytest.mark.parametrize(
    ("name", "value"),
    [("__version__", "0.0.1"), ("CODE", ()), ("libraries", lambda: ("numpy 1",))],
)
def test_other_code_has_other_keys(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key_of("a")
    monkeypatch.setattr(module, name, value)
    assert key_of("a") != before


def test_every_source_file_counts(tmp_path: Path) -> None:
    names = {name for name, _, _ in module.CODE}
    assert {"work/key.py", "siting/surroundings.py", "roads/network.py", "__init__.py"} <= names
    (tmp_path / "one.py").write_text("a = 1")
    before = look_of_files(files_below(tmp_path, ".py"))
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "two.py").write_text("b = 1")
    (tmp_path / "three.txt").write_text("c")
    after = look_of_files(files_below(tmp_path, ".py"))
    assert [name for name, _, _ in after] == ["below/two.py", "one.py"]
    assert before == (next(one for one in after if one[0] == "one.py"),)
    (tmp_path / "one.py").write_text("a = 22")
    assert look_of_files(files_below(tmp_path, ".py")) != after


def test_files_count_by_name_and_content(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    keys = [
        hash_of_files({"one": one, "two": two}),
        hash_of_files({"one": two, "two": one}),
        hash_of_files({"one": one}),
        hash_of_files({"three": one, "two": two}),
    ]
    assert len(set(keys)) == 4
    assert hash_of_files({"two": two, "one": one}) == keys[0]
