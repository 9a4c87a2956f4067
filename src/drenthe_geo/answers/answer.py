"""What a question gives, and the one writer of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from drenthe_geo.answers.about import about_of
from drenthe_geo.answers.drawn import NO_TITLE_BLOCK, Drawn
from drenthe_geo.answers.out import ABOUT, files_of, require_out
from drenthe_geo.answers.pictures import maps_of
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.drawing import undrawable
from drenthe_geo.io.out.content import Content, Grid, Sheet
from drenthe_geo.io.out.formats import chosen_formats, packages_of, read_formats, write_formats
from drenthe_geo.io.out.maps import read_map_formats
from drenthe_geo.io.staging import staged_folder
from drenthe_geo.io.title_block import require_title_block
from drenthe_geo.io.writers import (
    write_json,
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
    from drenthe_geo.io.title_block import TitleBlock
    from drenthe_geo.page.report import View
    from drenthe_geo.words.table import Words

    Frame = TypeVar("Frame", bound=pd.DataFrame)

PAGE = "report"

TEXT, MOST_SIGNS = ("object", "str", "string", "category"), 20
"""Types of columns that hold names; signs of them that a warning tells at most."""


def _none(_: Words, __: TitleBlock) -> dict[str, Any]:
    return {}


def _not_told() -> None:
    return None


def _no_sheets(_: Words) -> dict[str, Any]:
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
        Draws the figures in a language, with a title block: PNG files by their names
        without the ending. ``figures("en")`` shows them in a notebook.
    documents : callable
        Makes the documents in a language, with a title block: HTML and PDF by their names
        without the ending.
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
    ground : callable
        Gives layers that a GeoPackage has besides, so that it opens as a map: land, roads.
    grids : mapping of str to Grid
        Cells that are written as GeoTIFF, by the name of its file.
    view : callable, optional
        Gives the map of the page in a language; no page is written where there is none.
    drawn_of : callable
        Tells all that is on the figures besides the area, words and title block, so that they
        are not drawn twice; None where nobody can tell.

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
    figures: Callable[..., Mapping[str, Figure]] = _none
    documents: Callable[[Words, TitleBlock], Mapping[str, Document]] = _none
    sentences: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
    about: Mapping[str, object] = field(default_factory=dict)
    decimals: int = 3
    reads: tuple[object, ...] = ()
    columns: Columns = field(default_factory=dict)
    sheets: Callable[[Words], Mapping[str, Sheet]] = _no_sheets
    ground: Callable[[], Mapping[str, gpd.GeoDataFrame]] = dict
    grids: Mapping[str, Grid] = field(default_factory=dict)
    view: Callable[[Words], View] | None = None
    drawn_of: Callable[[], tuple[object, ...] | None] = _not_told

    def __post_init__(self) -> None:
        """Warn of what is odd about files of the user, whoever answers; figures show themselves."""
        draws = self.figures
        if not isinstance(draws, Drawn):
            object.__setattr__(self, "figures", Drawn(self.area, draws))
        noted = (*self.warnings, *self.area.notices, *self._undrawn())
        object.__setattr__(self, "warnings", tuple(dict.fromkeys(noted)))

    def table(self, name: str, lang: str | None = None) -> pd.DataFrame:
        """Give a table with its cells said in a language, as it is written.

        Parameters
        ----------
        name : str
            Name of the table.
        lang : str, optional
            The language; the area's first where not given.

        Returns
        -------
        pandas.DataFrame
            The table.

        Raises
        ------
        ArgumentError
            If there is no table of that name, or the area has no words in that language.

        Examples
        --------
        >>> answer = dg.ask_explain(area, "Heidestad", "vnd", mode="car")
        >>> answer.table("parts", "en")["part"].iloc[0]
        'Heidestad to the secondary road at 164138,464901, as the crow flies'
        """
        if name not in self.tables:
            raise unknown_choice("table", name, self.tables)
        return said(self.tables[name], self.area.words(lang))

    @property
    def draws(self) -> bool:
        """Whether it has figures."""
        return isinstance(self.figures, Drawn) and self.figures.draw is not _none

    def _undrawn(self) -> tuple[Message, ...]:
        """Say which signs of names figures and documents cannot show; files have them."""
        if not self.draws and self.documents is _none:
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
        map_formats: str | Iterable[str] | None = None,
        title_block: TitleBlock = NO_TITLE_BLOCK,
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
        map_formats : str or iterable of str, optional
            What maps are written in: ``"png"`` (where not given), ``"svg"``, ``"pdf"``.
        title_block : TitleBlock
            Who made it and how final it is, as figures and documents say it, and on what paper maps
            are laid out.
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
        require_title_block(title_block)
        drawn_in = read_map_formats(map_formats)
        reads = (*self.reads, *title_block.reads)
        path = require_out(self.area, self.question, self.subject, out, reads=reads)
        on_step("maps")
        maps = maps_of(self, words, title_block, drawn_in)
        on_step("dossier")
        documents = self.documents(words, title_block)
        on_step("files")
        on_page = None if self.view is None else _seen(self, self.view(words), words)
        used = {"matplotlib": maps, "jinja2": documents or on_page, "typst": documents}
        used["maplibre"] = on_page
        packages = packages_of(chosen, self.tables, self.layers)
        packages |= {name for name, there in used.items() if there}
        with staged_folder(path, lambda: files_of(path)) as folder:
            ground = self.ground() if self.layers and "gpkg" in chosen[1] else {}
            about = about_of(self, words, [ABOUT], sorted(packages), title_block)
            about["warnings"] += words.say_each(notes)
            maps.write(folder, drawn_in, self.area)
            content = self.content(words, about, ground)
            write_formats(content, folder, chosen)
            if on_page is not None:
                write_text(_page(content, on_page, title_block), folder / f"{PAGE}.html")
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

    def content(
        self, words: Words, about: Mapping[str, Any], ground: Mapping[str, gpd.GeoDataFrame]
    ) -> Content:
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
            ground=ground,
            grids=self.grids,
        )


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


def _seen(answer: Answer, view: View, words: Words) -> View:
    from drenthe_geo.answers.report import seen  # noqa: PLC0415 - few answers have a page

    return seen(view, answer, words)


def _page(content: Content, view: View, title_block: TitleBlock) -> str:
    from drenthe_geo.answers.report import report_of  # noqa: PLC0415 - few answers have a page
    from drenthe_geo.page.html import html_of  # noqa: PLC0415 - as above

    return html_of(report_of(content, view, title_block))


def _write_document(document: Document, path: Path) -> None:
    from drenthe_geo.documents.html import html_of  # noqa: PLC0415 - few answers have documents
    from drenthe_geo.documents.pdf import pdf_of  # noqa: PLC0415 - few answers have documents

    write_text(html_of(document), path.with_name(f"{path.name}.html"))
    path.with_name(f"{path.name}.pdf").write_bytes(pdf_of(document))
