"""Something to be said, in no language yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, init=False)
class Message:
    """Something to be said, in no language yet: the key of a sentence, and its values.

    It can be a key of a dict, and be pickled, as far as its values can.

    Parameters
    ----------
    key : str
        Dotted path of the sentence in the tables of words, for example ``"choice.hint"``.
    **values : object
        What fills its places: text, numbers, dates, other messages, or lists of these.

    Examples
    --------
    >>> Message("choice.hint", name="from")
    Message(key='choice.hint', values={'name': 'from'})
    >>> Message("noun.layer") == Message("noun.layer")
    True
    """

    key: str
    values: Mapping[str, object]

    def __init__(self, key: str, /, **values: object) -> None:
        """Keep the values as they are, but lists as tuples: those can be hashed."""
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", {name: _kept(one) for name, one in values.items()})

    def __hash__(self) -> int:
        """Hash key and values."""
        return hash((self.key, frozenset(self.values.items())))


@dataclass(frozen=True, init=False)
class Texts:
    """A text of the data in every language, as a value of a message.

    Parameters
    ----------
    **texts : str
        The text by language.

    Examples
    --------
    >>> Texts(en="road", nl="weg").of("nl")
    'weg'
    """

    texts: tuple[tuple[str, str], ...]

    def __init__(self, **texts: str) -> None:
        """Keep the texts so that they can be hashed."""
        object.__setattr__(self, "texts", tuple(sorted(texts.items())))

    def of(self, lang: str) -> str:
        """Give the text in a language."""
        return dict(self.texts)[lang]


def _kept(value: object) -> object:
    """Turn lists, arrays and generators into tuples."""
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, tuple, Mapping)):
        return tuple(value)
    return value
