"""Keeps answers small enough for a model to read: the only module that knows how many bytes one may have."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, TypeVar

from foedus.facts import CouldNotDo

#: Bytes of an answer's items as JSON.
MOST = 100_000
#: Items that may be asked for at once, and how many come where nobody says.
LARGEST, USUAL = 100, 20

Item = TypeVar("Item")


def judge(limit: int, offset: int = 0) -> None:
    """Refuse a number of items that is none; raises CouldNotDo."""
    if not 1 <= limit <= LARGEST:
        raise CouldNotDo(f"limit must be from 1 to {LARGEST}, not {limit}")
    if offset < 0:
        raise CouldNotDo(f"offset must be 0 or more, not {offset}")


def size(item: Any) -> int:
    """Give the bytes of an item, a dataclass, as JSON."""
    return len(json.dumps(asdict(item), ensure_ascii=False).encode())


def fitting(items: Iterable[Item]) -> Iterator[Item]:
    """Give items until they would be too large together; raises CouldNotDo where the first one is so alone."""
    used = 0
    for item in items:
        used += size(item)
        if used > MOST:
            if used == size(item):
                raise one_is_too_large()
            return
        yield item


def one_is_too_large() -> CouldNotDo:
    """Refuse where a part cannot be left out."""
    return CouldNotDo(f"one item alone has more than {MOST:,} bytes; select less of it")
