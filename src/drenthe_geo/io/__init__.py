"""Files of a user in, files of results out.

It may import transit, roads and what lies below.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
