"""PDFs give their text; what is none says so."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import UnreadableBody
from pipeline.model import Document, Outcome, Precision, PrintedDate
from pipeline.reading.extract import extract_document


def make_pdf(*pages: tuple[str, ...], title: str = "") -> bytes:
    """A PDF with one line of Helvetica per string."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj 0 -18 Td " for line in lines)
        stream = f"BT /F1 12 Tf 50 780 Td {shown}ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< /Title ({title}) >>")
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    start = len(body)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{start}\n%%EOF"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


MEMO = (
    "Memorandum on data",
    "12 April 2026",
    "The two sides will explore how personal data may flow safely across the",
    "boundary within the bay area from the first day of June.",
    "A working group meets twice a year.",
    "1",
)


def test_a_pdf_gives_its_lines_joined_to_paragraphs() -> None:
    document = extract_document(make_pdf(MEMO), media_type="application/pdf")
    assert document == Document(
        title="Memorandum on data",
        text="Memorandum on data\n12 April 2026\nThe two sides will explore how personal data may flow safely across the "
        "boundary within the bay area from the first day of June.\nA working group meets twice a year.",
        language="en",
        published=PrintedDate(at=datetime(2026, 4, 11, 16, tzinfo=UTC), precision=Precision.DAY, shown="2026-04-12", literal="12 April 2026"),
        lead="The two sides will explore how personal data may flow safely across the boundary within the bay area from the first day of June.",
    )  # fmt: skip


def test_a_pdf_is_known_by_its_first_bytes_whatever_is_declared() -> None:
    assert extract_document(make_pdf(MEMO), media_type="text/html").title == "Memorandum on data"


def test_the_title_of_the_file_counts_where_the_text_repeats_it() -> None:
    named = make_pdf(("For discussion", *MEMO), title="Memorandum on data")
    assert extract_document(named).title == "Memorandum on data"
    assert extract_document(make_pdf(MEMO, title="Microsoft Word - draft.docx")).title == "Memorandum on data"


def test_running_heads_and_page_numbers_are_no_text() -> None:
    pages = [
        ("Paper CB 2", f"Paragraph number {word} says something of its own.", f"Page {word}")
        for word in ("one", "two", "three", "four")
    ]
    assert "Paper CB 2" not in extract_document(make_pdf(*pages)).text


def test_a_scan_without_text_is_empty_not_an_error() -> None:
    document = extract_document(make_pdf(()))
    assert (document.outcome, document.text, document.low_confidence) == (Outcome.EMPTY, "", True)


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7 but nothing more", b"<html>Not found</html>", make_pdf(MEMO)[:120]], ids=["torn", "html", "cut"]
)
def test_a_pdf_that_is_none_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableBody, match=r"paper\.pdf: not a PDF"):
        extract_document(body, media_type="application/pdf", url="https://example.org/paper.pdf")
