"""What every command is asked with: an area, a language, and what is shown of the answer."""

from __future__ import annotations

import gc
import json
import math
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from drenthe_geo.cli import stopped
from drenthe_geo.cli.reading import headings_of
from drenthe_geo.cli.screen import console, error_console, print_table, say, say_warning, shown
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.files.gate import own_path
from drenthe_geo.words.signs import STEERING
from drenthe_geo.words.table import LANGUAGES, words_of
from drenthe_geo.work.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer
    from drenthe_geo.area.area import Area
    from drenthe_geo.io.title_block import TitleBlock
    from drenthe_geo.words.message import Message
    from drenthe_geo.words.table import Words


LONG_S = 60.0
"""What takes longer than this is said when a first part of it is done, once for each step."""


@dataclass
class _Told:
    """What is said of steps: how much is done, and how long the rest will take."""

    say: Callable[..., str]
    known: set[str] = field(default_factory=set)

    def step(self, name: str) -> str:
        """Name a step, and how much of it is done."""
        step = self.say(f"steps.{name}")
        if not isinstance(name, Step) or not name.of:
            return step
        return self.say(
            "of_step.part", step=step, done=name.done, of=name.of, left=self._left(name)
        )

    def long(self, name: str) -> None:
        """Say how long the rest of a step will take, if that is long."""
        if isinstance(name, Step) and name.left_s > LONG_S and str(name) not in self.known:
            self.known.add(str(name))
            say_warning(self.step(name))

    def _left(self, step: Step) -> str:
        unit, each = ("minutes", 60) if step.left_s > LONG_S else ("seconds", 1)
        return self.say(f"of_step.{unit}", count=math.ceil(step.left_s / each))


