"""Trips by train from door to door.

It may import situation and what lies below; it does not know reach.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
