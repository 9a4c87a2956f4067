"""Which sites a service fits in, before any is scored; and whether a seat had better stay."""
