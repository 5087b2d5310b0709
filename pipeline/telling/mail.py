"""The outbox's edge: hands one message to the mail server and says what became of it.

An edge: the network and the environment (the password). It decides nothing and stores nothing.
"""

import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address

from pipeline.config import SmtpConfig
from pipeline.errors import ConfigError
from pipeline.telling.message import envelope_address, envelope_sender, sender_domain
from pipeline.weighing.excerpt import clean_text, cut_text

IMPLICIT_TLS_PORT = 465


class Handover(StrEnum):
    """What became of one attempt to hand a message over: taken, refused for good, put off, or never answered."""

    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    DEFERRED = "deferred"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The outcome of one attempt and a sentence for the operator: what happened and what to do.

    may_have_arrived: the whole message was sent and no answer came; it is sent again, the same bytes.
    """

    outcome: Handover
    sentence: str
    may_have_arrived: bool = False


# Minutes until the next attempt: soon for a greylist, then rarely; a Digest that is not refused is never given up.
_WAITS = (5, 10, 20, 40, 60, 120, 240, 360)


def next_attempt(outcome: Handover, attempts: int, tried_at: datetime) -> datetime | None:
    """When to try again after this many attempts; None = never: it is handed over, or refused for good."""
    if outcome in (Handover.HANDED_OVER, Handover.REFUSED):
        return None
    wait = _WAITS[min(max(attempts, 1), len(_WAITS)) - 1]
    return tried_at + timedelta(minutes=wait)


def send_message(
    message: bytes, *, smtp: SmtpConfig, recipient: str, environ: Mapping[str, str] | None = None
) -> Receipt:
    """Hand one message to the server for one recipient. Never raises for what a server or the network does.

    environ: where the password is looked up, by default the process's environment.
    """
    password = (os.environ if environ is None else environ).get(smtp.password_env, "")
    where = f"{smtp.host}:{smtp.port}"
    if smtp.username and not password:
        return _failed(f"{where}: the environment variable {smtp.password_env} holds no password for {smtp.username}.")
    if smtp.username and not (smtp.starttls or smtp.port == IMPLICIT_TLS_PORT or _is_loopback(smtp.host)):
        return _failed(f"{where}: the password is not sent without TLS. Set smtp.starttls = true.")
    try:
        sender, reader = envelope_sender(smtp), envelope_address(recipient, "recipient")
    except ConfigError as error:
        return _failed(str(error))
    try:
        server = _connect(smtp)
    except smtplib.SMTPConnectError as error:
        return _answered(error.smtp_code, error.smtp_error, f"{where} does not take connections", _SERVER_REMEDY)
    except ssl.SSLError as error:
        return _failed(f"{where}: TLS failed: {_reason(error)}. {_TLS_REMEDY}")
    except (OSError, smtplib.SMTPException) as error:
        return _failed(f"{where} cannot be reached: {_reason(error)}. Check smtp.host and smtp.port.")
    try:
        return _open_session(server, smtp, password, where) or _hand_over(server, message, sender, reader, where)
    finally:
        _leave(server)


_SERVER_REMEDY = "Check smtp.host and smtp.port, and whether the server lets this machine send."
_TLS_REMEDY = "Check the server's certificate; for a server on this machine smtp.starttls may be false."


def _connect(smtp: SmtpConfig) -> smtplib.SMTP:
    hello = sender_domain(smtp)
    if smtp.port == IMPLICIT_TLS_PORT:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(smtp.host, smtp.port, local_hostname=hello, timeout=smtp.timeout, context=context)
    return smtplib.SMTP(smtp.host, smtp.port, local_hostname=hello, timeout=smtp.timeout)


def _open_session(server: smtplib.SMTP, smtp: SmtpConfig, password: str, where: str) -> Receipt | None:
    """Greet, turn TLS on, log in. None = the session is open."""
    try:
        server.ehlo_or_helo_if_needed()
        if smtp.starttls and smtp.port != IMPLICIT_TLS_PORT:
            if not server.has_extn("starttls"):
                return _failed(f"{where} offers no STARTTLS and nothing was sent. {_TLS_REMEDY}")
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
        if smtp.username:
            server.login(smtp.username, password)
    except smtplib.SMTPAuthenticationError as error:
        answer = _words(error.smtp_error)
        return _failed(
            f"{where} does not accept the login of {smtp.username} ({error.smtp_code} {answer}). "
            f"Check smtp.username and {smtp.password_env}."
        )
    except smtplib.SMTPResponseException as error:
        return _answered(error.smtp_code, error.smtp_error, f"{where} does not open a session", _SERVER_REMEDY)
    except ssl.SSLError as error:
        return _failed(f"{where}: TLS failed: {_reason(error)}. {_TLS_REMEDY}")
    except smtplib.SMTPNotSupportedError:
        return _failed(f"{where} offers no login. Leave smtp.username empty, or name the server's submission port.")
    except (OSError, smtplib.SMTPException) as error:
        return _failed(f"{where} broke off: {_reason(error)}. It is tried again by itself.")
    return None


def _hand_over(server: smtplib.SMTP, message: bytes, sender: str, recipient: str, where: str) -> Receipt:
    """The envelope and the message. From the first byte of the message on, silence means unknown."""
    sent = False
    try:
        code, answer = server.mail(sender)
        if code != 250:
            said = f"{where} does not take mail from {sender}"
            wants_login = "Set smtp.username." if code == 530 else "Check smtp.envelope_from and smtp.from."
            return _answered(code, answer, said, wants_login)
        code, answer = server.rcpt(recipient)
        if code not in (250, 251):
            return _answered(code, answer, f"{where} does not take mail for {recipient}")
        sent = True
        code, answer = server.data(message)
    except smtplib.SMTPDataError as error:
        return _answered(error.smtp_code, error.smtp_error, f"{where} does not take the message for {recipient}")
    except (OSError, smtplib.SMTPException) as error:
        if not sent:
            return _failed(f"{where} broke off: {_reason(error)}. It is tried again by itself.")
        return Receipt(
            outcome=Handover.FAILED,
            may_have_arrived=True,
            sentence=f"{where} took the message for {recipient} and broke off before its answer: {_reason(error)}. "
            "It is sent again with the same Message-ID.",
        )
    if code == 250:
        return Receipt(outcome=Handover.HANDED_OVER, sentence=f"{where} took the message for {recipient}.")
    return _answered(code, answer, f"{where} does not take the message for {recipient}")


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye without waiting for a server that hangs; what was answered before stands."""
    try:
        if server.sock is not None:
            server.sock.settimeout(2.0)
            server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _answered(code: int, answer: bytes | str, what: str, remedy: str = "") -> Receipt:
    """An answer other than yes: 5xx is for good, anything else for now.

    remedy: what an operator can set right so that the same message is taken later; a 5xx is then no refusal of it.
    """
    said = f"{what}: {code} {_words(answer)}."
    if not 500 <= code <= 599:
        return Receipt(outcome=Handover.DEFERRED, sentence=f"{said} It is tried again by itself.")
    if remedy:
        return _failed(f"{said} {remedy}")
    advice = "It is not tried again: correct the address, or ask the server's postmaster."
    return Receipt(outcome=Handover.REFUSED, sentence=f"{said} {advice}")


def _failed(sentence: str) -> Receipt:
    return Receipt(outcome=Handover.FAILED, sentence=sentence)


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return cut_text(clean_text(text), 160).rstrip(".")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer in time"
    return cut_text(clean_text(str(error)), 160).rstrip(".") or type(error).__name__


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
