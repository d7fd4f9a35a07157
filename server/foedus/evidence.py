"""Gate 1: holds every passage against its article where the text is at hand, against the record where it is not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.anchors import LONGEST_QUOTE, Span, collapse, covered, digest, find
from foedus.facts import Fact, Finding, Index, Origin, Report
from foedus.seeds import Record
from foedus.terms import local, term

#: The quoted characters of an article are at most this share of it, as numerator and denominator.
LARGEST_SHARE = (2, 5)
_PARTS = ("start", "end", "sha256", "quoteStart", "quoteEnd", "quote")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as it is written, and the claims that rest on it."""

    node: ox.NamedNode
    article: ox.NamedNode
    anchor: Span
    sha256: str
    span: Span
    quote: str
    claims: tuple[ox.NamedNode, ...]
    origin: Origin | None

    def finding(self, rule: str, message: str) -> Finding:
        """Say what is wrong here, and which claims fall with it."""
        return Finding(rule, f"{message}{_resting(self.claims)}", self.origin, focus=_name(self.node))


def verify(index: Index, records: Iterable[Record], texts: Mapping[ox.NamedNode, str]) -> Report:
    """Check passages, records and the share of each article that is quoted; never reads what words mean."""
    report, record_of = Report(), {record.article: record for record in records}
    passages: list[Passage] = []
    for outcome in _passages(index, record_of):
        if isinstance(outcome, Finding):
            report.findings.append(outcome)
        else:
            passages.append(outcome)
    for passage in passages:
        record = record_of[passage.article]
        report.add(_alone(passage))
        report.add(_against_record(passage, record))
        if passage.article in texts:
            report.add(_against_text(passage, texts[passage.article]))
    report.add(_wordings(index, passages, texts))
    for record in record_of.values():
        own = [passage for passage in passages if passage.article == record.article]
        report.add(_article(index, record, texts.get(record.article)))
        report.add(_dated(index, record, texts.get(record.article)))
        report.add(_budget(index, record, own))
    report.notes += _notes(passages, record_of, texts)
    return report


def _passages(index: Index, record_of: Mapping[ox.NamedNode, Record]) -> Iterator[Passage | Finding]:
    resting: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    for claim in index.typed(term("Claim")):
        for node in index.values(claim, term("passage")):
            if isinstance(node, ox.NamedNode):
                resting.setdefault(node, []).append(claim)
    for node in index.typed(term("Passage")):
        yield _read(index, node, tuple(resting.get(node, ())), record_of)
    described = set(index.typed(term("Passage")))
    for node, claims in resting.items():
        if node not in described:
            message = f"this passage is not described anywhere{_resting(claims)}"
            yield Finding("passage-missing", message, index.origin(claims[0]), focus=_name(node))


def _read(
    index: Index, node: ox.NamedNode, claims: tuple[ox.NamedNode, ...], record_of: Mapping[ox.NamedNode, Record]
) -> Passage | Finding:
    origin, article = index.origin(node), index.value(node, term("article"))
    if not isinstance(article, ox.NamedNode) or article not in record_of:
        message = f"the passage names no article that has a record in seeds/{_resting(claims)}"
        return Finding("passage-article", message, origin, focus=_name(node))
    part = {name: index.text(node, term(name)) for name in _PARTS}
    missing = [name for name, value in part.items() if value is None]
    if missing:
        message = f"the passage has no {', '.join(missing)}; `foedus claim anchor` fills them in{_resting(claims)}"
        return Finding("passage-incomplete", message, origin, focus=_name(node))
    offsets = [index.whole(node, term(name)) for name in ("start", "end", "quoteStart", "quoteEnd")]
    start, end, quote_start, quote_end = (offset or 0 for offset in offsets)
    if None in offsets:
        message = f"offsets are whole numbers from 0{_resting(claims)}"
        return Finding("passage-incomplete", message, origin, focus=_name(node))
    return Passage(
        node,
        article,
        Span(start, end),
        part["sha256"] or "",
        Span(quote_start, quote_end),
        part["quote"] or "",
        claims,
        origin,
    )


def _alone(passage: Passage) -> Iterator[Finding]:
    """Check what needs neither text nor record."""
    anchor, span = passage.anchor, passage.span
    words = len(passage.quote.split())
    if words > LONGEST_QUOTE:
        yield passage.finding("quote-long", f"the quote has {words} words, the limit is {LONGEST_QUOTE}")
    if anchor.start >= anchor.end or span.start >= span.end:
        yield passage.finding("passage-order", "an end is not after its start")
    elif not span.within(anchor):
        yield passage.finding("quote-outside", "the quote does not lie inside the passage")
    if len(passage.quote) != span.end - span.start:
        yield passage.finding(
            "quote-length", f"the quote has {len(passage.quote)} characters, its offsets {span.end - span.start}"
        )
    if span == anchor and digest(passage.quote) != passage.sha256:
        yield passage.finding("quote-hash", "the quote is the whole passage, but its hash is another")


