"""Pages and histories without measure: bounded time and memory from reading to comparing, and an outcome that can be told."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.comparing.changes import PageEvidence, compare_documents, decide
from pipeline.comparing.mask import explain_noise
from pipeline.comparing.noise import Knowledge
from pipeline.model import Document, Outcome
from pipeline.reading.extract import extract_document
from pipeline.store.pages import find_page, list_versions
from pipeline.store.reading import content_mark, last_version, reverted_change
from tests.installation import ROOT
from tests.joined import Told, at, make_document

SAID = "The Harbour Data Office opens a second laboratory at the old tram depot on 4 May 2026."
MORE = "<article><h1>Laboratory opens</h1><p>The fee is HK$500 for each filing, as the office said.</p></article>"
READ = """
import resource, sys
from pipeline.reading.extract import extract_document
from pipeline.store.codec import encode_document, pack_against
document = extract_document(sys.stdin.buffer.read(), media_type="text/html")
print(len(document.blocks), len(pack_against(encode_document(document), document.text.encode())), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def read(body: str) -> Document:
    return extract_document(f"<html><body>{body}</body></html>".encode(), media_type="text/html")


ODD = {
    "10,000 deep": "<div>" * 10_000 + f"<p>{SAID}</p>",
    "one paragraph 5,000 times": f"<p>{SAID}</p>" * 5_000,
    "a table for layout": f"<table><tr><td><table><tr><td>{SAID}</td></tr></table></td><td>Menu</td></tr></table>",
    "right-to-left marks": f"<p>\u202e{SAID}\u202c \u200f\u061c</p>" * 3,
    "20,000 links": "".join(f'<li><a href="/{n}">Headline {n} of the list</a></li>' for n in range(20_000)),
    "20,000 paragraphs": "".join(f"<p>Paragraph {n} says that office {n} moves.</p>" for n in range(20_000)),
}


@pytest.mark.slow
@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_odd_page_is_compared_in_bounded_time_and_a_new_text_is_found(body: str) -> None:
    before, after = read(body), read(body + MORE)
    start = time.process_time()
    found = compare_documents(before, after)
    verdict = decide([PageEvidence(page_id=1, old=(before,), new=(after, after))], Knowledge(version=1)).pages[0]
    explain_noise(after, Knowledge(version=1))
    assert time.process_time() - start < 40
    assert (found.outcome, verdict.outcome) == (Outcome.OK, Outcome.OK)
    assert any("HK$500" in edit.after for edit in found.edits), found.summary
    assert compare_documents(before, before).edits == ()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<script>var a = 'some text';</script>",
        "<frameset><frame src=a></frameset>",
        "<nav><a href=/>Home</a></nav>",
    ],
    ids=["nothing", "only a script", "a frameset", "only a menu"],
)
def test_page_without_text_is_an_outcome_and_never_an_edit(body: str) -> None:
    before = read(f"<main><h1>Laboratory opens</h1>{f'<p>{SAID}</p>' * 4}</main>")
    found = compare_documents(before, read(body))
    assert (found.outcome, found.changed, found.edits) == (Outcome.EMPTY, False, ())


def test_page_of_two_charsets_is_read_by_the_one_that_fits_and_makes_no_edit_by_itself() -> None:
    text = "數字政策辦公室今日公布第二間實驗室的申請辦法，截止日期為2026年10月11日。"
    body = f"<html><head><meta charset=gb2312></head><body><main><h1>申請辦法公布</h1><p>{text}</p>".encode()
    mixed = body + b"<p>\xa4\xa4\xa4\xe5\xb4\xfa\xb8\xd5</p></main></body></html>"
    document = extract_document(mixed, media_type="text/html", charset="gb2312")
    assert text in document.text
    assert compare_documents(document, extract_document(mixed, media_type="text/html", charset="utf-8")).edits == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [f"<p>{SAID}</p>" * 215_000, "".join(f'<li><a href="/{n}">Headline {n}</a></li>' for n in range(200_000))],
    ids=["20 MB", "200,000 links"],
)
def test_huge_page_is_read_in_bounded_memory(body: str) -> None:
    page = f"<html><body>{body}</body></html>".encode()
    ended = subprocess.run(
        [sys.executable, "-c", READ], input=page, cwd=ROOT, capture_output=True, timeout=900, check=True
    )
    blocks, packed, megabytes = map(int, ended.stdout.split())
    assert blocks >= 200_000
    assert packed < len(page)
    assert megabytes < 1_500


@pytest.mark.slow
def test_history_of_3000_versions_costs_a_look_no_more_than_one_of_three(tmp_path: Path) -> None:
    told = Told(tmp_path)
    url = "https://www.digitalpolicy.gov.hk/en/fees/index.html"
    for number in range(3_000):
        fee = f"The fee of the cross-boundary data service is HK${100 + number} for each filing."
        told.tell("hk-dpo", url, make_document("Fees", fee, "en"), at("2026-04-02") + timedelta(hours=number))
    page_id = find_page(told.store, url)["page_id"]
    start = time.process_time()
    last = last_version(told.store, page_id)
    assert last is not None
    assert reverted_change(told.store, page_id, content_mark(last.documents[0]), last.number) is None
    assert time.process_time() - start < 0.5
    assert len(list_versions(told.store, page_id)) == 3_000
