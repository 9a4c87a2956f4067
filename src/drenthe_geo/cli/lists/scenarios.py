"""The command scenarios: those that ship with an area, with their toggles and sources."""

from __future__ import annotations

import pandas as pd

from drenthe_geo.cli.asked import Asked
from drenthe_geo.scenarios.model import read_scenario, scenario_names


def command(asked: Asked) -> None:
    """Show the list."""
    lang = asked.screen.lang
    rows, sentences = [], []
    for name in scenario_names(asked.opened):
        one = read_scenario(asked.opened, name)
        rows.append({"scenario": name, "title": one.title_in(lang), "source": one.source})
        sentences.append(f"{name}: {one.title_in(lang)}")
        sentences.append(f"  {one.note_in(lang)}")
        sentences.append("  " + asked.say("screen.source", source=one.source))
        for toggle, on in one.toggles.items():
            state = "off" if on else "on"
            sentences.append(f"  --set {toggle}={state}: {one.toggle_note_in(toggle, lang)}")
    if not rows:
        sentences.append(asked.say("screen.no_scenarios", area=asked.opened.name))
    asked.show({"scenarios": pd.DataFrame(rows)}, sentences=sentences)
