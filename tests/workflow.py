"""Runs the steps of our action as a runner of workflows does: inputs and contexts put in, each `run` by bash."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


@dataclass
class Job:
    """One job: where it stands, where its runner keeps files, and what its steps have told."""

    workspace: Path
    temporary: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """The job summary."""
        file = self.temporary / "summary.md"
        return file.read_text("utf-8") if file.is_file() else ""

    def step(self, number: int, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run the script of a step with these inputs, their defaults for the rest."""
        step = ACTION["runs"]["steps"][number]
        given = {name: about.get("default", "") for name, about in ACTION["inputs"].items()}
        values = {f"inputs.{name}": value for name, value in {**given, **_dashed(inputs)}.items()}
        values["github.action_path"] = str(ROOT)
        told = self.temporary / "output"
        told.write_text("")
        variables = {
            **os.environ,
            **{name: _EXPRESSION.sub(lambda found: values[found[1]], text) for name, text in step["env"].items()},
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(told),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary.md"),
            **self.environment,
        }
        script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(script, cwd=self.workspace, env=variables, capture_output=True, text=True, check=False)
        self.outputs = dict(line.split("=", 1) for line in told.read_text().splitlines())
        return done


def _dashed(inputs: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in inputs.items()}
