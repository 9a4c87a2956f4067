"""The title block of a map, a dossier or a page: who made it, and how final it is."""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from drenthe_geo.area.sourced import read_own_toml
from drenthe_geo.errors import ArgumentError, DrentheGeoError, FileError, unknown_choice
from drenthe_geo.files.gate import own_file, own_path, short
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from drenthe_geo.words.table import Words

Paper = Literal["a4", "a3"]

TEXTS = ("author", "organisation", "contact", "status", "date")
KEYS = (*TEXTS, "logo")

MOST_SIGNS = 120
"""Of a text: what stands beside a title on one or two lines."""

MOST_MB, MOST_PX = 2.0, 3000
"""Of a logo: far more than any paper shows."""


@dataclass(frozen=True)
class TitleBlock:
    """The title block of what is written; the words say it where nothing was given.

    Parameters
    ----------
    author, organisation, contact : str
        Who answers for it; left out where empty.
    status : str
        How final it is; the word for "concept" of the language where empty.
    date : str
        Day of the result as the user writes it, or a `datetime.date`; left out where empty, as no
        clock time is in a result.
    logo : pathlib.Path or None
        A PNG file; text is taken for its path.
    file : pathlib.Path or None
        The file that it was read from.
    paper : {"a4", "a3"}, optional
        What maps are laid out on; each on what suits it where not given.

    Raises
    ------
    ArgumentError
        If a text is none, has more than one line or too many signs, or there is no such paper.
    FileError
        If the logo is not there or no PNG.

    Examples
    --------
    >>> TitleBlock(author="A. Smit").told(area.words("nl"))
    {'Auteur': 'A. Smit', 'Status': 'concept'}
    """

    author: str = ""
    organisation: str = ""
    contact: str = ""
    status: str = ""
    date: str = ""
    logo: Path | None = None
    file: Path | None = None
    paper: Paper | None = None

    def __post_init__(self) -> None:
        """Refuse what no map or document can say, wherever it comes from."""
        taken: dict[str, Any] = {name: _text(name, getattr(self, name)) for name in TEXTS}
        for name in ("logo", "file"):
            given = getattr(self, name)
            taken[name] = None if given is None else own_path(given)
        taken["paper"] = read_paper(self.paper)
        if taken["logo"] is not None:
            _require_png(taken["logo"])
        for name, one in taken.items():
            object.__setattr__(self, name, one)

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files of the user that it rests on: no answer may be written over them."""
        return tuple(one for one in (self.file, self.logo) if one is not None)

    def logo_png(self) -> bytes:
        """Read the logo; empty where there is none.

        Returns
        -------
        bytes
            The file.

        Raises
        ------
        FileError
            If it is gone.
        """
        return b"" if self.logo is None else own_file(self.logo).read_bytes()

    def status_in(self, words: Words) -> str:
        """Say how final it is.

        Parameters
        ----------
        words : Words
            The language.

        Returns
        -------
        str
            What the user says, or the word for a draft.
        """
        return self.status or words.say("title_block.draft")

    def told(self, words: Words) -> dict[str, str]:
        """Say all of it but the logo.

        Parameters
        ----------
        words : Words
            The language.

        Returns
        -------
        dict of str to str
            Texts by their labels; those that are empty are left out.
        """
        texts = {name: str(getattr(self, name)) for name in TEXTS}
        texts["status"] = self.status_in(words)
        return {words.say(f"title_block.{name}"): text for name, text in texts.items() if text}


def read_title_block(file: str | Path) -> TitleBlock:
    """Read a title block of a user.

    Parameters
    ----------
    file : str or pathlib.Path
        TOML, every line of it as you like: ``author``, ``organisation``, ``contact``,
        ``status``, ``date``, and ``logo``, a PNG beside the file.

    Returns
    -------
    TitleBlock
        For `Answer.write`.

    Raises
    ------
    FileError
        If the file or the logo cannot be read, or something in it is refused: one sentence.

    Examples
    --------
    >>> read_title_block("no-such.toml")
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: no-such.toml: no such file.
    """
    path = own_path(file)
    raw = read_own_toml(path, Message("title_block.what"))
    try:
        _require_known(raw)
        texts: dict[str, Any] = {name: _text(name, raw[name]) for name in KEYS if name in raw}
    except DrentheGeoError as error:
        raise FileError("title_block.wrong", file=path.name, why=error.message) from error
    logo = texts.pop("logo", "")
    return TitleBlock(**texts, logo=path.parent / own_path(logo) if logo else None, file=path)


def require_title_block(given: object) -> None:
    """Raise if what stands where a title block is meant is none."""
    if not isinstance(given, TitleBlock):
        raise ArgumentError("title_block.none", kind=type(given).__name__)


def _require_known(raw: Mapping[str, Any]) -> None:
    for name in raw:
        if name not in KEYS:
            raise unknown_choice("key", name, KEYS)


def read_paper(given: str | None) -> Paper | None:
    """Read the name of a sheet of paper; none where nothing is given.

    Parameters
    ----------
    given : str, optional
        The name.

    Returns
    -------
    str or None
        The name in small letters.

    Raises
    ------
    ArgumentError
        If there is no such paper.

    Examples
    --------
    >>> read_paper("A3")
    'a3'
    """
    if given is None:
        return None
    for name in get_args(Paper):
        if str(given).strip().casefold() == name:
            found: Paper = name
            return found
    raise unknown_choice("paper", str(given), get_args(Paper))


def _text(name: str, given: object) -> str:
    """Take a text of one line; a day is written as TOML has it."""
    if name == "date" and type(given) is dt.date:
        return given.isoformat()
    if not isinstance(given, str) or not given.strip().isprintable():
        raise ArgumentError("title_block.text", key=name, given=f"{given!r:.60}")
    text = given.strip()
    if name in TEXTS and len(text) > MOST_SIGNS:
        raise ArgumentError("title_block.long", key=name, count=len(text), most=MOST_SIGNS)
    return text


def _require_png(path: Path) -> None:
    """Raise if a logo is no whole PNG, or is larger than any paper shows."""
    from PIL import Image  # noqa: PLC0415 - few answers have a logo

    own_file(path, most_mb=MOST_MB)
    try:
        with warnings.catch_warnings(), Image.open(path, formats=["PNG"]) as picture:
            warnings.simplefilter("error")
            size = picture.size
            if max(size) <= MOST_PX:
                picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, Warning, Image.DecompressionBombError):
        raise FileError("title_block.no_png", file=short(path)) from None
    if max(size) > MOST_PX:
        width, height = size
        raise FileError(
            "title_block.many_px", file=short(path), width=width, height=height, most=MOST_PX
        )
