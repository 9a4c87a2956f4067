"""The command layers: what an area holds, from where, under which licence and how old."""

from __future__ import annotations

import pandas as pd

from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.screen import plain_table

COLUMNS = ("layer", "rows", "kB", "date", "licence", "from")


def command(asked: Asked) -> None:
    """Show the list."""
    package = list(asked.opened.resources.values())
    titles = [
        f"{source['title']} ({source['date']})" for entry in package for source in entry["sources"]
    ]
    numbers = {title: number for number, title in enumerate(dict.fromkeys(titles), start=1)}
    rows = [
        {
            "layer": entry["name"],
            "rows": entry.get("rows"),
            "kB": entry["bytes"] / 1000,
            "date": entry["date"],
            "licence": ", ".join(licence["name"] for licence in entry["licenses"]),
            "from": ", ".join(
                str(numbers[f"{source['title']} ({source['date']})"]) for source in entry["sources"]
            ),
        }
        for entry in package
    ]
    say = asked.say
    heads = [say(f"screen.layers.{name.lower()}") for name in COLUMNS]
    shown = [
        [
            row["layer"],
            say("screen.number", value=row["rows"]) if row["rows"] is not None else "–",
            say("screen.number", value=row["kB"]),
            row["date"],
            row["licence"],
            row["from"],
        ]
        for row in rows
    ]
    table = plain_table(say("screen.layers.title"), heads, shown)
    for column in (table.columns[3], table.columns[4], table.columns[5]):
        column.justify = "left"
    sentences = [f"{number}  {title}" for title, number in numbers.items()]
    sentences += [f"{entry['name']}: {entry['limits']}" for entry in package if "limits" in entry]
    asked.show({"layers": pd.DataFrame(rows)}, [table], sentences)
