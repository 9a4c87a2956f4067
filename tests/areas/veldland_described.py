"""How the tables of Veldland are written and described."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pandas as pd

from tests.areas.veldland_ground import Row

MADE_UP = "made up for tests"
CREDIT = {"en": "Veldland, made up for tests", "nl": "Veldland, verzonnen voor tests"}
MIT = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}
DATE = "2026-01-01"
WAYS = ("cycleway", "path")
"""The roads of the real area have none, so its schema does not know them."""


def own_schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Take a schema of the real area over, with what Veldland has and it has not."""
    for field in schema["fields"]:
        limits = field.get("constraints", {})
        if (name, field["name"]) == ("road_edges", "road_class"):
            limits["enum"] += [way for way in WAYS if way not in limits["enum"]]
    return schema


def written(rows: list[Row], columns: list[str], types: dict[str, str]) -> bytes:
    """Turn rows into the text of a CSV, empty where nothing is known."""
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    for column, kind in types.items():
        if kind == "boolean":
            frame[column] = frame[column].map({True: "true", False: "false"})
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode()


def made_resource(entry: dict[str, Any], content: bytes, date: str = DATE) -> dict[str, Any]:
    """Describe a file as the real area does, but for where it is from."""
    kept = ("name", "path", "type", "profile", "format", "mediatype", "encoding", "compression")
    return {
        **{key: entry[key] for key in kept if key in entry},
        "title": entry["name"],
        "description": f"{entry['name']}, {MADE_UP}",
        "date": date,
        "licenses": [MIT],
        "sources": [
            {
                "title": MADE_UP,
                "path": MIT["path"],
                "date": date,
                "licence": "MIT",
                "credit": CREDIT,
            }
        ],
        **({"geometry": entry["geometry"]} if "geometry" in entry else {}),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def text_entry(name: str, path: str) -> dict[str, Any]:
    """Describe a file that is no table."""
    known = {"type": "file", "format": "toml", "mediatype": "application/toml"}
    return {"name": name, "path": path, **known, "encoding": "utf-8"}
