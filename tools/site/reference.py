"""Pages of the reference, one per room of the package.

Each names what a room offers, by its stub; the builder of the site reads the docstrings.
"""

from __future__ import annotations

import importlib
import inspect
from typing import TYPE_CHECKING

import drenthe_geo as dg

if TYPE_CHECKING:
    from pathlib import Path

TOP = "drenthe_geo"
OFFERED: list[str] = vars(dg)["__all__"]
"""What stands at the top; the stub that types are read from does not say it so."""

SAID = "What stands at the top of the package: one call per question, areas, answers, errors."
HEAD = """# Rooms of the package

What the package offers, from its docstrings, room by room. What does not stand here is private and
may change from one version to the next.

| room | what it is for |
|---|---|
"""


def rooms() -> list[str]:
    """Name the rooms that stand at the top."""
    return [name for name in OFFERED if inspect.ismodule(getattr(dg, name))]


def pages() -> dict[str, str]:
    """Give every page of the reference by its file name."""
    top = sorted(set(OFFERED) - set(rooms()))
    made = {"top.md": _page(TOP, top, SAID)}
    rows = [f"| [`{TOP}`](top.md) | {SAID} |"]
    for name in rooms():
        module = importlib.import_module(f"{TOP}.{name}")
        said = (inspect.getdoc(module) or "").splitlines()[0]
        made[f"{name}.md"] = _page(f"{TOP}.{name}", sorted(module.__all__), said)
        rows.append(f"| [`{TOP}.{name}`]({name}.md) | {said} |")
    return {**made, "index.md": HEAD + "\n".join(rows) + "\n"}


def write(folder: Path) -> None:
    """Write the pages into a folder, and take others of its pages away."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for page in folder.glob("*.md"):
        if page.name not in made:
            page.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def _page(module: str, names: list[str], said: str) -> str:
    blocks = "\n\n".join(f"::: {module}.{name}" for name in names)
    return f"# {module}\n\n{said}\n\n{blocks}\n"
