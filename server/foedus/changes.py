"""Asks git which files a change touches: the only module that runs git."""

import subprocess
from pathlib import Path

from foedus.facts import CouldNotDo

_ASKED = ("git", "--no-optional-locks", "-c", "core.quotePath=off")


def since(revision: str, folder: Path) -> set[Path]:
    """Give the files of a checkout that differ from a revision, those that git does not know yet included.

    Raises CouldNotDo where the folder is no checkout, git is missing or the revision is not known.
    """
    top = Path(_answer(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    if revision.startswith("-"):
        raise CouldNotDo(f"{revision} is no revision: name a commit, a branch or a tag")
    commit = _answer(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    changed = _answer(top, "diff", "--name-only", "-z", commit)
    unknown = _answer(top, "ls-files", "--others", "--exclude-standard", "-z")
    return {top / name.decode("utf-8", "surrogateescape") for name in (changed + unknown).split(b"\0") if name}


def archive(revision: str, folder: Path, paths: tuple[str, ...]) -> bytes:
    """Give some of the paths that a folder held at a revision as a tar file; those that it lacked are left out.

    Raises CouldNotDo as above.
    """
    top = Path(_answer(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    if revision.startswith("-"):
        raise CouldNotDo(f"{revision} is no revision: name a commit, a branch or a tag")
    commit = _answer(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    tree = f"{commit}:{_answer(folder, 'rev-parse', '--show-prefix').decode().rstrip()}"
    there = _answer(top, "ls-tree", "--name-only", tree).decode().splitlines()
    return _answer(top, "archive", "--format=tar", tree, *(path for path in paths if path in there))


def content(revision: str, file: Path) -> bytes | None:
    """Give what a file held at a revision, or None where it was not there."""
    folder, name = file.resolve().parent, file.name
    listed = _answer(folder, "ls-tree", "--name-only", "-z", f"{revision}^{{commit}}", f"./{name}")
    return _answer(folder, "show", f"{revision}^{{commit}}:./{name}") if listed else None


def _answer(folder: Path, *words: str) -> bytes:
    try:
        done = subprocess.run([*_ASKED, *words], cwd=folder, capture_output=True, check=False)  # noqa: S603 - no shell, and options are refused above
    except FileNotFoundError:
        raise CouldNotDo("git is not installed, so no change can be found; leave out --since and --changed") from None
    if done.returncode == 0:
        return done.stdout
    if words[0] == "rev-parse" and "--verify" in words:
        name = words[-1].removesuffix("^{commit}")
        raise CouldNotDo(f"git knows no revision {name}; fetch it (fetch-depth: 0 in a workflow), or name another")
    reason = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
    raise CouldNotDo(f"git cannot tell what changed in {folder}: {reason[-1]}")
