from .check import (
    check_claims as check_claims,
)
from .check import (
    read_claims as read_claims,
)
from .model import (
    Claim as Claim,
)
