"""Documents as blocks, written as HTML and PDF.

It needs no more than words; it does not know maps.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
