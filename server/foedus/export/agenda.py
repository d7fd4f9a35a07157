"""Writes events whose days are known as iCalendar: the only user of icalendar (https://www.rfc-editor.org/rfc/rfc5545)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from foedus.export.scope import Selection
from foedus.export.tables import chosen
from foedus.terms import term

if TYPE_CHECKING:
    from icalendar import Event

#: What a calendar may be sure of: what an article says in its own voice to have happened or to go on.
_SURE = ("occurred", "ongoing")


def agenda(selection: Selection) -> Iterator[bytes]:
    """Write an entry for each event and claim that affirms it and gives its first and last day."""
    from icalendar import Calendar  # noqa: PLC0415 - only this form needs it

    calendar = Calendar()
    calendar.add("prodid", "-//foedus//EN")
    calendar.add("version", "2.0")
    for row in chosen(selection, "events").records:
        if row["earliest"] and row["latest"] and row["polarity"] == "affirmed":
            calendar.add_component(_entry(selection, row))
    yield calendar.to_ical()


def _entry(selection: Selection, row: dict[str, str]) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - as above

    own = row["voice"].startswith("article:")
    claim = selection.names.iri("claim", row["claim"])
    entry = Event()
    entry.add("uid", f"{row['event']}.{row['claim']}@{selection.names.base.split('/')[2]}")
    entry.add("dtstamp", _read_on(selection))
    entry.add("summary", row["label_en"] or row["event"])
    entry.add("dtstart", date.fromisoformat(row["earliest"]))
    entry.add("dtend", date.fromisoformat(row["latest"]) + timedelta(days=1))
    entry.add("status", "CONFIRMED" if own and row["factuality"] in _SURE else "TENTATIVE")
    entry.add("categories", [row["class"], row["factuality"]])
    entry.add("description", f"«{row['words']}» ({row['edtf']}, article {row['article']}, {row['voice']})")
    entry.add("url", claim.value)
    if row["place"]:
        entry.add("location", row["place"])
    return entry


def _read_on(selection: Selection) -> datetime:
    """Give the last day on which a claim was read: the entries are as of then, on every run."""
    checks = selection.index.typed(term("Check"))
    days = [selection.index.text(check, term("readOn")) or "" for check in checks]
    return datetime.combine(date.fromisoformat(max(days, default="1970-01-01")), datetime.min.time(), UTC)
