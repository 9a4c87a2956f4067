from .cache import (
    Cache as Cache,
)
from .cache import (
    user_cache as user_cache,
)
from .cache import (
    without_cache as without_cache,
)
from .key import (
    key_of as key_of,
)
