"""Spoil files till a reader fails: ``python -m tools.fuzz [READER …] [.ENDING …]``."""

from __future__ import annotations

import argparse
import collections
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tools.fuzz.readers import READERS, outcome
from tools.fuzz.seeds import seed
from tools.fuzz.wrong import spoil


def main() -> int:
    """Count what readers make of wrong files; what fails is kept and told."""
    words = argparse.ArgumentParser(description="wrong files by the thousand")
    words.add_argument("what", nargs="*", help="readers, and endings")
    words.add_argument("--seconds", type=float, default=60.0, help="in all")
    words.add_argument("--start", type=int, default=0, help="where the dice begin")
    words.add_argument("--keep", type=Path, default=None, help="folder for files that fail")
    asked = words.parse_args()
    readers = [one for one in asked.what if not one.startswith(".")] or list(READERS)
    endings = {one for one in asked.what if one.startswith(".")}
    pairs = [
        (name, ending)
        for name in readers
        for ending in READERS[name][1]
        if not endings or ending in endings
    ]
    return drawn(pairs, asked.seconds, asked.start, asked.keep)


def drawn(pairs: list[tuple[str, str]], seconds: float, start: int, keep: Path | None) -> int:
    """Spoil right files by dice."""
    counts: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(
        collections.Counter
    )
    faults: dict[str, str] = {}
    share_s = seconds / len(pairs)
    with tempfile.TemporaryDirectory() as folder:
        for name, ending in pairs:
            right, until, number = seed(name, ending), time.monotonic() + share_s, start
            while time.monotonic() < until:
                luck = random.Random(f"{name}{ending}{number}")  # noqa: S311 - dice, no secret
                path = Path(folder) / f"wrong{ending}"
                path.write_bytes(spoil(right, luck, luck.choice((1, 1, 1, 2, 4))))
                try:
                    said = outcome(name, path)
                    counts[name, ending]["sentence" if said else "result"] += 1
                except Exception as error:  # noqa: BLE001 - what is looked for
                    counts[name, ending]["fault"] += 1
                    last = traceback.extract_tb(error.__traceback__)[-1]
                    where = f"{type(error).__name__} {last.filename}:{last.lineno}"
                    if where not in faults:
                        faults[where] = f"{name}{ending} {number}: {error}"[:300]
                        if keep is not None:
                            keep.mkdir(parents=True, exist_ok=True)
                            (keep / f"{name}-{number}{ending}").write_bytes(path.read_bytes())
                number += 1
    for pair, count in counts.items():
        print(*pair, dict(count))
    for where, what in faults.items():
        print("fault:", where, "|", what)
    total = sum((count for count in counts.values()), collections.Counter())
    print("in all", sum(total.values()), dict(total), "kinds of fault:", len(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
