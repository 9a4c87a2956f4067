"""What a job takes: the memory that is free, how far it is, and what is kept for the next one.

It may import errors and words; whoever computes much imports it.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
