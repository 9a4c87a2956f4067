"""The texts that stand in a module, docstrings left out."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "drenthe_geo"

HOLE = "{}"
"""Stands in a text where an f-string has a value."""

MARK = "# no sentence"
"""A comment on a text's first or last line that says: nobody reads this (CSS, a query)."""

PROGRAMMERS = {"AssertionError", "KeyError", "LookupError", "NotImplementedError", "TypeError"}
"""Errors that only who changes the package sees."""

ASKING = {"query", "eval"}
"""Calls whose texts pandas reads."""

FEWEST_WORDS = 3

WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True)
class Text:
    """One text: where it stands, what it says, and whether only programmers see it."""

    line: int
    text: str
    unseen: bool = False

    @property
    def is_sentence(self) -> bool:
        """Whether it has three words or more; a value counts as a word, but not alone."""
        if self.unseen:
            return False
        words = holes = 0
        for token in self.text.split():
            if HOLE in token:
                holes += 1
            elif WORD.fullmatch(token.strip(".,;:!?()[]'\"–…%")):
                words += 1
        return words >= 1 and words + holes >= FEWEST_WORDS


def modules() -> dict[str, Path]:
    """List the modules of the package by their path from its folder."""
    return {path.relative_to(SRC).as_posix(): path for path in sorted(SRC.rglob("*.py"))}


def texts(source: str) -> list[Text]:
    """Find the texts of a module in order; those of an f-string are one, with holes."""
    tree, lines = ast.parse(source), source.splitlines()
    hidden = _left_out(tree) | _inside_strings(tree)
    unseen = _unseen(tree)
    found = []
    for node in ast.walk(tree):
        if id(node) in hidden or not isinstance(node, (ast.Constant, ast.JoinedStr)):
            continue
        text = _text(node)
        if text:
            ends = (lines[node.lineno - 1], lines[(node.end_lineno or node.lineno) - 1])
            marked = any(MARK in line for line in ends)
            found.append(Text(node.lineno, text, marked or id(node) in unseen))
    return sorted(found, key=lambda one: one.line)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or HOLE for part in node.values)
    return ""


def _left_out(tree: ast.AST) -> set[int]:
    """Texts that are a statement of their own: docstrings, of modules to constants."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _inside_strings(tree: ast.AST) -> set[int]:
    """Pieces of an f-string, which are read with it; texts within its values are not these."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            inside |= {id(part) for part in ast.walk(node.format_spec)}
    return inside


def _unseen(tree: ast.AST) -> set[int]:
    """Texts of programmers' errors, given at once or in the line before, and of queries."""
    unseen: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg is not None:
            unseen |= _below(node.msg)
        if isinstance(node, ast.Call) and name_of(node.func) in ASKING:
            unseen |= _below(node)
        for body in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            statements = body if isinstance(body, list) else []
            for before, statement in zip([None, *statements], statements, strict=False):
                raised = statement.exc if isinstance(statement, ast.Raise) else None
                if isinstance(raised, ast.Call) and name_of(raised.func) in PROGRAMMERS:
                    unseen |= _below(raised)
                    unseen |= _below(before) if isinstance(before, ast.Assign) else set()
    return unseen


def _below(node: ast.AST) -> set[int]:
    return {id(one) for one in ast.walk(node)}


def name_of(node: ast.expr) -> str:
    """Last part of the name that is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
