"""Say where in an area a government service should sit, and who can reach it.

>>> import drenthe_geo as dg
>>> area = dg.open_area("drenthe")
>>> area.layer("stations").loc["asn", "name"]
'Assen'
"""

import lazy_loader

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
