"""A real SMTP server on loopback with faults by name, for whoever sends mail in a test.

with SmtpServer(Greylist()) as server:
    send_message(eml, smtp=server.config(), recipient="a@example.org")
    server.messages  # what was taken, and what was taken without an answer
"""

import asyncio
import socket
import ssl
import threading
import warnings
from collections import Counter
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pipeline.config import SmtpConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message as it came over the wire (dots undone). answered: False = the sender never heard 250."""

    mail_from: str
    rcpt_to: tuple[str, ...]
    data: bytes
    answered: bool = True


class Fault:
    """No fault: everything is taken."""

    answers = True

    def on_mail(self) -> str | None:
        return None

    def on_rcpt(self, address: str) -> str | None:
        return None

    def on_data(self) -> str | None:
        return None

    def drops(self) -> bool:
        return False


class Refuse(Fault):
    """A permanent no: at 'mail', 'rcpt' or 'data'."""

    def __init__(self, at: str = "rcpt", code: int = 550) -> None:
        self.at, self.code = at, code

    def _say(self, at: str) -> str | None:
        return f"{self.code} 5.1.1 no such mailbox here" if at == self.at else None

    def on_mail(self) -> str | None:
        return self._say("mail")

    def on_rcpt(self, address: str) -> str | None:
        return self._say("rcpt")

    def on_data(self) -> str | None:
        return self._say("data")


class Greylist(Fault):
    """Each address is put off `times` times, then taken."""

    def __init__(self, times: int = 1) -> None:
        self.times, self.seen = times, Counter[str]()

    def on_rcpt(self, address: str) -> str | None:
        self.seen[address] += 1
        return "451 4.7.1 greylisted, come back later" if self.seen[address] <= self.times else None


class Hang(Fault):
    """Never answers: from the first moment ('greeting') or after the whole message ('data')."""

    def __init__(self, at: str = "greeting") -> None:
        self.at = at
        self.answers = at != "greeting"


class DropAfterData(Fault):
    """Takes the whole message, keeps it, and closes before 250; the first `times` messages only."""

    def __init__(self, times: int = 1_000_000) -> None:
        self.left = times

    def drops(self) -> bool:
        self.left -= 1
        return self.left >= 0


class AuthRequired(Fault):
    """Takes nothing without this login."""

    def __init__(self, username: str = "pactwatch", password: str = "correct horse") -> None:
        self.username, self.password = username, password


class NoStarttls(Fault):
    """Offers no STARTTLS (as every server here that was given no certificate)."""


class _Handler:
    def __init__(self, fault: Fault, messages: list[Received]) -> None:
        self.fault, self.messages = fault, messages

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refused = self.fault.on_mail()
        if refused is None:
            envelope.mail_from = address
        return refused or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refused = self.fault.on_rcpt(address)
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        refused = self.fault.on_data()
        if refused:
            return refused
        drops = self.fault.drops()
        hangs = isinstance(self.fault, Hang) and self.fault.at == "data"
        self.messages.append(
            Received(
                mail_from=envelope.mail_from or "",
                rcpt_to=tuple(envelope.rcpt_tos),
                data=bytes(envelope.content or b""),
                answered=not (drops or hangs),
            )
        )
        if drops:
            server.transport.abort()
        if hangs:
            await asyncio.sleep(3600)
        return "250 taken"


class SmtpServer:
    """Listens on 127.0.0.1 and a free port while the context is open."""

    def __init__(self, fault: Fault | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.fault = fault or Fault()
        self.messages: list[Received] = []
        self.host, self.port = "127.0.0.1", 0
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    def config(self, **keys: Any) -> SmtpConfig:
        """The [smtp] table that leads here; keys replace its values."""
        return SmtpConfig(
            **{
                "host": self.host,
                "port": self.port,
                "starttls": self._tls is not None,
                "sender": "pactwatch <pactwatch@example.org>",
                "timeout": 5.0,
                **keys,
            }
        )

    def _protocol(self) -> asyncio.BaseProtocol:
        if not self.fault.answers:
            return asyncio.Protocol()
        keys: dict[str, Any] = {"hostname": "mail.test", "loop": self._loop, "tls_context": self._tls}
        if isinstance(self.fault, AuthRequired):
            keys |= {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": False}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a login without TLS: on loopback it is meant
            return SMTP(_Handler(self.fault, self.messages), **keys)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        fault = self.fault
        assert isinstance(fault, AuthRequired)
        right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (
            fault.username,
            fault.password,
        )
        return AuthResult(success=right, handled=False)

    def __enter__(self) -> "SmtpServer":
        self._thread.start()
        listener = socket.create_server((self.host, 0))
        self.port = listener.getsockname()[1]
        start = self._loop.create_server(self._protocol, sock=listener)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)
