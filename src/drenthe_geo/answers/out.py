"""The folder of an answer: which answer it holds, and whether another may go there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from drenthe_geo.answers.about import subject_in
from drenthe_geo.errors import ArgumentError
from drenthe_geo.files.gate import own_path
from drenthe_geo.io.staging import require_apart, require_folder, require_free

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from drenthe_geo.area.area import Area

ABOUT = "about.json"


def require_out(
    area: Area,
    question: str,
    subject: Mapping[str, object],
    out: str | Path,
    *,
    reads: Iterable[object] = (),
    stems: Iterable[str] = (),
) -> Path:
    """Raise if an answer cannot go to a folder, before anything is computed.

    Parameters
    ----------
    area : Area
        The area that is asked about.
    question : str
        The question.
    subject : mapping of str to object
        What it is about.
    out : str or pathlib.Path
        The folder.
    reads : iterable of object
        Files that the question reads, among words and objects.
    stems : iterable of str
        Names, without the ending, of files that will be written.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    ArgumentError
        If it holds the answer to another question or a file that this one reads, looks like a
        file, or is in use.
    FileError
        If it is a file, cannot be made, or a file that is not ours has a name of ours.

    Examples
    --------
    >>> require_out(area, "times", {}, "no-such-folder").name
    'no-such-folder'
    """
    path = own_path(out)
    require_folder(path)
    require_apart(path, [*reads, area.folder])
    held = _held(path)
    if held is not None:
        asked = {
            "area": area.name,
            "peak": area.peak,
            "question": question,
            "subject": subject_in(area, subject),
        }
        if held != asked:
            raise ArgumentError("answers.another", path=path, held=_named(held, asked),
                                asked=_named(asked, held))  # fmt: skip
    require_free(path, files_of(path), stems)
    return path


def _read_about(path: Path) -> dict[str, Any]:
    """Read which answer a folder holds; nothing if it holds none of ours."""
    try:
        content = json.loads((path / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    ours = isinstance(content, dict) and {"question", "subject", "files"} <= set(content)
    return content if ours else {}


def _held(path: Path) -> dict[str, Any] | None:
    about = _read_about(path)
    if not about:
        return None
    area = about.get("area")
    told = area if isinstance(area, dict) else {}
    return {
        "area": told.get("name"),
        "peak": told.get("peak", False),
        "question": about["question"],
        "subject": about["subject"],
    }


def files_of(path: Path) -> list[str]:
    """Name the files of the answer that a folder holds."""
    files = _read_about(path).get("files", [])
    return [str(name) for name in files] if isinstance(files, list) else []


def _named(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Name a question by what differs from another."""
    parts = [str(one["question"])]
    parts += [f"{key} {one[key]}" for key in ("area", "peak") if one[key] != other[key]]
    mine, theirs = (
        {} if not isinstance(x["subject"], dict) else x["subject"] for x in (one, other)
    )
    for key, value in mine.items():
        differs = one["question"] != other["question"] or value != theirs.get(key)
        if differs and value != []:
            each = value if isinstance(value, list) else [value]
            text = ", ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in each)
            parts.append(f"{key} {text}")
    return "; ".join(parts)
