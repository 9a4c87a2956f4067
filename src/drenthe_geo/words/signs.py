"""Signs that no reader should get raw: they steer a terminal, turn text round, or are none."""

from __future__ import annotations

import re

STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Controls but tab and ends of lines, signs that turn the direction, halves of signs."""

STAND_IN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a sign that is left out, so that one sees that there was one."""


def without_steering(text: str) -> str:
    r"""Put a sign that can be seen for each that steers a terminal or no file may hold.

    Parameters
    ----------
    text : str
        Any text, such as a name in a file of a user.

    Returns
    -------
    str
        The same text where it holds none.

    Examples
    --------
    >>> without_steering("Assen\x1b[31m"), without_steering("Assen")
    ('Assen�[31m', 'Assen')
    """
    return STEERING.sub(STAND_IN, text)
