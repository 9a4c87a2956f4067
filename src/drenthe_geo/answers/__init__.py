"""One question, one answer with all that is written and shown of it, and one writer.

It may import everything but the command line.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
