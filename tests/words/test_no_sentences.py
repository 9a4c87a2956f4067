"""Sentences stand in the tables of words, not in code; keys in code and tables are the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from paths import ROOT

from drenthe_geo.area.identity import OWN
from drenthe_geo.words.table import words_of
from tools.check_names import CALLED
from tools.strings_of_code import modules, name_of, texts

HERE = Path(__file__).parent
DEFAULTS = ROOT / "data" / "defaults"
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
SAYING = {"Message", "say", "group"}


def _source() -> dict[str, str]:
    return {name: path.read_text(encoding="utf-8") for name, path in modules().items()}


def test_no_module_has_sentences() -> None:
    where = [
        f"{name}:{one.line}: {one.text}"
        for name, source in _source().items()
        for one in texts(source)
        if one.is_sentence
    ]
    assert not where, "say it by a key of words/*.toml:\n" + "\n".join(where)


def _spoken() -> tuple[dict[str, str], set[str], set[str]]:
    """Keys that are said, with their modules; all texts; and beginnings of keys."""
    said: dict[str, str] = {}
    constants: set[str] = set()
    starts: set[str] = set()
    for name, source in _source().items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if re.match(r"[a-z][a-z0-9_]*\.", start):
                    starts.add(start)
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called, first = name_of(node.func), node.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            if called == "group":
                starts.add(f"{first.value}.")
            elif (called in SAYING or called.endswith("Error")) and KEY.fullmatch(first.value):
                said[first.value] = name
    return said, constants, starts


def test_every_key_that_code_says_is_in_the_tables() -> None:
    entries = words_of("en").entries
    said, _, starts = _spoken()
    unknown = {key: name for key, name in said.items() if key not in entries}
    assert not unknown, f"no such sentences: {unknown}"
    tops = {key.split(".")[0] for key in entries}
    stray = sorted(
        start
        for start in starts
        if start.split(".")[0] in tops and not any(key.startswith(start) for key in entries)
    )
    assert not stray, f"nothing in the tables begins with {stray}"


def test_every_key_of_the_tables_is_said_somewhere() -> None:
    _, constants, starts = _spoken()
    # A profile names the key of its note.
    constants |= set(re.findall(r'"([a-z_.]+)"', (DEFAULTS / "profiles.toml").read_text("utf-8")))
    # Sentences name the area's own words in their places.
    written = str(list(words_of("en").entries.values()))
    constants |= set(re.findall(r"\{(area\.[a-z_]+)", written))
    # What an area calls its things is also refused in code, though no sentence may say it.
    constants |= {f"area.{name}" for name in CALLED}
    # Those after "own." are said in place of the others where people are a user's own.
    entries = words_of("en").entries
    constants |= {
        key for key in entries if key.startswith(OWN) and key.removeprefix(OWN) in entries
    }
    unsaid = {
        key
        for key in words_of("en").entries
        if key not in constants and not any(key.startswith(start) for start in starts)
    }
    assert not unsaid, f"nobody says {sorted(unsaid)}"


def test_the_lint_sees_what_it_should() -> None:
    source = '''"""Not a docstring of a module."""
NAME = "one two three"
"""Nor this one here."""
def f(a):
    """Nor that of functions."""
    msg = f"no {a} here"
    raise KeyError(msg)
def g(a, b):
    msg = f"{a} of {b}"
    raise ValueError(msg)
two = "two words", f"{g} {f} {two}", "#a { color: red; }", "A28;N34 == 3"
css = "body all over"  # no sentence: CSS
x = table.query("role is not own")
y = f"{', '.join(two)} and then {' of all that '.join(two)}"
'''
    assert [(one.line, one.text) for one in texts(source) if one.is_sentence] == [
        (2, "one two three"),
        (9, "{} of {}"),
        (14, "{} and then {}"),
        (14, " of all that "),
    ]
