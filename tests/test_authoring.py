import pytest
from foedus import authoring, seeds
from foedus.anchors import Span, digest
from foedus.facts import CouldNotDo
from foedus.layout import lay
from foedus.terms import term
from starting import NAMES, begin, facts_of, index_of, run

TEXT = "Valdoria joined the\nLeague. Merania left. Merania left again."
ARTICLE = NAMES.iri("article", "a")
SPANS = [Span(0, 27), Span(28, 41), Span(42, 61)]
RECORD = seeds.Record(ARTICLE, "a.txt", digest(TEXT), len(TEXT), SPANS, [digest(span.of(TEXT)) for span in SPANS])
PASSAGE = NAMES.iri("passage", "a-001")


def anchored(trig: str):
    facts = facts_of(trig)
    return index_of(lay(authoring.anchor(facts, {ARTICLE: TEXT}, [RECORD]), NAMES).split("\n\n", 1)[1])


def test_words_become_offsets_and_hash():
    """A passage with words alone gets its whole sentence as anchor, and its quote as the text has it."""
    index = anchored('passage:a-001 a f:Passage ; f:article article:a ; f:quote "joined the League" .')
    found = {
        name: index.text(PASSAGE, term(name)) for name in ("start", "end", "quoteStart", "quoteEnd", "quote", "sha256")
    }

    assert {
        "start": "0",
        "end": "27",
        "quoteStart": "9",
        "quoteEnd": "26",
        "quote": "joined the\nLeague",
        "sha256": digest(TEXT[:27]),
    } == found


def test_sentence_chooses_between_places():
    """Where words stand twice, f:sentence says which; it does not stay in the file."""
    index = anchored(
        'passage:a-001 a f:Passage ; f:article article:a ; f:quote "Merania left" ; f:sentence sentence:a-03 .'
    )

    assert ("42", None) == (index.text(PASSAGE, term("quoteStart")), index.value(PASSAGE, term("sentence")))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Merania left", "stands in sentences 2, 3 of the article"),
        ("Ostrelia", "stands in sentences nowhere of the article"),
        (" ".join(["word"] * 26), "a quote holds at most 25 words, this one has 26"),
    ],
)
def test_words_that_do_not_stand_once_are_refused(words, sentence):
    """Words that stand nowhere, or twice, or are too many, are refused with their line."""
    with pytest.raises(CouldNotDo, match=sentence):
        anchored(f'passage:a-001 a f:Passage ; f:article article:a ; f:quote "{words}" .')


def test_text_that_is_not_at_hand_is_refused():
    """Without the text nothing is anchored."""
    with pytest.raises(CouldNotDo, match="is not at hand"):
        anchored('passage:b-001 a f:Passage ; f:article article:b ; f:quote "Merania left" .')


def test_anchored_passages_stay_as_they_are():
    """What is anchored already is not touched: anchoring twice changes nothing."""
    once = authoring.anchor(
        facts_of('passage:a-001 a f:Passage ; f:article article:a ; f:quote "joined" .'), {ARTICLE: TEXT}, [RECORD]
    )
    laid = lay(once, NAMES)
    again = authoring.anchor(facts_of(laid.split("\n\n", 1)[1]), {}, [RECORD])

    assert laid == lay(again, NAMES)


def test_claims_are_numbered_on():
    """The next claim of an article follows its highest number; other articles do not count."""
    index = index_of("claim:a-001 a f:Claim . claim:a-007 a f:Claim . claim:b-009 a f:Claim .")

    assert "a-008" == authoring.next_local(index, NAMES, ARTICLE)


def test_new_finds_words_and_prints_a_block(tmp_path):
    """`foedus claim new` prints a block with offsets, hashes and the numbers that come next."""
    done = run("--holdings", begin(tmp_path), "claim", "new", "a", "met  on 2\nMarch")

    assert 0 == done.exit_code
    assert "claim:a-007 a f:Claim ;" in done.stdout
    assert 'f:quote "met on 2 March"' in done.stdout


def test_new_reports_several_matches(tmp_path):
    """Words that stand more than once are reported with sentence, line and column."""
    done = run("--holdings", begin(tmp_path), "claim", "new", "a", "Valdoria, Merania and Ostrelia")

    assert 2 == done.exit_code
    assert "stands 2 times in article a: sentence 4 (line 5, column 91); sentence 5 (line 5, column 218)" in done.stderr


def test_new_chooses_by_sentence(tmp_path):
    """--sentence chooses between places."""
    done = run("--holdings", begin(tmp_path), "claim", "new", "a", "Valdoria, Merania", "--sentence", "5")

    assert 0 == done.exit_code


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["a", "no such words"], "does not stand in article a"),
        (["z", "words"], "there is no article z; recorded are a"),
    ],
)
def test_new_refuses_what_is_not_there(args, words, tmp_path):
    """Words or articles that are not there are refused in a sentence."""
    done = run("--holdings", begin(tmp_path), "claim", "new", *args)

    assert (2, True) == (done.exit_code, words in done.stderr)


