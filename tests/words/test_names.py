"""The check that no code names a place of an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.check_names import PLAIN, hits, main, names, pattern

if TYPE_CHECKING:
    from pathlib import Path


def test_names_come_from_all_tables_of_an_area() -> None:
    found = names()
    assert {"drenthe", "assen", "a28", "rvo", "den-haag", "nedersaksenlijn"} <= found
    assert {"germany", "duitsland", "the hague", "regioprofiel drenthe 2025"} <= found
    assert not found & PLAIN


def test_names_are_found_as_whole_words_in_texts_alone(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        '"""About Drenthe."""\n'
        "import drenthe_geo\n"
        'a = "drenthe-geo", "Assenaar", "A280"  # Drenthe\n'
        'b = f"{a} van Assen", ("A28", "N34;den-haag")\n',
        encoding="utf-8",
    )
    found = list(hits(path, pattern(names())))
    assert found == [(4, "Assen"), (4, "A28"), (4, "N34"), (4, "den-haag")]


def test_names_in_a_table_of_words_are_found(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_text('# Drenthe\na = "in Drenthe"\n', encoding="utf-8")
    assert list(hits(path, pattern(names()))) == [(2, "Drenthe")]


def test_no_module_names_an_area() -> None:
    assert main() == 0
