"""What a question gives, and the one writer of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from drenthe_geo.answers.about import about_of, plain
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.writers import (
    require_folder,
    staged_folder,
    write_csv,
    write_geopackage,
    write_json,
    write_map,
    write_text,
)
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd
    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
    from drenthe_geo.documents.blocks import Document
    from drenthe_geo.words.table import Words

    Frame = TypeVar("Frame", bound=pd.DataFrame)

ABOUT = "about.json"


def _none(_: Words) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Answer:
    """The answer to a question about an area: all that is written of it, and all that is shown.

    Cells of tables and layers may be messages; they are written in the language of the files.

    Parameters
    ----------
    area : Area
        The area; the tables that it opened are the sources of the answer.
    question : str
        Name of the question, for example ``"times"``.
    subject : mapping of str to object
        What makes it another question: service, mode, scenarios and so on.
    title : Message
        Title of the answer.
    made_by : str
        Name of the module that answers; the versions of what it imports are told.
    result : object
        What was computed, with types; each question says which.
    tables : mapping of str to pandas.DataFrame
        CSV files by their names without the ending.
    layers : mapping of str to mapping of str to geopandas.GeoDataFrame
        GeoPackages by their names without the ending, each with its layers.
    figures : callable
        Draws the figures in a language: PNG files by their names without the ending.
    documents : callable
        Makes the documents in a language: HTML and PDF by their names without the ending.
    sentences : tuple of Message
        The answer in a few sentences, where it can be said so.
    warnings : tuple of Message
        What a reader should look at.
    about : mapping of str to object
        Own files, parameters, choices with their sources, counts.
    decimals : int
        Decimals of the numbers in tables.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> answer = dg.ask_times(area, "sites")
    >>> area.words("en").say(answer.title), list(answer.tables)
    ('Minutes between points', ['times', 'snaps'])
    """

    area: Area
    question: str
    subject: Mapping[str, object]
    title: Message
    made_by: str
    result: Any
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    layers: Mapping[str, Mapping[str, gpd.GeoDataFrame]] = field(default_factory=dict)
    figures: Callable[[Words], Mapping[str, Figure]] = _none
    documents: Callable[[Words], Mapping[str, Document]] = _none
    sentences: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
    about: Mapping[str, object] = field(default_factory=dict)
    decimals: int = 3

    def write(
        self,
        out: str | Path,
        lang: str | None = None,
        *,
        on_step: Callable[[str], None] = lambda _: None,
    ) -> list[Path]:
        """Write the answer to a folder: all of it, or nothing.

        An earlier answer to the same question is replaced as a whole; other files that lie
        in the folder stay.

        Parameters
        ----------
        out : str or pathlib.Path
            The folder; made if it is not there.
        lang : str, optional
            Language of figures, documents and sentences; the area's first if not given.
        on_step : callable
            Told ``"maps"``, ``"dossier"`` and ``"files"`` when they begin.

        Returns
        -------
        list of pathlib.Path
            The files; ``about.json`` says how the answer was made.

        Raises
        ------
        ArgumentError
            If the area has no words in that language, or the folder holds the answer to
            another question.
        FileError
            If the folder cannot be written, or a file that is not ours has a name of ours.
        """
        words = self.area.words(lang)
        path = require_out(self.area, self.question, self.subject, out)
        on_step("maps")
        figures = self.figures(words)
        on_step("dossier")
        documents = self.documents(words)
        on_step("files")
        with staged_folder(path, _files_of(path)) as folder:
            for stem, table in self.tables.items():
                write_csv(said(table, words), folder / f"{stem}.csv", decimals=self.decimals)
            for stem, layers in self.layers.items():
                worded = {name: said(layer, words) for name, layer in layers.items()}
                write_geopackage(worded, folder / f"{stem}.gpkg", date=self.area.date)
            for stem, figure in figures.items():
                write_map(figure, folder / f"{stem}.png")
            for stem, document in documents.items():
                _write_document(document, folder / stem)
            names = [ABOUT, *(one.name for one in folder.iterdir())]
            used = {
                "pyogrio": self.layers,
                "matplotlib": figures,
                "jinja2": documents,
                "reportlab": documents,
            }
            wrote_with = [name for name, there in used.items() if there]
            write_json(about_of(self, words, names, wrote_with), folder / ABOUT)
        return [path / name for name in sorted(names)]


def require_out(area: Area, question: str, subject: Mapping[str, object], out: str | Path) -> Path:
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

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    ArgumentError
        If it holds the answer to another question, looks like a file, or is in use.
    FileError
        If it is a file, or cannot be made.

    Examples
    --------
    >>> require_out(area, "times", {}, "no-such-folder").name
    'no-such-folder'
    """
    path = Path(out).expanduser()
    require_folder(path)
    held = _held(path)
    if held is not None:
        asked = {
            "area": area.name,
            "peak": area.peak,
            "question": question,
            "subject": plain(subject),
        }
        if held != asked:
            raise ArgumentError("answers.another", path=path, held=_named(held, asked),
                                asked=_named(asked, held))  # fmt: skip
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


def _files_of(path: Path) -> list[str]:
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
            text = ", ".join(map(str, value)) if isinstance(value, list) else value
            parts.append(f"{key} {text}")
    return "; ".join(parts)


def said(table: Frame, words: Words) -> Frame:
    """Say the messages in the cells of a table."""
    changed: dict[str, Any] = {}
    for name in table.columns[table.dtypes.map(str) == "object"]:
        cells = [_cell(value, words) for value in table[name]]
        if any(new is not old for new, old in zip(cells, table[name], strict=True)):
            changed[str(name)] = cells
    return table.assign(**changed) if changed else table


def _cell(value: object, words: Words) -> object:
    if isinstance(value, Message):
        return words.say(value)
    if isinstance(value, tuple) and all(isinstance(one, Message) for one in value):
        return "; ".join(words.say(one) for one in value)
    return value


def _write_document(document: Document, path: Path) -> None:
    from drenthe_geo.documents.html import html_of  # noqa: PLC0415 - few answers have documents
    from drenthe_geo.documents.pdf import pdf_of  # noqa: PLC0415 - few answers have documents

    write_text(html_of(document), path.with_name(f"{path.name}.html"))
    path.with_name(f"{path.name}.pdf").write_bytes(pdf_of(document))
