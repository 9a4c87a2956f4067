from .message import Message as Message
from .message import Texts as Texts
from .table import Words as Words
from .table import words_of as words_of
