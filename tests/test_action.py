"""A stranger's repository, checked by our action in a fresh environment, as its workflow would have it done."""

import json
import re
from pathlib import Path

import pytest
import yaml
from boatyard import NOTATION, TOOLS, copied, edit
from workflow import ACTION, ROOT, Job

INSTALL, VALIDATE, UPLOAD = range(3)
REUSABLE = yaml.safe_load((ROOT / ".github/workflows/validate.yml").read_text("utf-8"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install foedus as the action's first step does: a wheel built from the checkout, in an environment of its own."""
    folder = tmp_path_factory.mktemp("runner")
    done = Job(folder, folder).step(INSTALL)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return folder


@pytest.fixture
def job(runner: Path, tmp_path: Path) -> Job:
    """Give a job that has checked out the stranger's repository."""
    (runner / "summary.md").unlink(missing_ok=True)
    return Job(copied(tmp_path), runner)


def test_a_sound_repository_passes(job: Job) -> None:
    """The settings of the repository alone are enough, and the summary says that it conforms."""
    done = job.step(VALIDATE)

    assert (0, "0") == (done.returncode, job.outputs["exit-code"]), done.stderr
    assert job.summary.startswith("## Conforms")
    assert [] == json.loads(Path(job.outputs["sarif"]).read_text())["runs"][0]["results"]


def test_a_fault_is_annotated_on_its_line(job: Job) -> None:
    """A fault fails the step with an annotation on its line, a row in the summary and a result in the SARIF."""
    edit(job.workspace, TOOLS, *NOTATION)
    done = job.step(VALIDATE)
    result = json.loads(Path(job.outputs["sarif"]).read_text())["runs"][0]["results"][0]

    assert (1, "1") == (done.returncode, job.outputs["exit-code"])
    assert done.stdout.startswith(f"::error file={TOOLS},line=16,col=19,endColumn=23,title=Pattern::")
    assert "A notation is a capital letter and digits." in job.summary
    assert 16 == result["locations"][0]["physicalLocation"]["region"]["startLine"]


def test_inputs_reach_the_command(job: Job) -> None:
    """Paths, shapes, baseline, severity and further forms are what the inputs say, and a space parts them."""
    edit(job.workspace, TOOLS, *NOTATION)
    (job.workspace / "foedus.toml").unlink()
    given = {"paths": "vocabulary/*.ttl vocabulary", "shapes": "shapes\n", "format": "junit:out/report.xml"}
    codes = [job.step(VALIDATE, **given, fail_on=level).returncode for level in ("violation", "none")]

    assert [1, 0] == codes
    assert (job.workspace / "out" / "report.xml").is_file()


def test_what_cannot_be_checked_fails(job: Job) -> None:
    """A file that does not parse fails the step with 2, is annotated, and leaves no SARIF of an earlier run."""
    job.step(VALIDATE)
    (job.workspace / TOOLS).write_text("<urn:a> <urn:b ")
    done = job.step(VALIDATE)

    assert (2, {"exit-code": "2"}) == (done.returncode, job.outputs)
    assert done.stdout.startswith(f"::error file={TOOLS},line=1,title=could not check::")
    assert "## Could not check" in job.summary


def test_an_input_is_never_run(job: Job) -> None:
    """What stands in an input is a word for the command, never a command of the shell."""
    done = job.step(VALIDATE, paths="$(touch${IFS}hacked) ;touch hacked", shapes="--help")

    assert 2 == done.returncode
    assert not list(job.workspace.glob("hacked*"))


def test_no_input_is_written_into_a_script() -> None:
    """Inputs reach the scripts through the environment only."""
    assert [] == [step["name"] for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")]


def test_sarif_is_uploaded_where_it_was_asked_for() -> None:
    """The upload runs after a failure too, only where it was asked for and there is a file."""
    step = ACTION["runs"]["steps"][UPLOAD]

    assert {"inputs.upload-sarif", "steps.validate.outputs.sarif"} == set(re.findall(r"[a-z]+\.[\w.-]+", step["if"]))
    assert "!cancelled()" in step["if"]
    assert "${{ steps.validate.outputs.sarif }}" == step["with"]["sarif_file"]


def test_the_workflow_hands_every_input_on() -> None:
    """The reusable workflow has the inputs of the action and hands on each of them."""
    given = REUSABLE[True]["workflow_call"]["inputs"]
    handed = REUSABLE["jobs"]["validate"]["steps"][-1]["with"]

    assert set(ACTION["inputs"]) == set(given) == set(handed)
    assert {name: f"${{{{ inputs.{name} }}}}" for name in given} == handed


def test_our_own_graph_is_judged_by_our_own_action(runner: Path) -> None:
    """The workflow of this project gives the action inputs that it has, with which our graph conforms."""
    steps = yaml.safe_load((ROOT / ".github/workflows/own-graph.yml").read_text("utf-8"))["jobs"]["graph"]["steps"]
    given = next(step["with"] for step in steps if step.get("uses") == "./")
    job = Job(ROOT, runner)
    done = job.step(VALIDATE, **{name: value for name, value in given.items() if "${{" not in value})

    assert set(given) <= set(ACTION["inputs"])
    assert 0 == done.returncode, done.stdout


def test_the_hook_is_a_command_of_ours() -> None:
    """The hook for pre-commit runs `foedus validate` and is told of no single file."""
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]

    assert ("foedus validate", "python", False) == (hook["entry"], hook["language"], hook["pass_filenames"])
