import pytest
from foedus import seeds
from foedus.anchors import digest
from foedus.evidence import verify
from starting import NAMES, begin, index_of, run

TEXT = "Valdoria joined. Merania left the League in spring, and nobody said why it had gone."
ARTICLE = NAMES.iri("article", "a")
FIRST, SECOND = (0, 16), (17, 84)


def sentence(number: int, span: tuple[int, int], sha256: str = "") -> str:
    hash_ = sha256 or digest(TEXT[slice(*span)])
    return (
        f"sentence:a-{number:02} a f:Sentence ; f:article article:a ; f:start {span[0]} ; f:end {span[1]} ;"
        f' f:sha256 "{hash_}" .\n'
    )


def written(value: str | int) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'


def graph(**changed: str | int) -> str:
    """One claim on one passage; any part of the passage may be changed, or left out with None."""
    part = {
        "start": 17,
        "end": 84,
        "sha256": digest(TEXT[17:84]),
        "quoteStart": 17,
        "quoteEnd": 40,
        "quote": TEXT[17:40],
        **changed,
    }
    rows = "".join(f" ; f:{name} {written(value)}" for name, value in part.items() if value is not None)
    return (
        f'article:a a f:Article ; f:file "a.txt" ; f:length {len(TEXT)} ; f:sha256 "{digest(TEXT)}" .\n'
        + sentence(1, FIRST)
        + sentence(2, SECOND)
        + "claim:a-001 a f:Claim ; f:passage passage:a-001 .\n"
        + f"passage:a-001 a f:Passage ; f:article article:a{rows} .\n"
    )


def judge(trig: str, text: str | None = TEXT):
    index = index_of(trig)
    return verify(index, seeds.records(index), {} if text is None else {ARTICLE: text})


def rules(trig: str, text: str | None = TEXT) -> list[str]:
    return [finding.rule for finding in judge(trig, text).sorted()]


@pytest.mark.parametrize("text", [TEXT, None], ids=["text", "record"])
def test_true_passage_conforms(text):
    """A passage that is what it says conforms, with the text at hand and without it."""
    assert [] == rules(graph(), text)


