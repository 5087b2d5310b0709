"""Findings as an Atom feed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

from pipeline.telling.finding import Finding

_ATOM = "http://www.w3.org/2005/Atom"


def write_atom(findings: Sequence[Finding], desk_url: str, now: datetime) -> str:
    """The newest 100 findings, newest first. Ids are made of change_id and never change."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "id", "tag:pactwatch,2026:changes")
    _add(feed, "title", "pactwatch: changes")
    newest = sorted(findings, key=lambda finding: -finding.change_id)[:100]
    _add(feed, "updated", _stamp(newest[0].found_at if newest else now))
    author = etree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", "pactwatch")
    for finding in newest:
        entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"tag:pactwatch,2026:changes/{finding.change_id}")
        _add(entry, "title", _plain(finding.title))
        _add(entry, "updated", _stamp(finding.found_at))
        address = f"{desk_url.rstrip('/')}/desk/changes/{finding.change_id}" if desk_url else finding.page_url
        etree.SubElement(entry, f"{{{_ATOM}}}link", href=address)
        etree.SubElement(entry, f"{{{_ATOM}}}category", term=str(finding.kind))
        _add(entry, "summary", _plain(f"{finding.kind}: {finding.summary}"))
    return str(etree.tostring(feed, pretty_print=True, encoding="unicode"))


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _plain(text: str) -> str:
    """Text that XML can hold."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
