import shutil

import pytest
from foedus import seeds
from foedus.anchors import digest
from foedus.facts import CouldNotDo, Fact, Index
from foedus.graph import read_file
from foedus.holdings import shipped
from foedus.layout import lay
from starting import NAMES, SHARED, begin, run

TEXT = "GAZETTE, Port 3 May\n\nOne thing happened. Another did not.\n"
FILES = sorted(SHARED.glob("*.txt"))


def recorded(tmp_path, **metadata):
    path = tmp_path / "k_news.txt"
    path.write_text(TEXT)
    quads = seeds.record(path, NAMES, seeds.Metadata(**metadata))
    return Index(Fact(quad) for quad in quads)


def test_record_holds_offsets_and_hashes_but_no_text(tmp_path):
    """A record tells length, SHA-256 and sentences by offsets and hashes; no sentence stands in it."""
    index = recorded(tmp_path)
    record = seeds.records(index)[0]

    assert ("k_news.txt", len(TEXT), digest(TEXT)) == (record.file, record.length, record.sha256)
    assert [
        "GAZETTE, Port 3 May",
        "One thing happened.",
        "Another did not.",
    ] == [span.of(TEXT) for span in record.sentences]
    assert [digest(span.of(TEXT)) for span in record.sentences] == record.hashes
    assert "happened" not in lay((fact.quad for fact in index), NAMES)


def test_missing_metadata_stays_missing(tmp_path):
    """What is not given is not in the record."""
    assert seeds.Metadata() == seeds.metadata(recorded(tmp_path), NAMES.iri("article", "k"))


def test_metadata_is_read_back(tmp_path):
    """Metadata comes back as it was given, the date marked with how it was reached."""
    dated = seeds.Dated("3 May", "XXXX-05-03", None, None, "stated")
    given = {"title": "Port", "printed": {"outlet": "GAZETTE"}, "language": "en", "dated": dated}

    assert seeds.Metadata(**given) == seeds.metadata(recorded(tmp_path, **given), NAMES.iri("article", "k"))


def test_metadata_must_stand_in_the_text(tmp_path):
    """Metadata that the text does not print is refused."""
    with pytest.raises(CouldNotDo, match='"HERALD" does not stand in '):
        recorded(tmp_path, printed={"outlet": "HERALD"})


def test_words_may_stand_apart(tmp_path):
    """Words joined by an ellipsis may stand apart, each in the text."""
    assert recorded(tmp_path, printed={"dateline": "Port … May"}).facts


def test_line_ends_are_kept(tmp_path):
    """The text is read raw: line ends are not changed."""
    path = tmp_path / "k.txt"
    path.write_bytes(b"a\r\nb")

    assert "a\r\nb" == seeds.text_of(path)


def test_text_that_is_not_utf8_is_refused(tmp_path):
    """A file that is not UTF-8 text is refused in a sentence."""
    (tmp_path / "k.txt").write_bytes(b"\xff")

    with pytest.raises(CouldNotDo, match="cannot be read as UTF-8 text"):
        seeds.text_of(tmp_path / "k.txt")


def test_recording_again_changes_nothing(tmp_path):
    """`foedus seeds record` on a recorded article keeps its metadata and every byte."""
    root = begin(tmp_path)
    target = root / "seeds" / "a_lake_league.ttl"
    before = target.read_bytes()
    done = run("--holdings", root, "seeds", "record", root / "articles" / "a_lake_league.txt")

    assert (0, True) == (done.exit_code, target.read_bytes() == before)
    assert done.stderr.endswith("nothing changed\n")


def test_facts_that_recording_does_not_know_are_kept(tmp_path):
    """What somebody added to a record by hand is still there after recording again."""
    root = begin(tmp_path)
    target = root / "seeds" / "a_lake_league.ttl"
    target.write_text(target.read_text() + '\narticle:a dcterms:rights "all reserved" .\n')
    run("--holdings", root, "seeds", "record", root / "articles" / "a_lake_league.txt", "--quiet")

    assert 'dcterms:rights "all reserved"' in target.read_text()


