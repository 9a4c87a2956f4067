"""What a browser would find in a page of HTML, and numbers as they are written there."""

from __future__ import annotations

from html.parser import HTMLParser

from drenthe_geo.documents.together import JOINER, NO_BREAK

VOID = {"img", "meta"}


class Seen(HTMLParser):
    """Tags, tables, and the words of every section, by its heading."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.sections: dict[str, str] = {}
        self.heading = ""
        self.inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.inside.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
        elif tag in {"h2", "h3"}:
            self.heading = ""
        elif tag == "img":
            self.say(str(dict(attrs)["alt"]))

    def handle_endtag(self, tag: str) -> None:
        """Every tag that is opened is closed, in order."""
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note words, without the signs that keep numbers on one line."""
        data = data.replace(NO_BREAK, " ").replace(JOINER, "")
        where = next((one for one in reversed(self.inside) if one != "span"), "")
        if where in {"td", "th"}:
            self.tables[-1][-1][-1] += data
        if where in {"h2", "h3"}:
            self.heading += data
        if where not in {"style", "title"}:
            self.say(data)

    def say(self, words: str) -> None:
        """Add words to their section."""
        self.sections[self.heading] = f"{self.sections.get(self.heading, '')} {words}"


def number(text: str, lang: str) -> float:
    """Read a number as a reader of the language would."""
    plain = text.replace("−", "-").strip("% \u202f\xa0")
    plain = plain.replace(".", "").replace(",", ".") if lang == "nl" else plain.replace(",", "")
    return float(plain)
