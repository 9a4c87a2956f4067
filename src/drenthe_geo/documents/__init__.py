"""Documents as blocks, written as HTML and PDF.

It needs no more than words; it does not know maps.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
