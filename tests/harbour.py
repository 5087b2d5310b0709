"""Pages made for the tests of changes: one text of a harbour office, in two templates."""

from pipeline.comparing.changes import PageEvidence, compare_documents
from pipeline.model import Document
from pipeline.reading.extract import extract_document

TEXT = [
    "The Harbour Data Office opened its second shared laboratory at the old tram depot.",
    "Up to 40 small firms may apply for a place in the first year, for eighteen months each.",
    "The fee is HK$15 million in total, of which the office bears two thirds.",
    "Applications close on 27 September 2026, and late ones are not accepted.",
    "A second call for applications is planned for the following spring.",
    "Dr Lam said that firms from both sides of the river would share the equipment.",
]
EDITED = [*TEXT[:2], "The fee is HK$16 million in total, of which the office bears two thirds.", *TEXT[3:]]


def page(text: list[str], *extra: str, title: str = "Laboratory opens", shell: str = "{}") -> Document:
    body = "".join(f"<p>{line}</p>" for line in text) + "".join(extra)
    article = shell.format(f"<article><h1>{title}</h1>{body}</article>")
    return extract_document(
        f"<html><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>{article}</body></html>".encode(),
        media_type="text/html",
        charset="utf-8",
    )


def rebuilt(text: list[str], *extra: str, title: str = "Laboratory opens") -> Document:
    body = "".join(f"<div class=abs>{line}</div>" for line in text) + "".join(extra)
    html = f"<html><head><title>{title}</title></head><body><div class=kopf><a href=/>Start</a></div><div class=story><h2>{title}</h2>{body}</div></body></html>"
    return extract_document(html.encode(), media_type="text/html", charset="utf-8")


def numbered(number: int) -> list[str]:
    return [f"{line[:-1]} in quarter {number}." for line in TEXT]


def edits_of(one: Document, other: Document) -> list[tuple[str, str, str, str]]:
    return [(e.field.value, e.op.value, e.before, e.after) for e in compare_documents(one, other).edits]


def seen(page_id: int, old: list[Document], new: list[Document]) -> PageEvidence:
    return PageEvidence(page_id=page_id, old=tuple(old), new=tuple(new))
