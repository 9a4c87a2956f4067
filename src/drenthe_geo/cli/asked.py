"""What every command is asked with: an area, a language, and what is shown of the answer."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from drenthe_geo.cli.screen import console, error_console, print_table, say, say_warning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer
    from drenthe_geo.area.area import Area
    from drenthe_geo.words.message import Message
    from drenthe_geo.words.table import Words


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

    @cached_property
    def opened(self) -> Area:
        """The area, opened once."""
        from drenthe_geo.area.opened import open_area  # noqa: PLC0415 - the help needs no area

        area = open_area(self.area)
        return area.at_peak() if self.peak else area

    @cached_property
    def say(self) -> Callable[..., str]:
        """Say a key or a message in the screen's language, with the area's own words."""
        return self.screen.say

    @cached_property
    def screen(self) -> Words:
        """Words of the screen: the area's where it has that language."""
        facts = self.opened.facts
        lang = self.words.lang if self.words.lang in facts.languages else facts.languages[0]
        return self.opened.words(self.lang or lang)

    def require_language(self) -> None:
        """Raise if the area has no words in the language that was asked for."""
        if self.lang is not None:
            self.opened.words(self.lang)

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

        if self.is_silent or not error_console.is_interactive:
            yield lambda _: None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=error_console, transient=True) as progress:
            task = progress.add_task(self.say("steps.starting"), total=None)
            yield lambda name: progress.update(task, description=self.say(f"steps.{name}"))

    def show(
        self,
        tables: Mapping[str, pd.DataFrame],
        shown: Iterable[Table] = (),
        sentences: Iterable[str | Message] = (),
        warnings: Iterable[Message] = (),
    ) -> None:
        """Print an answer: as JSON, or as tables, sentences and warnings, or not at all."""
        if self.json:
            from drenthe_geo.answers.answer import said  # noqa: PLC0415 - as above

            worded = {name: said(table, self.screen) for name, table in tables.items()}
            console.file.write(as_json(worded) + "\n")
        elif not self.quiet:
            for table in shown:
                print_table(table)
            for sentence in sentences:
                say(sentence if isinstance(sentence, str) else self.say(sentence))
            for warning in self.screen.say_each(warnings):
                say_warning(self.say("screen.warning", text=warning))

    def finish(
        self,
        answer: Answer,
        out: Path,
        shown: Iterable[Table] = (),
        sentences: Iterable[str | Message] = (),
    ) -> None:
        """Write an answer to a folder and show it."""
        with self.steps() as on_step:
            files = answer.write(out, self.lang, on_step=on_step)
        self.show(answer.tables, shown, sentences, answer.warnings)
        if not self.is_silent:
            names = [path.name for path in files]
            say(self.say("screen.written", out=str(out), files=names))


def as_json(tables: Mapping[str, pd.DataFrame]) -> str:
    """Write tables as JSON: rows by name of the table, nothing where a value is missing."""
    rows: dict[str, Any] = {
        name: json.loads(table.to_json(orient="records", double_precision=15))
        for name, table in tables.items()
    }
    return json.dumps(rows, ensure_ascii=False, indent=2)
