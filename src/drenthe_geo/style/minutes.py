"""The ink of minutes: a colour goes with the end of a band, the same wherever it is drawn."""

from __future__ import annotations

from bisect import bisect_left

MINUTE_INKS = {
    5: "#132f73",
    10: "#225ea8",
    15: "#328bb6",
    20: "#41b6c4",
    30: "#9bd9b9",
    45: "#d0ecb3",
    60: "#eef6c3",
    90: "#f3e3ae",
    120: "#e3bf7e",
    180: "#bd8d57",
}
"""Ink of what ends at so many minutes: up to an hour near is dark and far is light, so it holds
in grey too; beyond, a trip by train or bus, it turns to brown."""


def minute_ink(minutes: float) -> str:
    """Give the ink of a band by the minutes that it ends at, whatever bands stand beside it.

    Parameters
    ----------
    minutes : float
        End of the band in minutes.

    Returns
    -------
    str
        Colour as ``#rrggbb``; between two known ones it is mixed of both.

    Examples
    --------
    >>> minute_ink(10), minute_ink(12.5), minute_ink(300)
    ('#225ea8', '#2a74af', '#bd8d57')
    """
    known = list(MINUTE_INKS)
    above = bisect_left(known, minutes)
    if above == len(known) or known[above] == minutes or above == 0:
        return MINUTE_INKS[known[min(above, len(known) - 1)]]
    low, high = known[above - 1], known[above]
    return mixed(MINUTE_INKS[low], MINUTE_INKS[high], (minutes - low) / (high - low))


def mixed(one: str, other: str, share: float) -> str:
    """Mix two inks, with that share of the other.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#{:02x}{:02x}{:02x}".format(*(round(a + share * (b - a)) for a, b in pairs))


def _parts(ink: str) -> tuple[int, int, int]:
    return int(ink[1:3], 16), int(ink[3:5], 16), int(ink[5:7], 16)
