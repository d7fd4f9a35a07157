"""Fetches the editor of /query before a package is built, so that who installs the package needs no npm."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FETCH = ("npm", "ci", "--ignore-scripts", "--silent", "--no-audit", "--no-fund", "--fetch-retries=0")
_COPY = ("npm", "run", "--silent", "copy")


class Editor(BuildHookInterface[Any]):
    """Runs for sdist and wheel; a wheel from an sdist finds the files in it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Fetch the files unless they are there; a package without them shows the plain form."""
        static = Path(self.root) / "server" / "foedus" / "web" / "static"
        if version == "editable" or any(static.glob("vendor/yasgui-*")):
            return
        try:
            if not shutil.which("npm"):
                raise FileNotFoundError("there is no npm")
            for command in (_FETCH, _COPY):
                subprocess.run(command, cwd=Path(self.root) / "server" / "editor", check=True)  # noqa: S603 - fixed words
        except (OSError, subprocess.CalledProcessError) as error:
            self.app.display_warning(f"the package lacks the editor of /query, which shows its plain form: {error}")
