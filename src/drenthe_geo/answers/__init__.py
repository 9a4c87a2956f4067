"""One question, one answer with all that is written and shown of it, and one writer.

It may import everything but the command line.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
