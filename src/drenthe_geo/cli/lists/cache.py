"""The command cache: what is kept for the next run, where and how large; or remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.screen import plain_table
from drenthe_geo.work.cache import KINDS, MB, VARIABLE, user_cache

if TYPE_CHECKING:
    from drenthe_geo.words.message import Message
    from drenthe_geo.work.cache import Entry

COLUMNS = ("kind", "entries", "MB")

OTHER = "other"
"""Word of what is of no kind that this version keeps."""


def command(
    asked: Asked,
    *,
    clear: Annotated[bool, typer.Option("--clear", help="help.clear")] = False,
) -> None:
    """Show the list, or remove what is on it."""
    say, cache = asked.say, user_cache()
    listed = cache.clear() if clear else cache.entries()
    table = by_kind(listed)
    sentences: list[str | Message] = []
    if cache.folder is None:
        sentences.append(say("screen.cache.off", variable=VARIABLE))
    else:
        key = "cleared" if clear else "kept"
        said = {"size": sum(one.size for one in listed) / MB, "folder": str(cache.folder)}
        key = f"screen.cache.{key if listed else 'nothing'}"
        sentences.append(say(key, count=len(listed), **said))
    if not clear and cache.folder is not None:
        sentences.append(say("screen.cache.most", most=cache.most_mb, variable=VARIABLE))
    heads = [say(f"screen.cache.{name.lower()}") for name in COLUMNS]
    rows = [
        [
            say(f"screen.cache.kinds.{kind}"),
            say("screen.number", value=row["entries"]),
            say("screen.one", value=row["MB"]),
        ]
        for kind, row in _of_this_version(table).iterrows()
    ]
    shown = plain_table(say("screen.cache.title"), heads, rows)
    asked.show({"cache": table}, [shown] if rows and not clear else [], sentences)


def by_kind(entries: list[Entry]) -> pd.DataFrame:
    """Count entries and their megabytes by what they are called in their files."""
    kinds = sorted({one.kind for one in entries})
    sizes = {kind: [one.size for one in entries if one.kind == kind] for kind in kinds}
    rows = [(kind, len(each), sum(each) / MB) for kind, each in sizes.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_this_version(table: pd.DataFrame) -> pd.DataFrame:
    """Add up by kind; what only another version keeps has no word of its own and comes last."""
    known = table["kind"].where(table["kind"].isin(KINDS), OTHER)
    summed: pd.DataFrame = table.groupby(known, sort=False)[["entries", "MB"]].sum()
    return summed.loc[sorted(summed.index, key=lambda kind: (kind == OTHER, kind))]
