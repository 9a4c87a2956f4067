"""The program: its commands by name, each read from its file when it is called."""

from __future__ import annotations

import copy
import functools
import importlib
import inspect
import typing
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from drenthe_geo import __version__
from drenthe_geo.cli.asked import Asked, kept_till_the_end
from drenthe_geo.errors import unknown_choice
from drenthe_geo.files.gate import own_path
from drenthe_geo.io.staging import require_folder
from drenthe_geo.work.cache import without_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from drenthe_geo.words.table import Words

COMMANDS = {
    "run": "questions.run",
    "times": "questions.times",
    "catchments": "questions.catchments",
    "people": "questions.people",
    "trips": "questions.trips",
    "explain": "questions.explain",
    "scenario": "questions.scenario",
    "suggest": "questions.suggest",
    "overview": "questions.overview",
    "services-for": "questions.services_for",
    "place": "questions.place",
    "claims": "questions.claims",
    "sites": "lists.sites",
    "services": "lists.services",
    "scenarios": "lists.scenarios",
    "layers": "lists.layers",
    "network": "lists.network",
    "fetch": "data.fetch",
    "build": "data.build",
    "cache": "lists.cache",
}
"""Commands in the order of the help, and the file of each."""
KEPT = {"run", "catchments", "suggest", "overview", "services-for", "scenario", "claims"}
"""Commands that keep something for the next run, see `Cache`."""
MAPPED = {"run", "scenario", "place"}
"""Commands that write maps."""
PEAKED = {"network"}
"""Lists that depend on how fast roads are."""
TO_BE = {"fetch", "build"}
"""Commands of which the area need not be there yet: its name is enough."""
HELP = {"help_option_names": ["-h", "--help"]}


def _shared(
    words: Words, *, on_roads: bool, keeps: bool, peaked: bool, maps: bool, to_be: bool
) -> dict[str, Any]:
    """Options that every command takes, or every one that travels on roads."""
    say = words.say
    peak = Annotated[bool, typer.Option("--peak", help=say("help.peak"))]
    # All that travels on roads is written too.
    formats = Annotated[list[str] | None, typer.Option("--format", help=say("help.format"))]
    headings = Annotated[str | None, typer.Option("--columns", help=say("help.own_columns"))]
    geocode = Annotated[bool, typer.Option("--geocode", help=say("help.geocode"))]
    block = Annotated[Path | None, typer.Option("--title-block", help=say("help.title_block"))]
    no_cache = Annotated[bool, typer.Option("--no-cache", help=say("help.no_cache"))]
    map_format = Annotated[
        list[str] | None, typer.Option("--map-format", help=say("help.map_format"))
    ]
    paper = Annotated[str | None, typer.Option("--paper", help=say("help.paper"))]
    with_files = {"headings": headings, "geocode": geocode, "title_block": block}
    return {
        **({"peak": peak, "format": formats, **with_files} if on_roads else {}),
        **({"map_format": map_format, "paper": paper} if maps else {}),
        **({"peak": peak} if peaked else {}),
        **({"no_cache": no_cache} if keeps else {}),
        "area": Annotated[
            str | None,
            typer.Option(
                "--area",
                help=say("help.fetch_area" if to_be else "help.area"),
                show_default=say("help.area_default"),
            ),
        ],
        "lang": Annotated[str | None, typer.Option("--lang", help=say("help.lang"))],
        "json": Annotated[bool, typer.Option("--json", help=say("help.json"))],
        "quiet": Annotated[bool, typer.Option("--quiet", "-q", help=say("help.quiet"))],
    }


DEFAULTS = {
    "area": None,
    "lang": None,
    "json": False,
    "quiet": False,
    "peak": False,
    "headings": None,
    "geocode": False,
    "format": None,
    "no_cache": False,
    "title_block": None,
    "map_format": None,
    "paper": None,
}


def _said(annotation: Any, words: Words) -> Any:  # noqa: ANN401 - annotations are of any kind
    """Put the sentence in place of the key of an option's help."""
    if typing.get_origin(annotation) is not Annotated:
        return annotation
    kind, info, *rest = typing.get_args(annotation)
    info = copy.copy(info)
    info.help = words.say(info.help)
    if isinstance(info.show_default, str) and words.has(info.show_default):
        info.show_default = words.say(info.show_default)
    return Annotated[kind, info, *rest] if rest else Annotated[kind, info]


def _callback(name: str, command: Callable[..., None], words: Words) -> Callable[..., None]:
    """Give a command the options that all share; it gets them as one `Asked`."""
    hints = typing.get_type_hints(command, include_extras=True)
    _, *own = inspect.signature(command).parameters.values()
    on_roads = ".questions." in command.__module__
    shared = _shared(
        words,
        on_roads=on_roads,
        keeps=name in KEPT,
        peaked=name in PEAKED,
        maps=name in MAPPED,
        to_be=name in TO_BE,
    )
    parameters = [one.replace(annotation=_said(hints[one.name], words)) for one in own]
    parameters += [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=DEFAULTS[name], annotation=kind
        )
        for name, kind in shared.items()
    ]

    @functools.wraps(command)
    def called(**given: Any) -> None:  # noqa: ANN401 - as the command takes them
        own = {one: given.pop(one) for one in shared}
        asked = Asked(words=words, is_to_be=name in TO_BE, **own)
        if given.get("out") is not None:
            require_folder(own_path(given["out"]))  # before anything is read
        asked.require_one_way_out()
        asked.require_language()
        asked.require_formats(given.get("out"))
        asked.require_title_block(given.get("out"))
        asked.require_maps()
        kept_till_the_end()
        with without_cache() if asked.no_cache else nullcontext():
            command(asked, **given)

    del called.__wrapped__  # its signature is not that of the command
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    return called


def _load(name: str, words: Words) -> Any:  # noqa: ANN401 - a command of Typer's own click
    """Read a command from its file."""
    module = importlib.import_module(f"drenthe_geo.cli.{COMMANDS[name]}")
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name, help=words.say(f"help.commands.{name}"), context_settings=HELP)(
        _callback(name, module.command, words)
    )
    return typer.main.get_command(alone)


class Program(TyperGroup):
    """Commands that are read when they are called; for the help their titles are enough."""

    words: Words

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - as in typer
        """Names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - as in typer
        """Give the title of a command, without reading its file."""
        if cmd_name not in COMMANDS:
            return None
        return typer.core.TyperCommand(
            name=cmd_name, help=self.words.say(f"help.commands.{cmd_name}")
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401, ARG002 - as in typer
        """Read the command that is called."""
        name = args[0]
        if name not in COMMANDS:
            raise unknown_choice("command", name, COMMANDS)
        return name, _load(name, self.words), args[1:]


def _show_version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it with one flag
    if asked:
        typer.echo(f"drenthe-geo {__version__}")
        raise typer.Exit


def program(words: Words) -> Callable[..., Any]:
    """Make the program in a language."""
    app = typer.Typer(
        cls=type("Program", (Program,), {"words": words}),
        help=words.say("help.program"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings=HELP,
    )
    option: Any = typer.Option(
        False,  # noqa: FBT003 - as typer has it
        "--version",
        callback=_show_version,
        is_eager=True,
        help=words.say("help.version"),
    )

    @app.callback()
    def _root(*, version: bool = option) -> None:
        """Take the options that stand before a command."""

    made: Callable[..., Any] = typer.main.get_command(app)
    return made
