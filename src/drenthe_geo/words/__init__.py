"""Sentences, titles and headings by key, in every language; numbers and dates as readers do.

It imports nothing of ours.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
