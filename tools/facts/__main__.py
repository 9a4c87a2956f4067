"""Write facts.toml, the tables of README and docs, and the map: ``python -m tools.facts``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import drenthe_geo as dg
from tools.facts import picture
from tools.facts.computed import Computed
from tools.facts.figures import FILE, figures, read_facts, source_figures, written
from tools.facts.marks import filled, pages
from tools.facts.tables import contents


def main() -> int:
    """Compute and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="folder with the public data")
    source = parser.parse_args().source
    given = Computed(dg.open_area("drenthe"))
    measured = read_facts()["source"] if source is None else source_figures(given, source)
    facts = {**figures(given), "source": measured}
    FILE.write_text(written(facts), encoding="utf-8")
    made = contents(given, facts)
    for page in pages():
        text = page.read_text(encoding="utf-8")
        if filled(text, made) != text:
            page.write_text(filled(text, made), encoding="utf-8")
            print(f"{page.name}: written")
    picture.write(given)
    return 0


if __name__ == "__main__":
    sys.exit(main())