def test_given_metadata_replaces_what_was_recorded(tmp_path):
    """New metadata takes the place of the old, and the derivation of a date is marked."""
    root = begin(tmp_path)
    article = root / "articles" / "a_lake_league.txt"
    run(
        "--holdings",
        root,
        "seeds",
        "record",
        article,
        "--dated",
        "2 March",
        "--edtf",
        "2031-03-02",
        "--derivation",
        "inferred",
    )
    record = (root / "seeds" / "a_lake_league.ttl").read_text()

    assert (
        True,
        True,
        False,
    ) == ('f:wording "2 March"' in record, "f:derivation c:inferred" in record, "f:earliest" in record)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--outlet", "HERALD"], '"HERALD" does not stand in a_lake_league.txt'),
        (["--dated", "3 March 2031"], "a date needs the words of the text (--dated) and its EDTF (--edtf)"),
        (["--dated", "2 March", "--edtf", "2031-03-02"], '"2 March" does not print the year 2031'),
        (["--earliest", "March"], "--earliest March is not a day"),
    ],
)
def test_unfit_metadata_is_refused(args, words, tmp_path):
    """Metadata that cannot be is refused in a sentence, and the record stays as it is."""
    root = begin(tmp_path)
    before = (root / "seeds" / "a_lake_league.ttl").read_bytes()
    done = run("--holdings", root, "seeds", "record", root / "articles" / "a_lake_league.txt", *args)

    assert (2, True) == (done.exit_code, words in done.stderr)
    assert before == (root / "seeds" / "a_lake_league.ttl").read_bytes()


@pytest.mark.parametrize(
    ("name", "words"),
    [("a_other.txt", "already records an article of this key"), ("my news.txt", "gives the article no short key")],
)
def test_unfit_file_name_is_refused(name, words, tmp_path):
    """Two articles cannot share a key, and a key is made of letters and digits."""
    root = begin(tmp_path)
    (root / "articles" / name).write_text(TEXT)
    done = run("--holdings", root, "seeds", "record", root / "articles" / name)

    assert (2, True) == (done.exit_code, words in done.stderr)


def test_changed_text_is_told(tmp_path):
    """Recording a text that is not the recorded one says so."""
    root = begin(tmp_path)
    article = root / "articles" / "a_lake_league.txt"
    article.write_text(article.read_text() + "More.\n")
    done = run("--holdings", root, "seeds", "record", article)

    assert "the text is not the one that was recorded before" in done.stderr


def test_list_says_what_is_at_hand(tmp_path):
    """`foedus seeds list` says of each article whether its text is at hand."""
    root = begin(tmp_path)
    (root / "articles" / "a_lake_league.txt").unlink()

    assert "no" == run("--holdings", root, "seeds", "list").stdout.split()[-1]


# the articles belong to their publishers and are not everywhere at hand
@pytest.mark.skipif(not FILES, reason="the articles are not at hand")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:3])
def test_recording_ours_again_changes_nothing(file, tmp_path):
    """Recording each of the five articles again gives the bytes that are in seeds/."""
    name = f"{file.stem}.ttl"
    ours = shipped().root / "seeds" / name
    (tmp_path / "graph").mkdir()
    (tmp_path / "seeds").mkdir()
    shutil.copy(ours, tmp_path / "seeds" / name)
    done = run("--holdings", tmp_path, "seeds", "record", file)

    assert (0, True) == (done.exit_code, (tmp_path / "seeds" / name).read_bytes() == ours.read_bytes())


def test_no_record_holds_article_text():
    """No literal of seeds/ is longer than a title or a date."""
    holdings = shipped()
    facts = [fact for path in holdings.files("seeds") for fact in read_file(path, path.name)]
    literals = [fact.quad.object.value for fact in facts if hasattr(fact.quad.object, "datatype")]

    assert [] == [words for words in literals if len(words.split()) > 25]
