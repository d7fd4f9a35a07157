"""The baseline: findings that are known already, by their fingerprints, so that only new ones fail."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from foedus.facts import CouldNotDo, Origin
from foedus.reports.verdict import Told

_VERSION = 1


def read(content: bytes, name: str) -> Counter[str]:
    """Read how often each fingerprint is known; raises CouldNotDo for what `--write-baseline` did not write."""
    try:
        said = json.loads(content)
        rows = {_VERSION: said["findings"]}[said["version"]]
        return Counter({str(row["fingerprint"]): int(row["count"]) for row in rows})
    except (ValueError, TypeError, KeyError, AttributeError):
        sentence = "this is no baseline that foedus can read: write it anew with --write-baseline"
        raise CouldNotDo(sentence, Origin(name)) from None


def marked(told: Iterable[Told], known: Counter[str]) -> tuple[list[Told], int]:
    """Mark what is known, and count what is known but no longer found; of equal findings as many as were known."""
    left, marks = Counter(known), []
    for one in told:
        fingerprint = one.fingerprint
        marks.append(replace(one, known=left[fingerprint] > 0))
        left[fingerprint] -= 1
    return marks, sum(count for count in left.values() if count > 0)


def write(told: Iterable[Told]) -> bytes:
    """Write a baseline of these findings: a line for each, in steady order, so that a change of it reads well."""
    counts: Counter[str] = Counter()
    rows: dict[str, dict[str, object]] = {}
    for one in told:
        finding, fingerprint = one.finding, one.fingerprint
        counts[fingerprint] += 1
        about = {"rule": finding.rule, "focus": finding.focus, "path": finding.path, "value": finding.value}
        rows.setdefault(fingerprint, {"fingerprint": fingerprint, **about})
    said = [row | {"count": counts[fingerprint]} for fingerprint, row in rows.items()]
    said.sort(key=lambda row: [str(row[key] or "") for key in ("rule", "focus", "path", "value", "fingerprint")])
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in said)
    return f'{{"version": {_VERSION}, "findings": [\n{lines}\n]}}\n'.encode()
