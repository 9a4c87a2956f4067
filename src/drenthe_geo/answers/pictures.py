"""Maps of an answer as they are written: looked up where an earlier run drew the very same."""

from __future__ import annotations

import gc
import json
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.io.out.maps import write_figure
from drenthe_geo.io.writers import MAP_DPI
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import hash_of_files, key_of
from drenthe_geo.work.memory import give_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.figure import Figure

    from drenthe_geo.answers.answer import Answer
    from drenthe_geo.area.area import Area
    from drenthe_geo.io.title_block import TitleBlock
    from drenthe_geo.words.table import Words
    from drenthe_geo.work.cache import Kind

KIND: Kind = "pictures"
OPENED, KEPT_AS = "/opened", "png"
"""Kind of entry, the array in it that names what was opened to draw, and the form of a picture."""


@dataclass
class Maps:
    """Maps that are drawn and not yet written, or as they were written before."""

    figures: dict[str, Figure] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    # What they are kept by; None where they are not.
    key: str | None = None
    # Tables that count as opened once they are drawn.
    opened: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.figures or self.pictures)

    def write(self, folder: Path, formats: Iterable[str], area: Area) -> None:
        """Write them, each figure once: it holds its pixels, 50 MB of a page."""
        for stem, picture in self.pictures.items():
            (folder / f"{stem}.{KEPT_AS}").write_bytes(picture)
        stems = tuple(self.figures)
        if stems:
            give_back()
        for stem in stems:
            write_figure(self.figures.pop(stem), folder, stem, formats)
            gc.collect()  # its parts know one another, so nothing else lets it go in time
        if self.key is not None and stems and _is_as_opened(area):
            drawn = {stem: (folder / f"{stem}.{KEPT_AS}").read_bytes() for stem in stems}
            arrays = {stem: np.frombuffer(one, dtype=np.uint8) for stem, one in drawn.items()}
            user_cache().keep(KIND, self.key, {OPENED: np.array(self.opened), **arrays})


def maps_of(answer: Answer, words: Words, title_block: TitleBlock, formats: Iterable[str]) -> Maps:
    """Look the maps of an answer up, or draw them.

    Examples
    --------
    >>> from drenthe_geo.io.title_block import TitleBlock
    >>> answer = dg.ask_times(area, "sites")
    >>> bool(maps_of(answer, area.words("en"), TitleBlock(), ["png"]))
    False
    """
    key = None if tuple(formats) != (KEPT_AS,) else _key(answer, words, title_block)
    if key is not None and (found := user_cache().load(KIND, key)) is not None:
        opened = found.pop(OPENED).tolist()
        answer.area.opened.update(dict.fromkeys(opened))
        return Maps(pictures={stem: one.tobytes() for stem, one in found.items()})
    figures = dict(answer.figures(words, title_block))
    return Maps(figures, key=key, opened=tuple(answer.area.opened))


def _key(answer: Answer, words: Words, block: TitleBlock) -> str | None:
    """Hash all that is on the maps; nothing where that cannot be told, or nothing is kept."""
    area = answer.area
    if user_cache().folder is None or area.own or not _is_as_opened(area):
        return None
    parts = answer.drawn_of()
    if parts is None:
        return None
    files = {name: Path(name) for name, _, _ in area.looks}
    told = (block.told(words), block.paper, block.logo_png())
    try:
        return key_of(
            (KIND, version("matplotlib"), MAP_DPI, answer.question, parts),
            (hash_of_files(files), area.name, area.peak, list(area.opened)),
            (words.lang, json.dumps(dict(words.entries)), told),
        )
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return None


def _is_as_opened(area: Area) -> bool:
    from drenthe_geo.area.opened import is_as_opened  # noqa: PLC0415 - with all of an area

    return is_as_opened(area)