@dataclass(frozen=True)
class Asked:
    """The options that all commands share."""

    # General words of the screen's language.
    words: Words
    # Name or folder of the area; the one that ships with the package where not given.
    area: str | None
    # Language of screen and files; where not given the screen follows the locale, and files the
    # area.
    lang: str | None
    # Whether standard output gets the tables as JSON, or nothing.
    json: bool
    quiet: bool
    # Whether the roads are those of the peak.
    peak: bool = False
    # Which columns of a user's tables play which role, and whether addresses are looked up.
    headings: str | None = None
    geocode: bool = False
    # What is written in, see `read_formats`.
    format: list[str] | None = None
    # What maps are written in, and what they are laid out on.
    map_format: list[str] | None = None
    paper: str | None = None
    # A file of who made what is written.
    title_block: Path | None = None
    # Whether what earlier runs kept is left alone.
    no_cache: bool = False
    # Whether the area need not be there yet: it is spoken of in general words.
    is_to_be: bool = False

    @cached_property
    def opened(self) -> Area:
        """The area, opened once."""
        from drenthe_geo.area.opened import open_area  # noqa: PLC0415 - the help needs no area

        area = open_area(self.area)
        area.reading.columns = headings_of(self.headings, area)
        area.reading.geocode = self.geocode
        return area.at_peak() if self.peak else area

    @cached_property
    def say(self) -> Callable[..., str]:
        """Say a key or a message in the screen's language, with the area's own words."""
        return self.screen.say

    @cached_property
    def screen(self) -> Words:
        """Words of the screen: the area's where it has that language."""
        if self.is_to_be:
            return words_of(self.lang or self.words.lang)
        facts = self.opened.facts
        lang = self.words.lang if self.words.lang in facts.languages else facts.languages[0]
        return self.opened.words(self.lang or lang)

    def require_language(self) -> None:
        """Raise if the area has no words in the language that was asked for."""
        if self.lang is not None and not self.is_to_be:
            self.opened.words(self.lang)
        elif self.lang is not None and self.lang not in LANGUAGES:
            raise unknown_choice("language", self.lang, LANGUAGES)

    def require_formats(self, out: Path | None) -> None:
        """Raise if there is no such format, or nothing is written."""
        if self.format is None:
            return
        from drenthe_geo.io.out.formats import read_formats  # noqa: PLC0415 - only to write

        read_formats(self.format)
        if out is None:
            raise ArgumentError("out.nothing_written")

    @cached_property
    def block(self) -> TitleBlock:
        """Who made what is written."""
        from drenthe_geo.io.title_block import (  # noqa: PLC0415 - only to write
            TitleBlock,
            read_title_block,
        )

        block = TitleBlock() if self.title_block is None else read_title_block(self.title_block)
        if self.paper is None:
            return block
        from drenthe_geo.io.title_block import read_paper  # noqa: PLC0415 - as above

        return replace(block, paper=read_paper(self.paper))

    def require_maps(self) -> None:
        """Raise if there is no such format of maps, or no such paper."""
        if self.map_format is None and self.paper is None:
            return
        from drenthe_geo.io.out.maps import read_map_formats  # noqa: PLC0415 - only to write
        from drenthe_geo.io.title_block import read_paper  # noqa: PLC0415 - as above

        read_map_formats(self.map_format)
        read_paper(self.paper)

    def require_title_block(self, out: Path | None) -> None:
        """Raise if the title block cannot be read, would be replaced, or nothing is written."""
        if self.title_block is None:
            return
        from drenthe_geo.io.staging import require_apart  # noqa: PLC0415 - only to write

        reads = self.block.reads
        if out is None:
            raise ArgumentError("title_block.nothing_written")
        require_apart(own_path(out), reads)

    def require_one_way_out(self) -> None:
        """Raise if two options say otherwise what standard output gets."""
        if self.json and self.quiet:
            raise ArgumentError("cli.json_quiet")

    @property
    def is_silent(self) -> bool:
        """Whether nothing but tables for programs, or nothing at all, is printed."""
        return self.json or self.quiet

    @contextmanager
    def steps(self) -> Iterator[Callable[[str], None]]:
        """Show the step that runs, and how long it has, till all are done."""
        from rich.progress import (  # noqa: PLC0415 - not for lists
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
        )

        told = _Told(self.say)
        if self.is_silent or not error_console.is_interactive:
            yield (lambda _: None) if self.is_silent else told.long
            self.opened.reading.require_used()
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=error_console, transient=True) as progress:
            task = progress.add_task(self.say("steps.starting"), total=None)

            def on_step(name: str) -> None:
                told.long(name)
                progress.update(task, description=told.step(name))

            yield on_step
        self.opened.reading.require_used()

    def show(
        self,
        tables: Mapping[str, pd.DataFrame],
        shown_tables: Iterable[Table] = (),
        sentences: Iterable[str | Message] = (),
        warnings: Iterable[Message] = (),
    ) -> None:
        """Print an answer: as JSON, or as tables, sentences and warnings, or not at all."""
        with shown():
            self._show(tables, shown_tables, sentences, warnings)

    def _show(
        self,
        tables: Mapping[str, pd.DataFrame],
        shown_tables: Iterable[Table],
        sentences: Iterable[str | Message],
        warnings: Iterable[Message],
    ) -> None:
        """Print an answer."""
        if self.json:
            from drenthe_geo.answers.answer import said  # noqa: PLC0415 - as above

            worded = {name: said(table, self.screen) for name, table in tables.items()}
            console.file.write(as_json(worded) + "\n")
            console.file.flush()
        elif not self.quiet:
            for table in shown_tables:
                print_table(table)
            for sentence in sentences:
                say(sentence if isinstance(sentence, str) else self.say(sentence))
            for warning in self.screen.say_each(warnings):
                say_warning(self.say("screen.warning", text=warning))

    def finish(
        self,
        answer: Answer,
        out: Path,
        tables: Iterable[Table] = (),
        sentences: Iterable[str | Message] = (),
    ) -> None:
        """Write an answer to a folder and show it."""
        kept_till_the_end()
        with self.steps() as on_step:
            files = answer.write(
                out,
                self.lang,
                formats=self.format,
                map_formats=self.map_format,
                title_block=self.block,
                on_step=on_step,
            )
        stopped.note_written(self.words, str(out))
        left_out = answer.formats(self.format)[1]
        self.show(answer.tables, tables, sentences, (*answer.warnings, *left_out))
        if not self.is_silent:
            names = [path.name for path in files]
            with shown():
                say(self.say("screen.written", out=str(out), files=names))


def kept_till_the_end() -> None:
    """Look no more for what may be let go among all that is there: a command holds on to it.

    To go through a million objects again and again takes a seventh of a run.
    """
    gc.freeze()
    gc.enable()


def as_json(tables: Mapping[str, pd.DataFrame]) -> str:
    """Write tables as JSON: rows by name of the table, nothing where a value is missing."""
    rows: dict[str, Any] = {
        name: json.loads(table.to_json(orient="records", double_precision=15))
        for name, table in tables.items()
    }
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    # JSON names the first 32 signs that steer a terminal by itself, not the others.
    return STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
