"""A Digest as Internet messages, one a recipient: headers, parts and bytes that are the same every time.

Pure: no clock, no network, no files, no SQL, no logging.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from itertools import pairwise

from pipeline.config import SmtpConfig, Subscriber
from pipeline.errors import ConfigError
from pipeline.telling.digest import Digest
from pipeline.telling.phrases import safe_url, say_cadence
from pipeline.telling.render import render_html, render_text, unsubscribe_mail
from pipeline.telling.words import Words
from pipeline.weighing.excerpt import clean_text

# utf8=False: every header is ASCII, so that no mail server on the way has to know SMTPUTF8.
_POLICY = SMTP.clone(max_line_length=78)


NO_BREAK = "\N{NO-BREAK SPACE}"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one recipient, ready for the outbox. message_id: with its angle brackets."""

    recipient: str
    message_id: str
    eml: bytes


def write_letters(
    digest: Digest, *, subscriber: Subscriber, smtp: SmtpConfig, words: Words, digest_id: int = 0
) -> tuple[Letter, ...]:
    """A Digest as one message for each of the Subscriber's addresses, in their order; the same bytes every time.

    The Message-ID follows from what is told, to whom and until when: it needs no number from the store.
    digest_id: the stored Digest's, for the link to the desk; 0 = a preview.
    """
    text = render_text(digest, subscriber=subscriber, smtp=smtp, words=words, digest_id=digest_id)
    html = render_html(digest, subscriber=subscriber, smtp=smtp, words=words, digest_id=digest_id)
    told = ",".join(str(change_id) for change_id in digest.change_ids)
    letters = []
    for recipient in dict.fromkeys(subscriber.to):
        delivery = _delivery_id(digest.until.astimezone(UTC).isoformat(), told, recipient)
        message = _start(delivery, digest.subject, digest.until, recipient, subscriber, smtp, words)
        _add_parts(message, text, html, words)
        letters.append(_finish(message, recipient))
    return tuple(letters)


def build_test_message(subscriber: Subscriber, *, smtp: SmtpConfig, words: Words, now: datetime) -> tuple[Letter, ...]:
    """A short message to each address that proves the way to it; it tells no finding and moves no cursor."""
    subject = words.say("subject.prefix") + words.say("subject.test", name=subscriber.name)
    letters = []
    for recipient in dict.fromkeys(subscriber.to):
        delivery = _delivery_id("test", now.astimezone(UTC).isoformat(), recipient)
        message = _start(delivery, subject, now, recipient, subscriber, smtp, words)
        cadence = say_cadence(subscriber.cadence, words)
        text = words.say("footer.test", recipient=recipient, cadence=cadence)
        message.set_content(f"{text}\n", charset="utf-8", cte=_encoding(text))
        _set_language(message, words)
        letters.append(_finish(message, recipient))
    return tuple(letters)


def _delivery_id(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def sender_domain(smtp: SmtpConfig) -> str:
    """The domain that speaks in Message-ID, List-Id and EHLO: the sender's, in ASCII."""
    domain = parseaddr(smtp.sender)[1].rpartition("@")[2]
    return _ascii_domain(domain, smtp.sender) or "localhost"


def envelope_sender(smtp: SmtpConfig) -> str:
    """The address to which bounces go, in ASCII."""
    return envelope_address(
        smtp.envelope_from or smtp.sender, "smtp.envelope_from" if smtp.envelope_from else "smtp.from"
    )


def envelope_address(text: str, key: str) -> str:
    """An address as SMTP takes it, in ASCII; ConfigError, which names the key, where it is none."""
    return _address(text, key).addr_spec


def _ascii_domain(domain: str, whole: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ConfigError(
            f"mail address {whole!r}: {domain!r} is no domain name. Correct it in pactwatch.toml."
        ) from None


def _address(text: str, key: str) -> Address:
    """An address as a header takes it; ConfigError where it is none."""
    name, plain = parseaddr(text)
    local, at, domain = plain.rpartition("@")
    if not (at and local and local.isascii()) or _CONTROL.search(text):
        raise ConfigError(f"{key}: {text!r} is no mail address that can be used. Write e.g. pactwatch <a@example.org>.")
    return Address(display_name=_header_text(name), username=local, domain=_ascii_domain(domain, text))


def _header_text(text: str) -> str:
    """A text for a header. '=?' would be read as an encoded word, in which line ends and so headers can hide.

    Two words that are both encoded are joined by a no-break space: the standard library's folding loses a plain one.
    """
    first, *rest = clean_text(text).replace("=?", "= ?").split(" ")
    said = first
    for before, word in pairwise((first, *rest)):
        said += (" " if before.isascii() or word.isascii() else NO_BREAK) + word
    return said


def _start(
    delivery: str,
    subject: str,
    at: datetime,
    recipient: str,
    subscriber: Subscriber,
    smtp: SmtpConfig,
    words: Words,
) -> EmailMessage:
    """A message with all headers but those of its content."""
    domain = sender_domain(smtp)
    local = at.astimezone(words.zone)
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(smtp.sender, "smtp.from")
    message["To"] = _address(recipient, f"subscriber {subscriber.name}: to")
    if smtp.reply_to:
        message["Reply-To"] = _address(smtp.reply_to, "smtp.reply_to")
    message["Subject"] = _header_text(subject)
    message["Date"] = format_datetime(local)
    message["Message-ID"] = f"<digest.{delivery}.{subscriber.name}.{local:%Y%m%d}@{domain}>"
    message["List-Id"] = f"<{subscriber.name}.digest.{domain}>"
    mailto = f"<{unsubscribe_mail(subscriber, smtp)}>"
    url = safe_url(smtp.unsubscribe_url)
    if url and url.startswith("https:") and url.isascii():
        message["List-Unsubscribe"] = f"<{url}>, {mailto}"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    else:
        message["List-Unsubscribe"] = mailto
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF"
    return message


def _add_parts(message: EmailMessage, text: str, html: str, words: Words) -> None:
    message.set_content(text, charset="utf-8", cte=_encoding(text))
    message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
    # '=_' stands in no quoted-printable and '_' in no base64 text: the boundary cannot be forged by a page.
    message.set_boundary(f"=_{sha256(message['Message-ID'].encode()).hexdigest()[:32]}")
    _set_language(message, words)


def _set_language(message: EmailMessage, words: Words) -> None:
    """Set last: adding a part moves the content headers that stand already into that part."""
    message["Content-Language"] = words.language


def _encoding(text: str) -> str:
    """Quoted-printable stays legible for mostly ASCII text; base64 is shorter for Han."""
    foreign = sum(not character.isascii() for character in text)
    return "base64" if foreign * 4 > len(text) else "quoted-printable"


def _finish(message: EmailMessage, recipient: str) -> Letter:
    return Letter(recipient=recipient, message_id=str(message["Message-ID"]), eml=message.as_bytes())
