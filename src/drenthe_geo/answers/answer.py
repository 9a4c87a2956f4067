"""What a question gives, and the one writer of it."""

from __future__ import annotations

import gc
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from drenthe_geo.answers.about import about_of, subject_in
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.files.gate import own_path
from drenthe_geo.io.drawing import undrawable
from drenthe_geo.io.out.content import Content, Sheet
from drenthe_geo.io.out.formats import chosen_formats, packages_of, read_formats, write_formats
from drenthe_geo.io.staging import require_apart, require_folder, require_free, staged_folder
from drenthe_geo.io.writers import (
    write_json,
    write_map,
    write_text,
)
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
    from drenthe_geo.documents.blocks import Document
    from drenthe_geo.io.out.columns import Columns
    from drenthe_geo.words.table import Words

    Frame = TypeVar("Frame", bound=pd.DataFrame)

ABOUT = "about.json"

TEXT, MOST_SIGNS = ("object", "str", "string", "category"), 20
"""Types of columns that hold names; signs of them that a warning tells at most."""


def _none(_: Words) -> dict[str, Any]:
    return {}


@result
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
    reads : tuple of object
        Files of the user that the question read, among words and objects: no answer may be
        written over them.
    columns : mapping of str to mapping of str to Column
        What is said of columns by table or layer, where the words do not know them.
    sheets : callable
        Makes tables in a language that only a workbook has, by name.

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
    reads: tuple[object, ...] = ()
    columns: Columns = field(default_factory=dict)
    sheets: Callable[[Words], Mapping[str, Sheet]] = _none

    def __post_init__(self) -> None:
        """Warn of what is odd about files of the user, whoever answers."""
        noted = (*self.warnings, *self.area.notices, *self._undrawn())
        object.__setattr__(self, "warnings", tuple(dict.fromkeys(noted)))

    def _undrawn(self) -> tuple[Message, ...]:
        """Say which signs of names figures and documents cannot show; files have them."""
        if self.figures is _none and self.documents is _none:
            return ()
        columns = [
            table[name].dropna().astype(str).unique()
            for table in self.tables.values()
            for name in table.columns[table.dtypes.map(str).isin(TEXT)]
        ]
        title = self.area.words(None).say(self.title)
        signs = undrawable([title, *(text for texts in columns for text in texts)])
        return (Message("answers.undrawn", signs=signs[:MOST_SIGNS]),) if signs else ()

    def write(
        self,
        out: str | Path,
        lang: str | None = None,
        *,
        formats: str | Iterable[str] | None = None,
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
        formats : str or iterable of str, optional
            What tables and layers are written in: ``"csv"``, ``"csv-nl"``, ``"xlsx"``,
            ``"parquet"``, ``"gpkg"``, ``"geojson"``. Where none is named that holds tables
            these are CSV and a workbook, where none that holds layers a GeoPackage.
        on_step : callable
            Told ``"maps"``, ``"dossier"`` and ``"files"`` when they begin.

        Returns
        -------
        list of pathlib.Path
            The files; ``about.json`` says how the answer was made.

        Raises
        ------
        ArgumentError
            If the area has no words in that language, there is no such format, a table is too
            large for it, or the folder holds the answer to another question.
        FileError
            If the folder cannot be written, or a file that is not ours has a name of ours.
        """
        words = self.area.words(lang)
        chosen, notes = self.formats(formats)
        path = require_out(self.area, self.question, self.subject, out, reads=self.reads)
        on_step("maps")
        figures = dict(self.figures(words))
        on_step("dossier")
        documents = self.documents(words)
        on_step("files")
        used = {"matplotlib": figures, "jinja2": documents, "reportlab": documents}
        packages = packages_of(chosen, self.tables, self.layers)
        packages |= {name for name, there in used.items() if there}
        with staged_folder(path, lambda: _files_of(path)) as folder:
            about = about_of(self, words, [ABOUT], sorted(packages))
            about["warnings"] += words.say_each(notes)
            for stem in tuple(figures):  # each holds its pixels: 50 MB of a page
                write_map(figures.pop(stem), folder / f"{stem}.png")
                gc.collect()  # its parts know one another, so nothing else lets it go in time
            write_formats(self._content(words, about), folder, chosen)
            for stem, document in documents.items():
                _write_document(document, folder / stem)
            names = [ABOUT, *(one.name for one in folder.iterdir())]
            write_json({**about, "files": sorted(names)}, folder / ABOUT)
        return [path / name for name in sorted(names)]

    def formats(
        self, asked: str | Iterable[str] | None = None
    ) -> tuple[tuple[list[str], list[str]], list[Message]]:
        """Choose what tables and layers are written in, and say what is left out."""
        of_tables, of_layers, notes = chosen_formats(read_formats(asked), self.tables.values())
        return (of_tables, of_layers), notes

    def _content(self, words: Words, about: Mapping[str, Any]) -> Content:
        """Say what there is to write."""
        return Content(
            question=self.question,
            words=words,
            date=self.area.date,
            decimals=self.decimals,
            about=about,
            tables={stem: said(table, words) for stem, table in self.tables.items()},
            layers={
                stem: {name: said(layer, words) for name, layer in layers.items()}
                for stem, layers in self.layers.items()
            },
            columns=self.columns,
            sheets=self.sheets(words),
        )


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
    require_free(path, _files_of(path), stems)
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
            each = value if isinstance(value, list) else [value]
            text = ", ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in each)
            parts.append(f"{key} {text}")
    return "; ".join(parts)


def said(table: Frame, words: Words) -> Frame:
    """Say the messages in the cells of a table."""
    changed: dict[str, Any] = {}
    for name in table.columns[table.dtypes.map(str) == "object"]:
        texts: dict[int, object] = {}  # thousands of cells may hold one and the same message
        for value in table[name]:
            if id(value) not in texts:
                texts[id(value)] = _cell(value, words)
        cells = [texts[id(value)] for value in table[name]]
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
