"""A PDF of plain English lines, written by hand: what an office puts beside its page as an annex.

Pure.
"""

from collections.abc import Sequence

LINES_A_PAGE = 44


def write_pdf(title: str, lines: Sequence[str], *, made: str) -> bytes:
    """A PDF in Helvetica, one line of text a line. made: 'YYYYMMDDHHMMSS', its creation date.

    Characters beyond Latin-1 become question marks: the fourteen standard fonts have no others.
    """
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)] or [[]]
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    objects.append(
        f"<< /Title ({_escape(title)}) /CreationDate (D:{made}) /Producer (annex) >>".encode("latin-1", "replace")
    )
    kids = []
    for page in pages:
        shown = "\n".join(f"({_escape(line)}) Tj T*" for line in page)
        stream = f"BT /F1 11 Tf 15 TL 56 786 Td\n{shown}\nET".encode("latin-1", "replace")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % content
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _assemble(objects)


def _assemble(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
