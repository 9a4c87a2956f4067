"""Where the sites of a user stand among the others, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.siting.rank import tells_apart
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.siting.kept.suggestion import Suggestion


def own_sentences(found: Suggestion) -> tuple[Message, ...]:
    """Say how the best of a user's own sites stands; nothing where he brought none.

    Parameters
    ----------
    found : Suggestion
        The suggestion.

    Returns
    -------
    tuple of Message
        A sentence at most.

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "loket-zuid", others={}, surface=False)
    >>> own_sentences(found)
    ()
    """
    own = found.own_sites
    if not own:
        return ()
    names, table = found.sites["name"].to_dict(), found.ranking.table
    ranked = table[table["rank"].notna()]
    best = [str(site) for site in ranked.index if site in own]
    if best and not tells_apart(found.ranking):
        return ()  # a warning says that nothing tells them apart
    if best:
        row = ranked.loc[best[0]].to_dict()
        values = {"site": names[best[0]], "rank": row["rank"], "score": row["score"]}
        return (Message("siting.own.best", count=len(own), of=len(ranked), **values),)
    first = str(next(site for site in found.apart.index if site in own))
    row = found.apart.loc[first].to_dict()
    values = {"rank": row["rank_without_limits"], "score": row["score_without_limits"]}
    return (Message("siting.own.all_out", count=len(own), site=names[first], **values),)
