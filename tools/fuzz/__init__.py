"""Wrong files by the thousand: what a reader makes of each is a result, or one sentence."""
