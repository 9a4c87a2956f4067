from .face import Card as Card
from .moving import explore as explore
from .write import card as card
