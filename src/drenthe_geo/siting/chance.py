"""Chance that a browser draws again to the last digit: whole numbers, tables, plain arithmetic.

The page of a suggestion counts draws anew while its reader moves the weights, and must find what
Python finds. So nothing here leans on a library's own stream, which may change with its version,
nor on a logarithm or a power, whose last digit differs from machine to machine: sums, products and
square roots are the same everywhere (IEEE 754). `page/weights.js` says the same.

A draw depends on its number and on the names of what it is for, never on weights or on what else
there is: weights that move a little move every draw a little (common random numbers).
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 4096
"""Quantiles that a draw takes one of; two fit in the bits of a word."""

STEP_BITS = 12

WORD_BITS = 32

GOLDEN = 0x9E3779B9
"""The golden ratio in 32 bits: numbers that go round by it lie evenly (Steele and others 2014)."""

FURTHEST, TABLE_STEPS = 6, 64
"""The table of the normal distribution: up to so many deviations, so many steps in each."""

DIGITS = 9
"""Decimals of tables, so that no library's last digit comes in."""

LEAST_ROOT = 1e-3
"""A normal draw far below would make a gamma draw negative."""

MOST_FADED = 700.0
"""e to the power of less is nought in a computer."""

HALVINGS = 12
"""A power is taken of so small a part, and squared so often."""

TERMS = 8
"""Of the series of e to the power of that part."""


def key_of(what: str, name: str) -> int:
    """Give a name its number: `what` keeps a criterion and a site of one name apart."""
    return crc32(f"{what} {name}".encode())


def mixed(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mix the bits of words: each depends on all (the last steps of MurmurHash3, Appleby 2011)."""
    words = words ^ (words >> np.uint32(16))
    words = words * np.uint32(0x85EBCA6B)
    words = words ^ (words >> np.uint32(13))
    words = words * np.uint32(0xC2B2AE35)
    return words ^ (words >> np.uint32(16))


def pair_keys(ones: NDArray[np.uint32], other: int) -> NDArray[np.uint32]:
    """Give pairs of things a number, by the number of each."""
    return mixed(ones + mixed(np.array([other], dtype=np.uint32)))


def words_of(keys: NDArray[np.uint32], draws: range, seed: int) -> NDArray[np.uint32]:
    """Draw words of 32 bits; shape (keys, draws)."""
    at = np.arange(draws.start, draws.stop, dtype=np.uint64) * GOLDEN + seed % 2**WORD_BITS
    return mixed(keys[:, None] + mixed((at % 2**WORD_BITS).astype(np.uint32))[None])


@cache
def normal_table() -> NDArray[np.float64]:
    """Give the middle of each of `STEPS` equally likely parts of the normal distribution."""
    normal = NormalDist()
    return np.array([round(normal.inv_cdf((at + 0.5) / STEPS), DIGITS) for at in range(STEPS)])


@cache
def waiting_table() -> NDArray[np.float64]:
    """Give the same of the exponential distribution, the largest first."""
    return (-np.log((np.arange(STEPS) + 0.5) / STEPS)).round(DIGITS)


@cache
def chance_table() -> NDArray[np.float64]:
    """Give the chance that a normal draw is less, at each step from the least to the most."""
    normal, ends = NormalDist(), FURTHEST * TABLE_STEPS
    return np.array([round(normal.cdf(at / TABLE_STEPS), DIGITS) for at in range(-ends, ends + 1)])


def normals(words: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Turn words into normal draws."""
    drawn: NDArray[np.float64] = normal_table()[words >> np.uint32(WORD_BITS - STEP_BITS)]
    return drawn


def waits(words: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Turn words into exponential draws, by other bits than `normals` takes."""
    drawn: NDArray[np.float64] = waiting_table()[words & np.uint32(STEPS - 1)]
    return drawn


def evens(words: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Turn words into draws between 0 and 1, all alike."""
    return np.asarray((words + 0.5) / 2.0**WORD_BITS, dtype=np.float64)


def chances(normal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Say how likely less than a normal draw is, straight between two steps of the table."""
    table = chance_table()
    at = np.clip((normal + FURTHEST) * TABLE_STEPS, 0.0, len(table) - 1.0)
    step = np.minimum(at.astype(np.int64), len(table) - 2)
    return np.asarray(table[step] + (at - step) * (table[step + 1] - table[step]))


def faded(by: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take e to the power of less `by`."""
    part = np.minimum(by, MOST_FADED) / -(2.0**HALVINGS)
    power = np.ones_like(part)
    for term in range(TERMS, 0, -1):
        power = 1.0 + part / term * power
    for _ in range(HALVINGS):
        power = power * power
    return power


def gammas(
    shapes: NDArray[np.float64], normal: NDArray[np.float64], wait: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Turn draws into draws of gamma distributions.

    The cube of a normal draw (Wilson and Hilferty 1931) has the mean of a gamma distribution and
    nearly its shape, from a shape of 1 on; so one that is larger by 1 is drawn and made smaller by
    a power of an even draw (Stuart 1962), whose logarithm `wait` is.

    Parameters
    ----------
    shapes : numpy.ndarray of float, shape (n,)
        Above 0.
    normal, wait : numpy.ndarray of float, shape (n, draws)
        See `normals` and `waits`.

    Returns
    -------
    numpy.ndarray of float, shape (n, draws)
        Above 0.
    """
    larger = (shapes + 1.0)[:, None]
    root = 1.0 - 1.0 / (9.0 * larger) + 1.0 / (3.0 * np.sqrt(larger)) * normal
    root = np.maximum(root, LEAST_ROOT)
    return larger * (root * root * root) * faded(wait / shapes[:, None])
