"""Memory: what is free, what a question holds at once, and the sentence where it cannot fit.

What a question needs is estimated before it starts. What is large is made in parts of
`PART_MB`, so that memory grows neither with how many points are asked about nor with how many
minutes; what is the answer itself must fit as a whole, and is refused where it cannot.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from drenthe_geo.errors import ArgumentError
from drenthe_geo.words.message import Message

PART_MB = 256.0
"""Memory of what is worked on at once: larger parts are no faster."""

SPARE_SHARE = 0.8
"""Share of the free memory that a question may ask for: estimates are a little off."""

UNKNOWN_MB = 4096.0
"""Taken for free where the system does not tell, as on Windows: what a small machine has."""

MB = 1e6

GROUP = Path("/sys/fs/cgroup")
"""Where Linux tells what a container may use."""


def free_mb() -> float:
    """Tell how much memory is left to this process, as far as the system says.

    Returns
    -------
    float
        The least of what the machine has, what its container may use and what the limit of
        its address space (``ulimit -v``) leaves; a small machine's where nothing is told.

    Examples
    --------
    >>> free_mb() > 0
    True
    """
    known = [one for one in (_of_machine(), _of_container(), _of_limit()) if one is not None]
    return max(min(known), 0.0) / MB if known else UNKNOWN_MB


def require_room(need_mb: float, what: Message, cure: Message) -> None:
    """Refuse what cannot fit in memory, before it starts.

    Parameters
    ----------
    need_mb : float
        What it will take at most, estimated.
    what : Message
        What takes it.
    cure : Message
        What would fit; see `times_too_large`.

    Raises
    ------
    ArgumentError
        If that is more than may be asked for.

    Examples
    --------
    >>> pairs = Message("memory.pairs", origins=10, facilities=2)
    >>> require_room(0.1, pairs, Message("memory.fewer_origins", most=10, facilities=2))
    """
    free = free_mb()
    if need_mb > free * SPARE_SHARE:
        raise ArgumentError(
            "memory.too_much", what=what, cure=cure, need=size_of(need_mb), free=size_of(free)
        )


def size_of(megabytes: float) -> Message:
    """Say how much memory that is, in a unit that fits."""
    for unit, least, each in (("gb", 1000.0, 1000.0), ("mb", 1.0, 1.0)):
        if megabytes >= least:
            return Message(f"memory.size.{unit}", number=round(megabytes / each, 1))
    return Message("memory.size.kb", number=round(megabytes * 1000, 1))


def that_fits(need_mb: float, count: int) -> int:
    """Say how many of so many would fit, if each takes as much; at least one."""
    return max(1, int(count * free_mb() * SPARE_SHARE / need_mb))


def at_once(bytes_each: float, part_mb: float = PART_MB) -> int:
    """Say how many fit in a part, if each takes so many bytes; at least one.

    >>> at_once(8 * 64_000, 256.0), at_once(1e12)
    (500, 1)
    """
    return max(1, int(part_mb * MB / max(bytes_each, 1.0)))


def give_back() -> None:
    """Give back to the system what was let go in small pieces, which glibc keeps by itself.

    >>> give_back()
    """
    import ctypes  # noqa: PLC0415 - rarely needed

    with suppress(AttributeError, OSError, TypeError):  # systems without glibc
        ctypes.CDLL(None).malloc_trim(0)


def _of_machine() -> float | None:
    """Bytes that the machine has left, without what it would have to swap."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    with suppress(AttributeError, OSError, ValueError):  # no such call on Windows
        # Half of what is built in: what is free is not told.
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2
    return None


def _of_container() -> float | None:
    """Bytes that the container may still use; its cache of files would make way."""
    with suppress(OSError, ValueError):
        most = (GROUP / "memory.max").read_text(encoding="ascii").strip()
        if most != "max":
            used = float((GROUP / "memory.current").read_text(encoding="ascii"))
            told = (GROUP / "memory.stat").read_text(encoding="ascii").split()
            cache = float(dict(zip(told[::2], told[1::2], strict=True))["inactive_file"])
            return float(most) - used + cache
    return None


def _of_limit() -> float | None:
    """Bytes that the limit of the address space leaves."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        if most != resource.RLIM_INFINITY:
            pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
            return float(most) - float(pages) * resource.getpagesize()
    return None
