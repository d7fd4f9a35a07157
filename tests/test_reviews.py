"""Conflicts are told, judged and shown: the list, the reviews, what validation says of them, and their page."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from disputes import WORLD, claim, day
from foedus import conflicts
from foedus.facts import CouldNotDo
from foedus.ledger import claim_hash
from foedus.library import Built, validate
from foedus.terms import concept
from foedus.web.application import create_app
from samples import NAMES
from starting import run

Press = Callable[..., Built]
ONE, OTHER = NAMES.iri("claim", "A-001"), NAMES.iri("claim", "B-001")
BECAUSE = {"en": "The words differ.", "it": "Le parole differiscono."}
SAID = claim("B-002", "id:statement-B-01 a f:Statement ; f:speaker id:ada .")
MAY, JUNE = (
    f"id:fair f:time id:{c}-time-1 . {day(c, d)}" for c, d in (("A-001", "2031-05-01"), ("B-001", "2031-06-01"))
)
RIVALS = WORLD + claim("A-001", MAY) + SAID + claim("B-001", JUNE, voice="id:statement-B-01")


def judged(built: Built, resolution: str, day_: date = date(2031, 7, 1), **extra: object) -> str:
    """Write a review of the only conflict, as Turtle."""
    told = conflicts.tell(built.index, built.view)[0]
    hashes = {side.claim: claim_hash(built.index, side.claim) for side in told.sides}
    reader = NAMES.iri("id", "maintainers")
    quads = conflicts.review(
        told, NAMES, hashes, resolution=resolution, because=BECAUSE, reader=reader, day=day_, **extra
    )
    return "".join(f"{quad} .\n" for quad in quads)


def told_again(press: Press, resolution: str, rivals: str = RIVALS) -> conflicts.Conflict:
    """Judge the only conflict and tell it again; ``rivals`` is what its claims have become since."""
    built = press(rivals + judged(press(RIVALS), resolution))
    return conflicts.tell(built.index, built.view)[0]


def test_a_conflict_tells_both_sides(press: Press) -> None:
    """Each side of a conflict has its claim, its speaker or the article itself, and its words."""
    built = press(RIVALS)
    told = conflicts.tell(built.index, built.view)

    assert [(ONE, []), (OTHER, [NAMES.iri("id", "ada")])] == [(s.claim, s.speakers) for s in told[0].sides]
    assert [[(NAMES.iri("article", "A"), "in words")], [(NAMES.iri("article", "B"), "in other words")]] == [
        side.quotes for side in told[0].sides
    ]


@pytest.mark.parametrize(
    ("resolution", "standing", "is_open"),
    [("apparent-time", "reviewed", False), ("apparent-modality", "reviewed", False), ("real", "unresolved", True)],
)
def test_a_review_gives_a_conflict_its_state(press: Press, resolution: str, standing: str, is_open: bool) -> None:  # noqa: FBT001 - a row of the table
    """A review resolves a conflict, unless it finds it real: then it stays open."""
    told = told_again(press, resolution)

    assert (concept(standing), is_open) == (told.standing, told.is_open)
    assert [(concept(resolution), BECAUSE, True)] == [(r.resolution, r.because, r.holds) for r in told.reviews]


def test_a_review_lapses_when_a_claim_changes(press: Press) -> None:
    """A review that saw another form of a claim no longer counts, and is told as lapsed."""
    told = told_again(press, "apparent-time", RIVALS.replace('"2031-06-01" .', '"la fine di giugno" .'))

    assert concept("unreviewed") == told.standing
    assert [False] == [review.holds for review in told.reviews]


def test_the_latest_review_counts(press: Press) -> None:
    """Of two reviews that saw the claims as they stand, the later one gives the state."""
    built = press(RIVALS)
    first = judged(built, "real", date(2031, 7, 1))
    again = judged(press(RIVALS + first), "apparent-time", date(2031, 7, 2))
    built = press(RIVALS + first + again)
    told = conflicts.tell(built.index, built.view)[0]

    assert concept("reviewed") == told.standing
    assert [False, True] == [review.holds for review in told.reviews]


@pytest.mark.parametrize(
    ("resolution", "admits"),
    [("one-side-admitted", []), ("real", [ONE]), ("one-side-admitted", [NAMES.iri("claim", "X")])],
)
def test_a_review_admits_a_side_or_none(press: Press, resolution: str, admits: list[object]) -> None:
    """A review names the claim that stands where it admits one side, and only a claim of its conflict."""
    with pytest.raises(CouldNotDo, match="name with --admits a claim of this conflict"):
        judged(press(RIVALS), resolution, admits=admits)


def test_an_admitted_speaker_removes_nothing(press: Press) -> None:
    """A review that admits a speaker's words leaves what the article says in its own voice in the view."""
    built = press(RIVALS + judged(press(RIVALS), "one-side-admitted", admits=[OTHER]))

    assert [NAMES.iri("id", "A-001-time-1")] == built.view.values(NAMES.iri("id", "fair"), NAMES.expand("f:time"))


