"""What a language must be able to do so that a claim can be said in it, and what both languages share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Mood = Literal["present", "past", "future", "subjunctive", "past-subjunctive", "conditional"]

#: Gender and number of a name, as far as verbs and participles agree with it.
Agreement = Literal["ms", "fs", "mp", "fp"]

#: Classes whose names are proper names of events, texts and the like, and so take an article.
DEFINITE = {"Event", "Meeting", "Summit", "Visit", "Document", "Treaty", "Programme", "Group", "Office"}


@dataclass(frozen=True, slots=True)
class Opener:
    """The words before a content, and the mood of the verbs after them."""

    words: str
    mood: Mood


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as its words give it; ``wording`` are the words of the text."""

    year: int | None
    month: int | None
    day: int | None


class Grammar(Protocol):
    """One language."""

    code: str
    quotes: tuple[str, str]
    inner_quotes: tuple[str, str]
    openers: Mapping[tuple[str, bool], Opener]
    phrases: Mapping[str, str]

    def noun(self, label: str, class_: str, preposition: str = "") -> str:
        """Give a name with the article it takes, after a preposition."""
        ...

    def agreement(self, label: str, class_: str) -> Agreement:
        """Tell gender and number of a name."""
        ...

    def verb(self, phrase: str, mood: Mood, agreement: Agreement = "ms") -> str:
        """Put a verb phrase in the present tense and singular into a mood, in agreement with its subject."""
        ...

    def counted(self, unit: str) -> str:
        """Put a unit into the plural."""
        ...

    def plural(self, phrase: str) -> str:
        """Put the role that a verb phrase names into the plural, such as "has the participant"."""
        ...

    def a(self, noun: str) -> str:
        """Give a class name with the indefinite article."""
        ...

    def moment(self, moment: Moment, *, preposition: bool) -> str:
        """Write a date out, with the preposition it takes where asked."""
        ...


def quoted(grammar: Grammar, words: str) -> str:
    """Put words between the quotation marks of the language; those inside become the inner ones."""
    opening, closing = grammar.quotes
    inner_opening, inner_closing = grammar.inner_quotes
    inner = words.replace(opening, inner_opening).replace(closing, inner_closing)
    return f"{opening}{inner}{closing}"


def joined(grammar: Grammar, parts: Sequence[str]) -> str:
    """Join with commas and a last "and"."""
    if len(parts) < 2:  # noqa: PLR2004 - one part needs no "and"
        return "".join(parts)
    and_ = grammar.phrases["and-before-e" if parts[-1].startswith(("e", "E", "è")) else "and"]
    return ", ".join(parts[:-1]) + f" {and_} {parts[-1]}"
