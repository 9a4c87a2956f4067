from .blocks import (
    Bullets as Bullets,
)
from .blocks import (
    Document as Document,
)
from .blocks import (
    Grid as Grid,
)
from .blocks import (
    Heading as Heading,
)
from .blocks import (
    Paragraph as Paragraph,
)
from .blocks import (
    Picture as Picture,
)
from .html import (
    html_of as html_of,
)
from .pdf import (
    pdf_of as pdf_of,
)
from .picture import (
    picture_of as picture_of,
)