def test_new_points_to_a_passage_that_can_be_shared(tmp_path):
    """Words that a passage quotes already are pointed out, so that passages are shared."""
    done = run("--holdings", begin(tmp_path), "claim", "new", "a", "We will open our harbours")

    assert "passage:a-005 already quotes these words: share it" in done.stderr


def test_written_claim_only_adds_lines(tmp_path):
    """--write adds a block to the article's file and changes no other line."""
    root = begin(tmp_path)
    file = root / "graph" / "claims" / "a.trig"
    before = file.read_text().splitlines()
    run("--holdings", root, "claim", "new", "a", "the ice had broken", "--write")
    after = iter(file.read_text().splitlines())

    assert all(line in after for line in before)
    assert 0 == run("--holdings", root, "format", "--check").exit_code


def test_anchor_completes_a_file(tmp_path):
    """`foedus claim anchor` fills in what a drafted passage lacks and lays the file."""
    root = begin(tmp_path)
    names = "@prefix f: <https://w3id.org/foedus/ontology#> .\n@prefix g: <https://example.org/lakes/passage/> .\n"
    draft = root / "graph" / "claims" / "b.trig"
    draft.write_text(
        f'{names}g:a-009 a f:Passage ; f:article <https://example.org/lakes/article/a> ; f:quote "it snowed" .'
    )
    done = run("--holdings", root, "claim", "anchor", draft)

    assert (0, True) == (done.exit_code, "f:quoteStart" in draft.read_text())
    assert 0 == run("--holdings", root, "verify").exit_code


def test_anchor_keeps_a_file_with_comments(tmp_path):
    """A file whose comments would be lost is left alone, and the line is named."""
    root = begin(tmp_path)
    draft = root / "graph" / "claims" / "b.trig"
    draft.write_text("# note\n")
    done = run("--holdings", root, "claim", "anchor", draft)

    assert (1, "# note\n") == (done.exit_code, draft.read_text())
    assert "graph/claims/b.trig:1" in done.stdout


def test_anchor_reads_standard_input(tmp_path):
    """- anchors standard input onto standard output."""
    draft = (
        "@prefix f: <https://w3id.org/foedus/ontology#> .\n<https://example.org/lakes/passage/a-009> a f:Passage ;"
        ' f:article <https://example.org/lakes/article/a> ; f:quote "it snowed" .'
    )
    done = run("--holdings", begin(tmp_path), "claim", "anchor", "-", stdin=draft)

    assert "passage:a-009 a f:Passage ;" in done.stdout


def test_check_is_written_and_counts(tmp_path):
    """`foedus claim check` writes a Check bound to the claim's hash; the claim becomes verified."""
    root = begin(tmp_path)
    run("--holdings", root, "claim", "new", "a", "the ice had broken", "--write")
    unread = run("--holdings", root, "claim", "list", "--unread").stdout
    done = run(
        "--holdings",
        root,
        "claim",
        "check",
        "a-007",
        "--verdict",
        "supports",
        "--reading",
        "first",
        "--method",
        "Read it.",
        "--date",
        "2031-03-04",
    )
    left = run("--holdings", root, "claim", "list", "--unread").stdout

    assert (0, True, False) == (done.exit_code, "a-007" in unread, "a-007" in left)
    assert '"2031-03-04"^^xsd:date' in (root / "graph" / "checks" / "a.ttl").read_text()
    assert 0 == run("--holdings", root, "format", "--check").exit_code


def test_edit_makes_a_check_stale(tmp_path):
    """A claim that is edited after its Check is stale."""
    root = begin(tmp_path)
    file = root / "graph" / "claims" / "a.trig"
    file.write_text(file.read_text().replace("c:intended", "c:proposed"))

    assert "a-005" in run("--holdings", root, "claim", "list", "--stale").stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["a-099"], "there is no claim a-099"),
        (["a-001", "--reader", "id:nobody"], "id:nobody is no reader of this graph"),
        (["a-001", "a-099"], "there is no claim a-099"),
    ],
)
def test_refused_check_writes_nothing(args, words, tmp_path):
    """A Check of a claim or by a reader that is not there is refused, and nothing is written."""
    root = begin(tmp_path)
    before = (root / "graph" / "checks" / "a.ttl").read_bytes()
    done = run(
        "--holdings", root, "claim", "check", *args, "--verdict", "supports", "--reading", "second", "--method", "x"
    )

    assert (2, True) == (done.exit_code, words in done.stderr)
    assert before == (root / "graph" / "checks" / "a.ttl").read_bytes()


@pytest.mark.parametrize("name", ["a-005", "claim:a-005", "https://example.org/lakes/claim/a-005"])
def test_claims_go_by_number_name_or_address(name, tmp_path):
    """A claim is found by its number, its prefixed name or its IRI."""
    done = run("--holdings", begin(tmp_path), "claim", "say", name, "--language", "it")

    assert done.stdout.startswith("L'articolo a riferisce che il governo della Merania ha detto: ")
