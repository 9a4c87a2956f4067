"""What a scenario brings by train alone, said beside what it brings with the buses of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.trips.boarding import read_destinations
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area
    from drenthe_geo.scenarios.compare import Comparison


def beside_buses(area: Area, found: Comparison) -> tuple[Message, ...]:
    """Say what is gained beside the buses of today, and what it would be by train alone.

    Of the destination where a bus hides most of a gain, or else most of a loss; nothing where
    none hides either.
    """
    gain, alone = found.summary["gain_min"], found.summary["gain_by_train_alone_min"]
    # In tenths, as they are said: a gain that reads as nought is none.
    gain, alone = gain.round(1), alone.round(1)
    for key, hidden in (
        ("train_alone", (alone - gain).where((gain >= 0) & (alone > gain))),
        ("train_alone_lost", (gain - alone).where((gain <= 0) & (alone < gain))),
    ):
        most = hidden.dropna()
        if most.empty or most.max() < area.settings.least_gain_min:
            continue
        end = most.index[int(most.to_numpy().argmax())]
        name = read_destinations(area)["name"][end]
        said = {"gain": gain[end], "alone": alone[end]}
        if key == "train_alone_lost":
            said = {"lost": -gain[end] + 0.0, "alone": -alone[end]}
        return (Message(f"answers.{key}", to=name, **said),)
    return ()
