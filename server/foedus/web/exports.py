"""The served graph in every form, each written when it is first asked for and kept in a file of its own."""

from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from foedus.export import Selection, form_of
from foedus.library import Built, selected


class Exports:
    """Writes forms of one graph, one at a time; the files go with it."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._lock = Lock()
        self._folder = TemporaryDirectory(prefix="foedus-")

    @cached_property
    def _selection(self) -> Selection:
        return selected(self._built)

    def path(self, name: str) -> Path:
        """Give the file of a form; raises CouldNotDo where there is no such form."""
        path = Path(self._folder.name) / name
        with self._lock:
            if not path.is_file():
                beside = path.with_suffix(".new")
                with beside.open("wb") as file:
                    file.writelines(form_of(name).write(self._selection))
                beside.rename(path)
        return path
