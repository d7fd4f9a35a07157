"""How English says it: articles, tenses, plurals and dates."""

import re
from collections.abc import Mapping

from foedus.say.grammar import DEFINITE, Agreement, Moment, Mood, Opener

_GENERIC = {
    "alliance",
    "assembly",
    "bodies",
    "centre",
    "committee",
    "commonwealth",
    "community",
    "cooperation",
    "council",
    "department",
    "federation",
    "forces",
    "government",
    "kingdom",
    "league",
    "ministry",
    "nations",
    "office",
    "organization",
    "parliament",
    "republic",
    "service",
    "states",
    "union",
}
_PLACES = {"base", "border", "region", "residence", "sea", "square"}
_ARTICLED = DEFINITE | {"Organization", "State", "Place", "Agent"}
_PREPOSITION = re.compile(r"\s+(?=(?:of|in|for|on|to|at|from|by|between|with|against|prepared|signed)\b|\()|\s*\(")
_PAST = {
    "has": "had",
    "is": "was",
    "takes": "took",
    "begins": "began",
    "stands": "stood",
    "holds": "held",
    "makes": "made",
    "gives": "gave",
    "was": "was",
}
_INFINITIVE = {"has": "have", "is": "be", "was": "be", "are": "be"}
_SINGULAR_IN_S = {"crisis", "headquarters", "news", "series"}
_UNCOUNTED = {"percent", "per cent", "%"}
_AUXILIARY: dict[Mood, str] = {"future": "will", "subjunctive": "should", "conditional": "would"}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class English:
    """The English language, as far as claims need it."""

    code = "en"
    quotes = ("“", "”")
    inner_quotes = ("‘", "’")  # noqa: RUF001 - the inner quotation marks of English
    openers: Mapping[tuple[str, bool], Opener] = {
        ("occurred", True): Opener("", "past"),
        ("occurred", False): Opener("it is denied that", "past"),
        ("ongoing", True): Opener("", "present"),
        ("ongoing", False): Opener("it is denied that", "present"),
        ("scheduled", True): Opener("it is scheduled that", "future"),
        ("scheduled", False): Opener("it is denied that", "future"),
        ("intended", True): Opener("it is intended that", "subjunctive"),
        ("intended", False): Opener("it is not intended that", "subjunctive"),
        ("proposed", True): Opener("it is proposed that", "subjunctive"),
        ("proposed", False): Opener("it is not proposed that", "subjunctive"),
        ("desired", True): Opener("it is desired that", "subjunctive"),
        ("desired", False): Opener("it is not desired that", "subjunctive"),
        ("required", True): Opener("it is required that", "subjunctive"),
        ("required", False): Opener("it is not required that", "subjunctive"),
        ("considered", True): Opener("it is being considered that", "subjunctive"),
        ("considered", False): Opener("it is not being considered that", "subjunctive"),
        ("hypothetical", True): Opener("it is put as a hypothesis that", "conditional"),
        ("hypothetical", False): Opener("it is denied, as a hypothesis, that", "conditional"),
    }
    phrases: Mapping[str, str] = {
        "and": "and",
        "and-before-e": "and",
        "of": "of",
        "in": "in",
        "at": "at",
        "to": "to",
        "about": "about",
        "as": "as",
        "own": "{article} says, in its own voice",
        "reports": "{article} reports that {chain}",
        "said": "{speaker} said",
        "says": "{document} says",
        "that": "that",
        "unknown": "somebody",
        "via": ", crediting {agency}",
        "distance": ", keeping its distance ({distance})",
        "membership": "the place {member} {body}",
        "tenure": "the tenure {member} {body}",
        "has-place": "has a place",
        "holds": "holds",
        "keeps": "holds",
        "office-of": "the office of ",
        "status": " with the status {status}",
        "begins": " beginning {time}",
        "ends": " ending {time}",
        "succeeds": " after {before}",
        "statement": "the statement {speaker}",
        "plan": "plan: {content}",
        "reported": "according to {speaker}",
        "makes-statement": "makes a statement",
        "meant": " ({illocution})",
        "document": " standing {document}",
        "answer": " in response {thing}",
        "text": "the text: {wording}",
        "computed": "computed",
        "inferred": "the year is inferred",
        "said-unknown": "the text says it is not known",
        "at-time": "at the time {wording}",
        "is": "is",
        "starts": "begins",
        "stops": "ends",
        "altLabel": "is also called",
        "hiddenLabel": "is also printed",
        "lists": "{listing} list of what belongs {thing}",
        "reason": "giving as reason {claim}",
        "on": "on",
        "bears": "bearing {thing}",
        "ambiguous": "one of two readings of words that admit both; the other is {claim}",
        "asOf": "as of {time}",
        "plannedBy": "planned by {planner}",
        "over": " over {time}",
        "exactly": "",
        "about-number": "about ",
        "more-than": "more than ",
        "less-than": "less than ",
        "at-least": "at least ",
        "at-most": "at most ",
        "from-to": "{lowest} to {highest}",
        "nothing": "nothing yet",
    }

    def noun(self, label: str, class_: str, preposition: str = "") -> str:
        """Give a name with the article it takes, after a preposition."""
        article = "the " if _takes_article(label, class_) else ""
        return f"{preposition} {article}{label}".strip()

    def agreement(self, label: str, class_: str) -> Agreement:
        """Tell the number of a name, by the last word before its first preposition."""
        if not _takes_article(label, class_) and not label.startswith("the "):
            return "ms"
        head = _PREPOSITION.split(label.strip("()"))[0].split()[-1].strip('”",').lower()
        plural = head.endswith("s") and not head.endswith(("ss", "us", "is")) and head not in _SINGULAR_IN_S
        return "mp" if plural else "ms"

    def verb(self, phrase: str, mood: Mood, agreement: Agreement = "ms") -> str:
        """Put a verb phrase in the present tense and singular into a mood, in agreement with its subject."""
        first, _, rest = phrase.partition(" ")
        plural = agreement.endswith("p")
        bare = _INFINITIVE.get(first, first.removesuffix("s"))
        if mood in _AUXILIARY:
            first = f"{_AUXILIARY[mood]} {bare}"
        elif mood in ("past", "past-subjunctive"):
            first = _PAST.get(first, _regular_past(first))
            first = "were" if plural and first == "was" else first
        elif plural:
            first = "are" if first == "is" else bare
        return f"{first} {rest}".strip()

    def counted(self, unit: str) -> str:
        """Put a unit into the plural."""
        if unit in _UNCOUNTED or unit.endswith("s"):
            return unit
        head, preposition, rest = unit.partition(" of ")
        if head.endswith("”"):
            return f"{head[:-1]}s”{preposition}{rest}"
        return (f"{head[:-1]}ies" if head.endswith(("ry", "ty", "dy")) else f"{head}s") + preposition + rest

    def plural(self, phrase: str) -> str:
        """Put the role that a verb phrase names into the plural."""
        if not phrase.startswith("has the "):
            return phrase
        return phrase[:-1] + "ies" if phrase.endswith("y") else phrase + "s"

    def a(self, noun: str) -> str:
        """Give a class name with the indefinite article."""
        return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"

    def moment(self, moment: Moment, *, preposition: bool) -> str:
        """Write a date out: "on 27 November 2025"."""
        month = _MONTHS[moment.month - 1] if moment.month else ""
        words = " ".join(str(part) for part in (moment.day, month, moment.year) if part)
        return f"{'on' if moment.day else 'in'} {words}" if preposition else words


def _regular_past(verb: str) -> str:
    stem = verb.removesuffix("s")
    return verb if stem == verb else f"{stem}d" if stem.endswith("e") else f"{stem}ed"


def _takes_article(label: str, class_: str) -> bool:
    words = {word.strip("(),").lower() for word in label.split()}
    if label.startswith(("the ", "The ", "a ", "an ", "“", "«", '"')) or class_ not in _ARTICLED:
        return False
    if class_ in DEFINITE:
        return not label[0].isdigit()
    if class_ == "Place":
        return label[0].islower() or bool(words & _PLACES)
    return bool(words & _GENERIC) or (label[0].islower() and " " in label)
