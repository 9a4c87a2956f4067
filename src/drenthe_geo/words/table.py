"""The tables of sentences, one per language, and how a sentence is said.

``en.toml`` and ``nl.toml`` beside this file have the same keys, and every sentence the
same places. An entry is a sentence, or a table of two with the number that decides:
``{by = "count", one = "{count} row", other = "{count} rows"}``; `by` names a number, or a
list, which counts by its length. So ``by`` can be the name of no other entry.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.numbers import is_missing, is_one
from drenthe_geo.words.slots import filled, is_list, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent

LANGUAGES = tuple(sorted(path.stem for path in HERE.glob("*.toml")))
"""Languages that there are words in."""

NO_TEXT = Texts(**dict.fromkeys(LANGUAGES, ""))
"""What the data leave out, in every language."""

BY = "by"
"""Key of the number that decides between the forms of an entry."""

Entry = str | Mapping[str, str]
"""A sentence, or its forms by the word for the number: ``by``, ``one`` and ``other``."""


@dataclass(frozen=True, eq=False)
class Words:
    """All sentences of one language.

    Parameters
    ----------
    lang : str
        The language.
    entries : mapping of str to str or mapping
        Each sentence, or its forms, by its dotted key.

    Examples
    --------
    >>> words = words_of("nl")
    >>> words.say("choice.hint", name="from")
    " Bedoelde u 'from'?"
    >>> words.say(Message("noun.layer"))
    'laag'
    """

    lang: str
    entries: Mapping[str, Entry] = field(repr=False)

    def has(self, key: str) -> bool:
        """Tell whether there is a sentence of that key.

        Parameters
        ----------
        key : str
            The key.

        Returns
        -------
        bool
            Whether there is.

        Examples
        --------
        >>> words_of("en").has("noun.layer"), words_of("en").has("noun")
        (True, False)
        """
        return key in self.entries

    def say(self, what: str | Message, /, **values: object) -> str:
        """Say something in this language.

        Parameters
        ----------
        what : str or Message
            Key of a sentence, or a message with its values.
        **values : object
            What fills the places; they come before a message's own.

        Returns
        -------
        str
            The sentence.

        Raises
        ------
        KeyError
            If there is no such sentence, or one of its places has no value: a mistake of
            the programmer.
        TypeError
            If a value is not what its place asks for.

        Examples
        --------
        >>> words_of("en").say("choice.hint", name="from")
        " did you mean 'from'?"
        """
        if isinstance(what, Message):
            key, values = what.key, {**what.values, **values}
        else:
            key = what
        if key not in self.entries:
            msg = f"no sentence {key!r} in {self.lang!r}"
            raise KeyError(msg)
        said = []
        for before, name, ways in parsed(self._sentence(key, values)):
            said.append(before)
            if name is None:
                continue
            value = self._value(key, name, values)
            try:
                said.append(filled(value, ways, self.lang))
            except TypeError as error:
                msg = f"sentence {key!r}, place {name!r}: {error}"
                raise TypeError(msg) from error
        return "".join(said)

    def say_each(self, messages: Iterable[Message]) -> list[str]:
        """Say messages one by one; what reads the same, such as a note of two modes, once."""
        return list(dict.fromkeys(self.say(one) for one in messages))

    def group(self, prefix: str, **values: object) -> dict[str, str]:
        """Say all that stands below a key: the titles of columns, say.

        Parameters
        ----------
        prefix : str
            The key above, without the last dot.
        **values : object
            What fills places, if any of them has some.

        Returns
        -------
        dict of str to str
            The sentences by the rest of their keys, in the order of the table.

        Raises
        ------
        KeyError
            If nothing stands below it.

        Examples
        --------
        >>> words_of("nl").group("area")["in_area"]
        'in het gebied'
        """
        start = f"{prefix}."
        keys = [key for key in self.entries if key.startswith(start)]
        if not keys:
            msg = f"no sentences below {prefix!r} in {self.lang!r}"
            raise KeyError(msg)
        return {key.removeprefix(start): self.say(key, **values) for key in keys}

    def _sentence(self, key: str, values: Mapping[str, object]) -> str:
        """Choose the form that fits the number."""
        entry = self.entries[key]
        if isinstance(entry, str):
            return entry
        number = self._plain(key, entry[BY], values)
        if isinstance(number, Sized) and is_list(number):
            number = len(number)
        if is_missing(number):
            return entry["other"]
        as_float = float(number)  # type: ignore[arg-type]  # a number by now, or it says so
        whole = int(as_float) if as_float.is_integer() else as_float
        return entry["one" if is_one(whole, self.lang) else "other"]

    def _plain(self, key: str, name: str, values: Mapping[str, object]) -> object:
        """Look a value up; a place with a dot, `{area.name}`, is another sentence."""
        if "." in name and name in self.entries:
            return self.say(name)
        if name not in values:
            msg = f"sentence {key!r} in {self.lang!r}: no value for its place {name!r}"
            raise KeyError(msg)
        return values[name]

    def _value(self, key: str, name: str, values: Mapping[str, object]) -> object:
        """Look a value up, and say the messages in it."""
        value = self._plain(key, name, values)
        if is_list(value):
            return [self._said(one) for one in value]  # type: ignore[attr-defined]
        return self._said(value)

    def _said(self, value: object) -> object:
        """Say what is in no language yet, or in every one."""
        if isinstance(value, Texts):
            return value.of(self.lang)
        return self.say(value) if isinstance(value, Message) else value


def flat(table: Mapping[str, object], above: str = "") -> dict[str, Entry]:
    """Write nested tables as one, with dotted keys."""
    found: dict[str, Entry] = {}
    for name, entry in table.items():
        key = f"{above}{name}"
        if isinstance(entry, str):
            found[key] = entry
        elif not isinstance(entry, Mapping):
            msg = f"words {key!r}: {entry!r} is no sentence"
            raise TypeError(msg)
        elif BY in entry:
            found[key] = {str(form): str(text) for form, text in entry.items()}
        else:
            found |= flat(entry, f"{key}.")
    return found


@functools.cache
def _general(lang: str) -> Words:
    """Read the table of a language, once."""
    if lang not in LANGUAGES:
        msg = f"no words in {lang!r}; there are {', '.join(LANGUAGES)}"
        raise LookupError(msg)
    text = (HERE / f"{lang}.toml").read_text(encoding="utf-8")
    return Words(lang, flat(tomllib.loads(text)))


def words_of(lang: str, area_words: Mapping[str, object] | None = None) -> Words:
    """Read the words of a language.

    Parameters
    ----------
    lang : str
        The language, one of `LANGUAGES`.
    area_words : mapping, optional
        An area's own words, as read from TOML; they lie over the general ones.

    Returns
    -------
    Words
        Its sentences.

    Raises
    ------
    LookupError
        If there are no words in that language; who asks in a user's name refuses first.

    Examples
    --------
    >>> words_of("en", {"area": {"name": "Drenthe"}}).say("area.name")
    'Drenthe'
    """
    general = _general(lang)
    if area_words is None:
        return general
    return Words(lang, {**general.entries, **flat(area_words)})