@pytest.mark.parametrize(
    ("changed", "with_text", "without"),
    [
        ({"quote": "Merania lost the League"}, ["quote-differs"], []),
        ({"quote": "Merania left"}, ["quote-differs", "quote-length"], ["quote-length"]),
        ({"sha256": "0" * 64}, ["passage-hash", "passage-record"], ["passage-record"]),
        (
            {"quoteStart": 84, "quoteEnd": 17},
            ["passage-order", "quote-differs", "quote-length"],
            ["passage-order", "quote-length"],
        ),
        ({"start": 18, "sha256": digest(TEXT[18:84])}, ["quote-outside"], ["quote-outside"]),
        ({"end": 90, "sha256": digest(TEXT[17:90])}, ["passage-outside"], ["passage-outside"]),
        ({"start": 16, "sha256": digest(TEXT[16:84])}, ["passage-outside"], ["passage-outside"]),
        ({"sha256": None}, ["passage-incomplete"], ["passage-incomplete"]),
        ({"start": "one"}, ["passage-incomplete"], ["passage-incomplete"]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_false_passage_is_found(changed, with_text, without):
    """What cannot be so is found; without the text, what the record alone can tell."""
    assert (with_text, without) == (rules(graph(**changed)), rules(graph(**changed), None))


def test_whole_passage_quote_is_hashed_without_the_text():
    """A quote that is its whole passage is held against the passage's hash even where no text is at hand."""
    trig = graph(start=17, end=40, sha256=digest("another"))

    assert ["quote-hash"] == rules(trig, None)


def test_finding_names_claim_file_and_line():
    """A finding names the claims that rest on the passage, its file and its line."""
    finding = judge(graph(quote="Merania lost the League")).findings[0]

    assert "claim:a-001" in finding.message
    assert ("passage:a-001", "graph/claims/x.trig") == (finding.focus, finding.origin.file)
    assert finding.origin.line > 1


def test_long_quote_is_found():
    """A quote of more than 25 words is found."""
    words = " ".join(["word"] * 26)
    trig = graph(quote=words, quoteStart=0, quoteEnd=len(words))

    assert "quote-long" in rules(trig, None)


def test_quote_budget_is_held():
    """An article of which more than two fifths are quoted is found, however the quotes overlap."""
    trig = graph(quoteEnd=55, quote=TEXT[17:55])

    assert ["quote-budget"] == rules(trig)


def test_changed_article_is_found():
    """A text that is not the recorded one is found, with each sentence that differs."""
    assert ["article-changed", "sentence-changed"] == rules(graph(), TEXT.replace("joined", "parted"))


def test_passage_of_no_article_is_found():
    """A passage of an article without a record is found."""
    assert ["passage-article"] == rules(graph().replace("article:a a f:Article", "article:b a f:Article"))


def test_missing_passage_is_found():
    """A claim that rests on a passage which nobody describes is found."""
    trig = graph() + "claim:a-002 a f:Claim ; f:passage passage:a-002 .\n"

    assert ["passage-missing"] == rules(trig)


def test_overlapping_sentences_are_found():
    """Recorded sentences that overlap are found."""
    assert "record-order" in rules(graph() + sentence(3, (10, 20)))


def test_report_says_what_was_not_checked():
    """The report says which articles were checked against the text and which only against the record."""
    trig = graph() + 'article:b a f:Article ; f:file "b.txt" ; f:length 9 ; f:sha256 "0" .\n'

    assert [
        "checked against the text: 1 passage of article a",
        "not checked against the text, only against the record: 0 passages of article b",
    ] == judge(trig).notes


def test_verify_without_texts_says_so(tmp_path):
    """`foedus verify` conforms where no text is at hand, and says that nothing was checked against the text."""
    root = begin(tmp_path)
    (root / "articles" / "a_lake_league.txt").unlink()
    done = run("--holdings", root, "verify")

    assert (0, True) == (done.exit_code, "not checked against the text" in done.stdout)


def test_one_changed_character_fails_verify(tmp_path):
    """One changed character in an article makes `foedus verify` exit with 1 and name the claim."""
    root = begin(tmp_path)
    article = root / "articles" / "a_lake_league.txt"
    article.write_text(article.read_text().replace("2 March", "3 March"))
    done = run("--holdings", root, "verify")

    assert (1, True) == (done.exit_code, "claim:a-001" in done.stdout)


def test_report_as_json(tmp_path):
    """The report can be read by programs."""
    done = run("--holdings", begin(tmp_path), "verify", "--format", "json")

    assert '"conforms": true' in done.stdout


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("in  spring", []),
        ("in … spring", []),
        ("Merania left … it had gone", []),
        ("in autumn", ["wording-not-printed"]),
        ("in … autumn", ["wording-not-printed"]),
        ("Valdoria joined", ["wording-not-printed"]),
    ],
)
@pytest.mark.parametrize("class_", ["Time", "Measure"])
def test_wordings_stand_in_a_passage_of_their_claim(class_, words, found):
    """Each part of the wording of a time or measure stands in a passage of its claim, as far as the text is at hand."""
    trig = graph() + f'claim:a-001 {{ id:a-001-x-1 a f:{class_} ; f:wording "{words}" }}\n'

    assert (found, []) == (rules(trig), rules(trig, None))


@pytest.mark.parametrize(("words", "found"), [("spring … Valdoria", []), ("autumn", ["wording-not-printed"])])
def test_the_date_of_an_article_stands_in_it(words, found):
    """Each part of the wording of an article's date stands in the article, as far as it is at hand."""
    trig = graph() + f'article:a f:time id:a-time-1 . id:a-time-1 a f:Time ; f:wording "{words}" .\n'

    assert (found, []) == (rules(trig), rules(trig, None))


def test_a_false_wording_fails_verify(tmp_path):
    """A date in words that the article does not print makes `foedus verify` exit with 1 and name its line."""
    root = begin(tmp_path)
    claims = root / "graph" / "claims" / "a.trig"
    claims.write_text(claims.read_text().replace('"on 2 March"', '"on 2 March 2031"'))
    line = claims.read_text().split('"on 2 March 2031"')[0].count("\n") + 1
    done = run("--holdings", root, "verify")

    assert (1, True) == (done.exit_code, f"a.trig:{line}: violation: [wording-not-printed]" in done.stdout)


def test_shipped_graph_passes_gate_one():
    """Every passage of the shipped graph is what it says, as far as the texts at hand can tell."""
    done = run("verify", "--quiet")

    assert (0, "") == (done.exit_code, done.stdout)


def test_verify_reads_no_meaning():
    """Gate 1 never looks into a claim's graph."""
    trig = graph() + "claim:a-001 { id:merania f:partOf id:nonsense }\n"

    assert judge(graph()).findings == judge(trig).findings
