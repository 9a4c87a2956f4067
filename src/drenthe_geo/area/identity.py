"""What an area says of itself: the facts that no table tells, and how it is called."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.ground import require_grid
from drenthe_geo.area.package import damaged, read_toml
from drenthe_geo.contracts.results import result
from drenthe_geo.crs import RD_NEW, Grid, grid_of
from drenthe_geo.errors import DataError, unknown_choice
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import LANGUAGES, words_of

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area
    from drenthe_geo.words.table import Entry, Words


@result
@dataclass(frozen=True)
class Facts:
    """What ``area.toml`` says of an area.

    Parameters
    ----------
    name : str
        Its name, as in ``--area``.
    crs : str
        Code of its coordinate reference system: projected, in metres, as all is measured in it.
    languages : tuple of str
        Languages that it has words in; the first is that of files.
    outline : str
        Layer whose polygons together are the area.
    capital : str
        Destination of trips that stands for the seat of government.
    roads_end_m : float
        The roads run this far outside the outline.
    """

    name: str
    crs: str
    languages: tuple[str, ...]
    outline: str
    capital: str
    roads_end_m: float

    @property
    def grid(self) -> Grid:
        """Its coordinate reference system: what it is called, and where it holds."""
        return grid_of(self.crs)


def read_facts(path: Path) -> Facts:
    """Read and check what an area says of itself."""
    raw = read_toml(path)
    file = f"{path.parent.name}/{path.name}"
    names = [one.name for one in fields(Facts)]
    if set(raw) != set(names):
        odd = sorted(set(raw) ^ set(names))
        raise DataError("layers.facts_names", file=file, odd=odd, names=names)
    languages = raw["languages"]
    if not isinstance(languages, list) or not languages or not _are_texts(languages):
        raise wrong_fact(file, "languages", languages, "layers.texts")
    for name in ("name", "crs", "outline", "capital"):
        if not _are_texts([raw[name]]):
            raise wrong_fact(file, name, raw[name], "schema.string")
    require_grid(raw["crs"], file)
    end_m = raw["roads_end_m"]
    if isinstance(end_m, bool) or not isinstance(end_m, int | float) or end_m < 0:
        raise wrong_fact(file, "roads_end_m", end_m, "schema.number")
    return Facts(
        **{
            **raw,
            "crs": raw["crs"].upper(),
            "languages": tuple(languages),
            "roads_end_m": float(end_m),
        }
    )


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(one, str) and one for one in values)


def wrong_fact(file: str, name: str, given: object, wanted: str) -> DataError:
    """Build the refusal of something that an area says of itself."""
    said = {"file": file, "name": name, "given": repr(given), "wanted": Message(wanted)}
    return DataError("layers.facts_value", **said)


OWN = "own."
"""Before the keys of what is said otherwise of a user's own people."""


def words_of_own_people(words: Words, file: str) -> Words:
    """Say of the people that they are a user's, not those of the area's data."""
    named = (file or words.say("own.file")).replace("{", "{{").replace("}", "}}")

    def with_file(entry: Entry) -> Entry:
        if isinstance(entry, str):
            return entry.replace("{file}", named)
        return {form: text.replace("{file}", named) for form, text in entry.items()}

    own = {key: entry for key, entry in words.entries.items() if key.startswith(OWN)}
    said = {key.removeprefix(OWN): with_file(entry) for key, entry in own.items()}
    return replace(words, entries={**words.entries, **said})


def read_words(area: Area, lang: str) -> Words:
    """Read an area's words: its own over the general ones.

    How a result is put is not what it rests on: the file does not count as opened.
    """
    known = [one for one in area.facts.languages if one in LANGUAGES]
    if lang not in known:
        raise unknown_choice("language", lang, known)
    entry = area.resources.get(f"words-{lang}")
    if entry is None:
        return _of_grid(words_of(lang), area.facts.grid)
    path = Path(entry["folder"]) / str(entry["path"])
    try:
        return _of_grid(words_of(lang, read_toml(path)), area.facts.grid)
    except TypeError as error:
        raise damaged(path, error) from error


def _of_grid(words: Words, grid: Grid) -> Words:
    """Name the area's coordinate system; the general words name that of the Netherlands."""
    if grid.code == RD_NEW:
        return words
    named = {"area.crs": grid.code, "area.grid": grid.name, "area.grid_short": grid.name}
    return replace(words, entries={**words.entries, **named})