def test_an_unreviewed_conflict_is_found(press: Press) -> None:
    """A conflict that nobody judged is a violation that names the conflict, its kind, its claims and their lines."""
    built = press(RIVALS)
    found = conflicts.unreviewed(built.index, built.view, NAMES)

    assert [("unreviewed-conflict", "c:times", "violation")] == [(f.rule, f.value, f.severity) for f in found]
    assert "claim:A-001 at graph/claims/x.trig:" in found[0].message
    assert "claim:B-001 at graph/claims/x.trig:" in found[0].message


def test_validation_fails_on_an_unreviewed_conflict(press: Press) -> None:
    """`foedus validate` is told of a new conflict until somebody judges it."""
    new, known = press(RIVALS), press(RIVALS + judged(press(RIVALS), "real"))
    rules = [{finding.rule for finding in validate(built).findings} for built in (new, known)]

    assert [True, False] == ["unreviewed-conflict" in found for found in rules]


@pytest.mark.parametrize("resolution", ["real", "apparent-wording"])
def test_a_reviewed_conflict_is_not_found(press: Press, resolution: str) -> None:
    """A conflict that was judged, real ones included, is no finding."""
    built = press(RIVALS + judged(press(RIVALS), resolution))

    assert [] == conflicts.unreviewed(built.index, built.view, NAMES)


def test_a_lapsed_review_is_said(press: Press) -> None:
    """Where a review lapsed, the finding says so."""
    changed = RIVALS.replace('"2031-06-01" .', '"la fine di giugno" .')
    built = press(changed + judged(press(RIVALS), "real"))

    assert (
        "its last review saw another form of a claim" in conflicts.unreviewed(built.index, built.view, NAMES)[0].message
    )


def test_a_review_of_nothing_is_said(press: Press) -> None:
    """A review whose conflict is no more is told, and is no violation."""
    built = press(RIVALS.replace("2031-06-01", "2031-05-01") + judged(press(RIVALS), "real"))
    found = conflicts.unreviewed(built.index, built.view, NAMES)

    assert [("review-of-no-conflict", "info")] == [(finding.rule, finding.severity) for finding in found]


def test_the_command_lists_conflicts(press: Press, tmp_path: Path) -> None:
    """`foedus conflicts` tells kind, state, voices and the words of both sides."""
    press(RIVALS)
    shown = run("--holdings", str(tmp_path), "conflicts").stdout

    for part in ("times · speaker against article · derived · open", '"in words" (A)', '"in other words" (B)', "Ada"):
        assert part in shown


def test_the_command_writes_a_review(press: Press, tmp_path: Path) -> None:
    """`foedus conflicts review` writes the hashes as of now into graph/reviews/, and the conflict is judged."""
    built = press(RIVALS)
    name = NAMES.local(conflicts.tell(built.index, built.view)[0].conflict)
    wrote = run(
        *("--holdings", str(tmp_path), "conflicts", "review", name[:6], "--resolution", "apparent-wording"),
        *("--because", BECAUSE["en"], "--because-it", BECAUSE["it"], "--date", "2031-07-01"),
    )
    shown = run("--holdings", str(tmp_path), "conflicts").stdout

    assert (0, True) == (wrote.exit_code, (tmp_path / "graph" / "reviews" / "A-B.ttl").is_file())
    assert "resolved by review" in shown
    assert "2031-07-01: apparent: wording. The words differ." in shown


def test_the_command_lists_only_open_conflicts(press: Press, tmp_path: Path) -> None:
    """`--open` leaves out what a review resolved, `--unreviewed` also what one found real."""
    press(RIVALS + judged(press(RIVALS), "real"))
    root = ("--holdings", str(tmp_path))

    assert "open after review" in run(*root, "conflicts", "--open").stdout
    assert "" == run(*root, "conflicts", "--unreviewed", "--quiet").stdout


def test_an_unknown_conflict_is_refused(press: Press, tmp_path: Path) -> None:
    """Judging a conflict that is not there says so and where the names are."""
    press(RIVALS)
    done = run(
        *("--holdings", str(tmp_path), "conflicts", "review", "nothing", "--resolution", "real"),
        *("--because", "x", "--because-it", "x"),
    )

    assert 2 == done.exit_code
    assert "there is no conflict nothing; `foedus conflicts` names them all" in done.stderr


def test_the_page_shows_both_sides(press: Press) -> None:
    """The page of conflicts has the words of both sides, their voices, kind and state, and the reason of the review."""
    page = create_app(press(RIVALS + judged(press(RIVALS), "real"))).test_client().get("/conflicts").text

    for part in (
        "times</a>: open after review",
        "speaker against article",
        "in words",
        "in other words",
        "Ada",
        BECAUSE["en"],
    ):
        assert part in page
    assert '<a href="/conflicts" aria-current="page">' in page


def test_the_page_of_no_conflicts_says_so(press: Press) -> None:
    """Where nothing conflicts, the page says that there are none."""
    assert "There are none." in create_app(press(WORLD)).test_client().get("/conflicts").text
