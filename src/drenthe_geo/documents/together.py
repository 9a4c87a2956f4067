"""What no line may break: a number and its unit, the two ends of a range."""

from __future__ import annotations

import re

UNITS = (
    "%", "min", "minuten", "minuut", "minutes", "minute", "uur", "hours", "hour", "s", "m", "m²",
    "km", "km²", "ha", "MB", "punt", "punten", "points", "point", "mensen", "people", "inwoners",
    "inhabitants", "locaties", "sites", "vraag", "vragen", "question", "questions",
)  # fmt: skip
"""What stands after a number, in every language that there are words in."""

NO_BREAK, JOINER = "\N{NO-BREAK SPACE}", "\N{WORD JOINER}"

SPACE = re.compile(
    rf"(?<=\d) (?=(?:{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})(?!\w))"
    r"|(?<=\d) (?=[–/×] \d)|(?<=[–→/×]) (?=\d)"
)
"""A space between a number and its unit, or between the two ends of a range."""

DASH = re.compile(rf"–(?={NO_BREAK}\d)|(?<=\d)–(?=\d)")


def kept_together(text: str) -> str:
    r"""Put signs in a text that keep its numbers and their units on one line.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    str
        The same to who reads it.

    Examples
    --------
    >>> kept_together("10 % of 30 min, 0.61–0.75").replace("\N{NO-BREAK SPACE}", "~")
    '10~% of 30~min, 0.61–\u20600.75'
    """
    if " " not in text and "–" not in text:
        return text
    # After a dash a line may end even before a space that does not break.
    return DASH.sub(f"–{JOINER}", SPACE.sub(NO_BREAK, text))
