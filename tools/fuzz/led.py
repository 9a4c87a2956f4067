"""Let atheris look for files that a reader fails at, led by which code runs.

One reader and one ending at a time (``pip install drenthe-geo[fuzz]``, on Linux):
``python -m tools.fuzz.led points .csv --seconds 60``.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from pathlib import Path

OWN_WAY = 0.7
"""Share of the files that are spoiled our way, which knows words; atheris changes bytes."""


def main() -> None:
    """Read the arguments, make the code tell where it runs, and look."""
    import atheris  # noqa: PLC0415 - an extra

    words = argparse.ArgumentParser(description="wrong files, led by the code that runs")
    words.add_argument("name", help="reader")
    words.add_argument("ending", help="of the files")
    words.add_argument("--seconds", type=int, default=60)
    words.add_argument("--keep", type=Path, default=None, help="folder for files that fail")
    asked = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="drenthe-geo-fuzz-"))
    path = folder / f"wrong{asked.ending}"
    # Only what is imported while this lasts tells where it runs: the package, when first used.
    with atheris.instrument_imports(include=["drenthe_geo"]):
        from tools.fuzz.readers import outcome  # noqa: PLC0415 - as above
        from tools.fuzz.seeds import seed  # noqa: PLC0415 - as above
        from tools.fuzz.wrong import spoil  # noqa: PLC0415 - as above

        right = seed(asked.name, asked.ending)
        path.write_bytes(right)
        if said := outcome(asked.name, path):
            sys.exit(said)
    seeds = folder / "right"
    seeds.mkdir()
    (seeds / hashlib.sha256(right).hexdigest()[:12]).write_bytes(right)

    def mutate(data: bytes, most: int, number: int) -> bytes:
        luck = random.Random(number)  # noqa: S311 - dice, no secret
        own = luck.random() < OWN_WAY
        return bytes(spoil(data, luck) if own else atheris.Mutate(data, most))[:most]

    def one(data: bytes) -> None:
        path.write_bytes(data)
        outcome(asked.name, path)

    keep = folder if asked.keep is None else asked.keep
    keep.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={asked.seconds}", "-max_len=200000", f"-artifact_prefix={keep}/"]
    atheris.Setup([sys.argv[0], *options, str(seeds)], one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
