"""A Digest as Internet messages: headers that no page can bend, and the same bytes every time."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import SmtpConfig, Subscriber
from pipeline.errors import ConfigError
from pipeline.model import ChangeKind, Edit, Fact, FactType, Field, Op, PageKind, Tier, Weight
from pipeline.telling.digest import Digest, compose_digest
from pipeline.telling.finding import Finding
from pipeline.telling.mail import Handover, send_message
from pipeline.telling.message import Letter, build_test_message, envelope_sender, write_letters
from pipeline.telling.render import render_html, render_text
from pipeline.telling.words import LANGUAGES, load_words
from tests.findings import SINCE, UNTIL, make_edited, make_finding, rich_blind, rich_findings
from tests.smtp_server import DropAfterData, SmtpServer


def smtp(**keys: Any) -> SmtpConfig:
    return SmtpConfig(**{"sender": "pactwatch <pactwatch@example.org>", "reply_to": "Desk <desk@example.org>", **keys})


def subscriber(**keys: Any) -> Subscriber:
    return Subscriber(**{"name": "team", "to": ("a@example.org",), "weights": ("major", "minor"), **keys})


def compose(*findings: Finding, language: str = "en") -> Digest:
    return compose_digest(
        findings, subscriber=subscriber(), since=SINCE, until=UNTIL, words=load_words(language), blind=rich_blind()
    )


def letters(
    *findings: Finding, language: str = "en", digest_id: int = 12, to: tuple[str, ...] = ("a@example.org",), **keys: Any
) -> tuple[Letter, ...]:
    digest = compose(*findings, language=language)
    reader = subscriber(language=language, to=to)
    return write_letters(digest, subscriber=reader, smtp=smtp(**keys), words=load_words(language), digest_id=digest_id)


def read(letter: Letter) -> EmailMessage:
    message = message_from_bytes(letter.eml, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_headers_of_a_digest() -> None:
    (letter,) = letters(*rich_findings(), language="zh-Hant")
    headers = {name: str(value) for name, value in read(letter).items()}
    boundary = re.search('boundary="([^"]+)"', headers["Content-Type"])
    assert boundary is not None
    assert letter.message_id == headers["Message-ID"]
    headers["Message-ID"] = re.sub(r"digest\.[0-9a-f]{12}\.", "digest.ID.", letter.message_id)
    assert headers == {
        "From": "pactwatch <pactwatch@example.org>",
        "To": "a@example.org",
        "Reply-To": "Desk <desk@example.org>",
        "Subject": "pactwatch：河套數據通道接受申請改為2027年1月15日（另有8項）",
        "Date": "Sun, 22 Nov 2026 08:00:00 +0800",
        "Message-ID": "<digest.ID.team.20261122@example.org>",
        "List-Id": "<team.digest.example.org>",
        "List-Unsubscribe": "<mailto:desk@example.org?subject=unsubscribe%20team>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF",
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary[1]}"',
        "Content-Language": "zh-Hant",
    }
    assert parsedate_to_datetime(headers["Date"]) == UNTIL


@pytest.mark.parametrize(
    ("url", "unsubscribe", "post"),
    [
        (
            "https://example.org/u?t=1",
            "<https://example.org/u?t=1>, <mailto:desk@example.org?subject=unsubscribe%20team>",
            "List-Unsubscribe=One-Click",
        ),
        ("http://example.org/u", "<mailto:desk@example.org?subject=unsubscribe%20team>", None),
        ("", "<mailto:desk@example.org?subject=unsubscribe%20team>", None),
    ],
)
def test_one_click_is_offered_over_https_only(url: str, unsubscribe: str, post: str | None) -> None:
    message = read(letters(make_finding(), unsubscribe_url=url)[0])
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (unsubscribe, post)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_forms_arrive_as_they_were_written(language: str) -> None:
    digest = compose(*rich_findings(), language=language)
    reader, words = subscriber(language=language), load_words(language)
    (letter,) = write_letters(digest, subscriber=reader, smtp=smtp(), words=words, digest_id=12)
    text, html = read(letter).iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    forms = {"subscriber": reader, "smtp": smtp(), "words": words, "digest_id": 12}
    arrived = [part.get_content().replace("\r\n", "\n").rstrip("\n") for part in (text, html)]
    assert arrived == [render_text(digest, **forms).rstrip("\n"), render_html(digest, **forms).rstrip("\n")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_bytes_are_ascii_and_no_line_is_too_long_for_mail(language: str) -> None:
    (letter,) = letters(*rich_findings(), language=language)
    assert letter.eml.isascii()
    lines = letter.eml.split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_the_same_digest_has_the_same_bytes_every_time() -> None:
    assert letters(*rich_findings()) == letters(*reversed(rich_findings()))


def test_each_recipient_gets_a_message_of_their_own() -> None:
    found = letters(make_finding(), to=("a@example.org", "b@example.org", "a@example.org"))
    assert [(letter.recipient, str(read(letter)["To"])) for letter in found] == [
        ("a@example.org",) * 2,
        ("b@example.org",) * 2,
    ]
    assert len({letter.message_id for letter in found}) == 2
    assert all(b"Bcc" not in letter.eml and b"Cc:" not in letter.eml for letter in found)


def test_a_message_id_follows_from_what_is_told_to_whom_and_until_when() -> None:
    digest = compose(make_finding(1))

    def first_id(one: Digest, **keys: Any) -> str:
        return write_letters(one, subscriber=subscriber(**keys), smtp=smtp(), words=load_words("en"))[0].message_id

    others = [
        first_id(compose(make_finding(2))),
        first_id(replace(digest, until=UNTIL + timedelta(seconds=1))),
        first_id(digest, to=("b@example.org",)),
        first_id(digest, name="desk"),
    ]
    assert len({first_id(digest), *others}) == 5
    assert first_id(digest) == first_id(replace(digest, until=UNTIL.astimezone(timezone(timedelta(hours=8)))))


@pytest.mark.parametrize(
    "title",
    [
        "Desk\r\nBcc: thief@example.com",
        "Desk\nContent-Type: text/html\n\n<b>",
        "a\x00\x0b\x0c\x85\u2028Bcc: x@y.z",
        "\u202eBcc: x",
        "=?utf-8?q?=0D=0ABcc:_x@y.z?=",
        "\ud800",
    ],
)
def test_a_title_adds_no_header(title: str) -> None:
    plain = read(letters(make_finding())[0])
    message = read(letters(make_edited(title=title))[0])
    assert message.keys() == plain.keys()
    assert len(str(message["Subject"]).splitlines()) == 1
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@given(title=st.text(max_size=120), quote=st.text(max_size=120), language=st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_any_text_makes_a_message_that_can_be_read_back(title: str, quote: str, language: str) -> None:
    digest = compose(make_finding(title=title, quote=quote), language=language)
    (letter,) = letters(make_finding(title=title, quote=quote), language=language)
    message = read(letter)
    assert str(message["Subject"]).split() == digest.subject.split()
    assert message.defects == []
    assert message_from_bytes(letter.eml, policy=SMTP).as_bytes() == letter.eml


def test_a_space_where_a_long_subject_is_folded_is_not_lost() -> None:
    title = "0 00000¡¡¡𐀀𐀀𐀀𐀀𐀀 ¡ 河套 數據"
    (letter,) = letters(make_finding(title=title))
    assert str(read(letter)["Subject"]).split()[-4:] == compose(make_finding(title=title)).subject.split()[-4:]


texts = st.text(max_size=40)
edits = st.builds(Edit, field=st.sampled_from(Field), op=st.sampled_from(Op), before=texts, after=texts)
facts = st.builds(Fact, type=st.sampled_from(FactType), before=st.none() | texts, after=st.none() | texts)
findings = st.builds(
    make_finding,
    st.integers(1, 50),
    kind=st.sampled_from(ChangeKind),
    weight=st.sampled_from(Weight),
    tier=st.sampled_from(Tier),
    page_kind=st.none() | st.sampled_from(PageKind),
    language=st.none() | texts,
    title=texts,
    quote=st.none() | texts,
    page_url=texts,
    published_shown=st.none() | texts,
    source_names=st.dictionaries(texts, texts, max_size=2),
    areas=st.lists(texts, max_size=2).map(tuple),
    silent=st.booleans(),
    edits=st.lists(edits, max_size=5).map(tuple),
    facts=st.lists(facts, max_size=3).map(tuple),
    story_id=st.none() | st.integers(1, 3),
    page_id=st.none() | st.integers(1, 3),
    reverts_to=st.none() | st.integers(1, 3),
    gone_since=st.none() | st.just(SINCE),
    gone_status=st.none() | st.sampled_from([200, 404]),
    gone_checks=st.none() | st.integers(0, 3),
    moved_from=st.none() | texts,
    score=st.none() | st.floats(0, 1),
)


@given(
    found=st.lists(findings, max_size=12),
    language=st.sampled_from(LANGUAGES),
    desk=st.sampled_from(["", "https://d.example.org"]),
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_found_makes_a_digest(found: list[Finding], language: str, desk: str) -> None:
    (letter,) = letters(*found, language=language, desk_url=desk)
    message = read(letter)
    assert message.defects == []
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_page_cannot_forge_the_boundary() -> None:
    plain = read(letters(make_finding())[0]).get_boundary()
    (letter,) = letters(make_finding(quote=f"x\n--{plain}\nContent-Type: text/html\n--{plain}--"))
    assert [part.get_content_type() for part in read(letter).iter_parts()] == ["text/plain", "text/html"]
    assert letter.eml.count(f"--{plain}".encode()) == 3


@pytest.mark.parametrize(
    ("keys", "to", "message"),
    [
        ({"sender": "nobody"}, "a@example.org", "smtp.from: 'nobody' is no mail address"),
        ({"reply_to": "x@"}, "a@example.org", "smtp.reply_to: 'x@' is no mail address"),
        ({}, "é@example.org", "subscriber team: to: 'é@example.org' is no mail address"),
        ({}, "a@.example..org", "no domain name"),
    ],
)
def test_an_address_that_cannot_be_used_names_its_key(keys: dict[str, Any], to: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        letters(make_finding(), to=(to,), **keys)


def test_names_and_domains_in_other_scripts() -> None:
    message = read(letters(make_finding(), to=("a@數據.香港",), sender="監察 <p@例子.hk>")[0])
    assert (str(message["To"]), str(message["From"])) == (
        "a@xn--6oqx80n.xn--j6w193g".replace("xn--6oqx80n", "數據".encode("idna").decode()),
        f"監察 <p@{'例子.hk'.encode('idna').decode()}>",
    )


def test_bounces_have_their_own_address() -> None:
    assert envelope_sender(smtp()) == "pactwatch@example.org"
    assert envelope_sender(smtp(envelope_from="bounces@example.org")) == "bounces@example.org"


def test_the_date_is_that_of_the_digests_end_in_the_config_zone() -> None:
    digest = replace(compose(make_finding()), until=datetime(2026, 1, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5))))
    (letter,) = write_letters(digest, subscriber=subscriber(), smtp=smtp(), words=load_words("en"), digest_id=1)
    assert read(letter)["Date"] == "Tue, 06 Jan 2026 12:30:00 +0800"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_test_message_says_what_it_proves(language: str) -> None:
    reader = subscriber(language=language, to=("a@example.org", "b@example.org"))
    found = build_test_message(reader, smtp=smtp(), words=load_words(language), now=datetime(2026, 11, 22, tzinfo=UTC))
    assert len({letter.message_id for letter in found}) == 2
    message = read(found[0])
    assert "a@example.org" in message.get_content()
    assert (message.get_content_type(), message["Content-Language"]) == ("text/plain", language)
    assert "team" in message["Subject"]


def test_a_digest_goes_through_a_real_server_and_its_repeat_is_the_same() -> None:
    (letter,) = letters(*rich_findings(), language="zh-Hans")
    with SmtpServer(DropAfterData(times=1)) as server:
        outcomes = [
            send_message(letter.eml, smtp=server.config(), recipient=letter.recipient, environ={}).outcome
            for _ in range(2)
        ]
    assert outcomes == [Handover.FAILED, Handover.HANDED_OVER]
    assert [received.data for received in server.messages] == [letter.eml, letter.eml]
    assert {received.rcpt_to for received in server.messages} == {("a@example.org",)}
