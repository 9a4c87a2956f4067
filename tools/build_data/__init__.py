"""Makes the embedded tables in ``data/`` from public data; see ``README.md`` beside it."""