def _against_record(passage: Passage, record: Record) -> Iterator[Finding]:
    anchor, sentences = passage.anchor, record.sentences
    if anchor.end > record.length:
        yield passage.finding(
            "passage-outside", f"the passage ends after the article, which has {record.length} characters"
        )
    elif sentences and not (
        any(s.start <= anchor.start < s.end for s in sentences)
        and any(s.start < anchor.end <= s.end for s in sentences)
    ):
        yield passage.finding("passage-outside", "the passage begins or ends outside every recorded sentence")
    if anchor in sentences and record.hashes[sentences.index(anchor)] != passage.sha256:
        yield passage.finding("passage-record", "the passage is a recorded sentence, but its hash is another")


def _against_text(passage: Passage, text: str) -> Iterator[Finding]:
    if digest(passage.anchor.of(text)) != passage.sha256:
        yield passage.finding("passage-hash", "the article has other characters there than the ones that were hashed")
    found = passage.span.of(text)
    if found != passage.quote:
        yield passage.finding(
            "quote-differs", f'the article reads "{collapse(found)[:80]}" there, not "{collapse(passage.quote)[:80]}"'
        )


def _article(index: Index, record: Record, text: str | None) -> Iterator[Finding]:
    """Check a record in itself, and against the text where it is at hand."""
    origin, focus = index.origin(record.article), _name(record.article)
    pairs = zip(record.sentences, record.sentences[1:], strict=False)
    if any(after.start < before.end for before, after in pairs):
        yield Finding("record-order", "two recorded sentences overlap", origin, focus=focus)
    if text is None:
        return
    if digest(text) != record.sha256 or len(text) != record.length:
        message = f"the file {record.file} is not the text that was recorded; get that text back, or record it anew"
        yield Finding("article-changed", message, origin, focus=focus)
    for number, (span, sha256) in enumerate(zip(record.sentences, record.hashes, strict=True), 1):
        if digest(span.of(text)) != sha256:
            yield Finding(
                "sentence-changed", f"sentence {number} has another hash than the record", origin, focus=focus
            )


def _wordings(index: Index, passages: Iterable[Passage], texts: Mapping[ox.NamedNode, str]) -> Iterator[Finding]:
    """Hold the words of each time and measure against the passages of their claim, where all texts are at hand."""
    under: dict[ox.NamedNode, list[Passage]] = {}
    for passage in passages:
        for claim in passage.claims:
            under.setdefault(claim, []).append(passage)
    for claim, own in under.items():
        read = [passage.anchor.of(texts[passage.article]) for passage in own if passage.article in texts]
        if len(read) == len(index.values(claim, term("passage"))):
            for fact in index.inside(claim):
                yield from _printed(fact, read, f"a passage of {_name(claim)}")


def _dated(index: Index, record: Record, text: str | None) -> Iterator[Finding]:
    time = index.value(record.article, term("time"))
    if text is not None and isinstance(time, ox.NamedNode):
        for fact in index.about(time):
            yield from _printed(fact, [text], record.file)


def _printed(fact: Fact, texts: list[str], where: str) -> Iterator[Finding]:
    """Find the parts of a wording that stand in none of the texts."""
    subject, predicate, wording, _ = fact.quad
    if predicate != term("wording") or not isinstance(wording, ox.Literal) or not isinstance(subject, ox.NamedNode):
        return
    for part in wording.value.split(" … "):
        if not any(find(text, part) for text in texts):
            message = f'"{part}" does not stand in {where}: give f:wording as it is printed, " … " for what is left out'
            yield Finding("wording-not-printed", message, fact.origin, focus=_name(subject))


def _budget(index: Index, record: Record, passages: list[Passage]) -> Iterator[Finding]:
    quoted = covered(passage.span for passage in passages)
    numerator, denominator = LARGEST_SHARE
    if quoted * denominator > record.length * numerator:
        message = (
            f"{quoted} of {record.length} characters are quoted, more than {numerator} in {denominator}: "
            "share passages between claims or quote fewer words"
        )
        yield Finding("quote-budget", message, index.origin(record.article), focus=_name(record.article))


def _notes(
    passages: list[Passage], record_of: Mapping[ox.NamedNode, Record], texts: Mapping[ox.NamedNode, str]
) -> Iterator[str]:
    for at_hand, words in ((True, "checked against the text"), (False, "not checked against the text")):
        articles = sorted(local(article) for article in record_of if (article in texts) == at_hand)
        count = sum((passage.article in texts) == at_hand for passage in passages)
        if articles:
            only = "" if at_hand else ", only against the record"
            noun = "article" if len(articles) == 1 else "articles"
            yield f"{words}{only}: {_counted(count)} of {noun} {', '.join(articles)}"


def _counted(number: int) -> str:
    return f"{number} passage" if number == 1 else f"{number} passages"


def _resting(claims: Iterable[ox.NamedNode]) -> str:
    names = [_name(claim) for claim in claims]
    return f" (on it rests {', '.join(names)})" if names else " (no claim rests on it)"


def _name(node: ox.NamedNode) -> str:
    kind, _, name = node.value.rpartition("/")
    return f"{kind.rsplit('/', 1)[-1]}:{name}"
