"""Figures and tables of today's Drenthe, for facts.toml, the README and the pages in docs."""
