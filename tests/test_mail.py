"""What a mail server can do to a message, and what pactwatch makes of it: outcome, sentence, next attempt."""

import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.config import SmtpConfig
from pipeline.telling.mail import Handover, Receipt, next_attempt, send_message
from tests.smtp_server import AuthRequired, DropAfterData, Fault, Greylist, Hang, NoStarttls, Refuse, SmtpServer

MESSAGE = b"Message-ID: <one@example.org>\r\nSubject: one\r\n\r\nA line.\r\n.\r\n..two dots\r\n"
RECIPIENT = "reader@example.org"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def hand_over(server: SmtpServer, **keys: object) -> Receipt:
    environ = {"PACTWATCH_SMTP_PASSWORD": "correct horse"}
    return send_message(MESSAGE, smtp=server.config(**keys), recipient=RECIPIENT, environ=environ)


def said(receipt: Receipt, server: SmtpServer) -> str:
    return receipt.sentence.replace(f"127.0.0.1:{server.port}", "SERVER")


def test_a_message_is_handed_over_byte_for_byte() -> None:
    with SmtpServer() as server:
        receipt = hand_over(server, envelope_from="bounces@example.org")
        assert receipt == Receipt(
            outcome=Handover.HANDED_OVER, sentence=f"127.0.0.1:{server.port} took the message for {RECIPIENT}."
        )
    (received,) = server.messages
    assert (received.mail_from, received.rcpt_to, received.data) == ("bounces@example.org", (RECIPIENT,), MESSAGE)


def test_bounces_go_to_the_sender_where_no_envelope_address_is_set() -> None:
    with SmtpServer() as server:
        hand_over(server)
    assert server.messages[0].mail_from == "pactwatch@example.org"


@pytest.mark.parametrize(
    ("fault", "outcome", "sentence"),
    [
        pytest.param(
            Refuse("rcpt"),
            Handover.REFUSED,
            "SERVER does not take mail for reader@example.org: 550 5.1.1 no such mailbox here. "
            "It is not tried again: correct the address, or ask the server's postmaster.",
            id="unknown mailbox",
        ),
        pytest.param(
            Refuse("data", 554),
            Handover.REFUSED,
            "SERVER does not take the message for reader@example.org: 554 5.1.1 no such mailbox here. "
            "It is not tried again: correct the address, or ask the server's postmaster.",
            id="content refused",
        ),
        pytest.param(
            Refuse("mail"),
            Handover.FAILED,
            "SERVER does not take mail from pactwatch@example.org: 550 5.1.1 no such mailbox here. "
            "Check smtp.envelope_from and smtp.from.",
            id="sender refused",
        ),
        pytest.param(
            Refuse("data", 452),
            Handover.DEFERRED,
            "SERVER does not take the message for reader@example.org: 452 5.1.1 no such mailbox here. It is tried again by itself.",
            id="no room now",
        ),
        pytest.param(
            Greylist(),
            Handover.DEFERRED,
            "SERVER does not take mail for reader@example.org: 451 4.7.1 greylisted, come back later. It is tried again by itself.",
            id="greylist",
        ),
    ],
)
def test_a_no_is_told_with_what_to_do(fault: Fault, outcome: Handover, sentence: str) -> None:
    with SmtpServer(fault) as server:
        receipt = hand_over(server)
        assert (receipt.outcome, said(receipt, server), receipt.may_have_arrived) == (outcome, sentence, False)
    assert server.messages == []


def test_a_greylisted_message_is_taken_the_second_time() -> None:
    with SmtpServer(Greylist()) as server:
        assert [hand_over(server).outcome for _ in range(2)] == [Handover.DEFERRED, Handover.HANDED_OVER]
    assert len(server.messages) == 1


def test_a_server_that_never_speaks_is_left_after_the_time_out() -> None:
    with SmtpServer(Hang()) as server:
        receipt = hand_over(server, timeout=0.3)
        assert (receipt.outcome, said(receipt, server)) == (
            Handover.FAILED,
            "SERVER cannot be reached: no answer in time. Check smtp.host and smtp.port.",
        )


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(DropAfterData(), "Connection unexpectedly closed"), (Hang("data"), "")],
    ids=["drops", "hangs"],
)
def test_silence_after_the_message_means_it_may_have_arrived(fault: Fault, reason: str) -> None:
    with SmtpServer(fault) as server:
        receipt = hand_over(server, timeout=0.5)
        assert (receipt.outcome, receipt.may_have_arrived) == (Handover.FAILED, True)
        start = f"SERVER took the message for {RECIPIENT} and broke off before its answer: {reason}"
        assert said(receipt, server).startswith(start)
        assert said(receipt, server).endswith("It is sent again with the same Message-ID.")
    assert [(one.data, one.answered) for one in server.messages] == [(MESSAGE, False)]


def test_a_message_repeated_after_silence_has_the_same_bytes() -> None:
    with SmtpServer(DropAfterData(times=1)) as server:
        assert [hand_over(server).outcome for _ in range(2)] == [Handover.FAILED, Handover.HANDED_OVER]
    assert [one.data for one in server.messages] == [MESSAGE, MESSAGE]


def test_nobody_listens() -> None:
    with SmtpServer() as server:
        gone = server.config()
    receipt = send_message(MESSAGE, smtp=gone, recipient=RECIPIENT, environ={})
    assert receipt.outcome is Handover.FAILED
    assert receipt.sentence.endswith("Connection refused. Check smtp.host and smtp.port.")


def test_no_message_goes_out_unprotected_where_starttls_is_set() -> None:
    with SmtpServer(NoStarttls()) as server:
        receipt = hand_over(server, starttls=True)
        assert (receipt.outcome, said(receipt, server)) == (
            Handover.FAILED,
            "SERVER offers no STARTTLS and nothing was sent. "
            "Check the server's certificate; for a server on this machine smtp.starttls may be false.",
        )
    assert server.messages == []


@pytest.mark.parametrize(
    ("keys", "outcome", "sentence"),
    [
        pytest.param(
            {"username": "pactwatch"},
            Handover.HANDED_OVER,
            "SERVER took the message for reader@example.org.",
            id="right",
        ),
        pytest.param(
            {"username": "mallory"},
            Handover.FAILED,
            "SERVER does not accept the login of mallory (535 5.7.8 Authentication credentials invalid). "
            "Check smtp.username and PACTWATCH_SMTP_PASSWORD.",
            id="wrong",
        ),
        pytest.param(
            {},
            Handover.FAILED,
            "SERVER does not take mail from pactwatch@example.org: 530 5.7.0 Authentication required. Set smtp.username.",
            id="none",
        ),
        pytest.param(
            {"username": "pactwatch", "password_env": "NOT_SET"},
            Handover.FAILED,
            "SERVER: the environment variable NOT_SET holds no password for pactwatch.",
            id="password not in the environment",
        ),
    ],
)
def test_logins(keys: dict[str, object], outcome: Handover, sentence: str) -> None:
    with SmtpServer(AuthRequired()) as server:
        receipt = hand_over(server, **keys)
        assert (receipt.outcome, said(receipt, server)) == (outcome, sentence)


def test_a_server_without_login_says_so() -> None:
    with SmtpServer() as server:
        receipt = hand_over(server, username="pactwatch")
        assert (
            said(receipt, server)
            == "SERVER offers no login. Leave smtp.username empty, or name the server's submission port."
        )


def test_addresses_on_the_wire_are_ascii() -> None:
    with SmtpServer() as server:
        receipt = send_message(
            MESSAGE, smtp=server.config(sender="監察 <p@例子.hk>"), recipient="a@數據.香港", environ={}
        )
        assert receipt.outcome is Handover.HANDED_OVER
    assert (server.messages[0].mail_from, server.messages[0].rcpt_to) == (
        "p@xn--fsqu00a.hk",
        ("a@xn--97uqn.xn--j6w193g",),
    )


@pytest.mark.parametrize("recipient", ["", "nobody", "a@b.hk\r\nRCPT TO:<x@y.hk>", "é@example.org"])
def test_what_is_no_address_is_told_and_not_tried(recipient: str) -> None:
    with SmtpServer() as server:
        receipt = send_message(MESSAGE, smtp=server.config(), recipient=recipient, environ={})
    assert (receipt.outcome, receipt.sentence.startswith("recipient: ")) == (Handover.FAILED, True)
    assert server.messages == []


def test_a_password_is_not_sent_without_tls_to_another_machine() -> None:
    smtp = SmtpConfig(host="mail.example.org", port=587, starttls=False, username="pactwatch")
    receipt = send_message(MESSAGE, smtp=smtp, recipient=RECIPIENT, environ={"PACTWATCH_SMTP_PASSWORD": "x"})
    sentence = "mail.example.org:587: the password is not sent without TLS. Set smtp.starttls = true."
    assert receipt == Receipt(outcome=Handover.FAILED, sentence=sentence)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and key for 127.0.0.1 that no machine trusts by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    return path


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_starttls_with_a_certificate_that_is_trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(certificate))
    with SmtpServer(tls=_tls(certificate)) as server:
        assert hand_over(server).outcome is Handover.HANDED_OVER
    assert [one.data for one in server.messages] == [MESSAGE]


def test_starttls_with_a_certificate_that_is_not_trusted(certificate: Path) -> None:
    with SmtpServer(tls=_tls(certificate)) as server:
        receipt = hand_over(server)
        assert receipt.outcome is Handover.FAILED
        assert "TLS failed" in receipt.sentence
        assert "certificate verify failed" in receipt.sentence
    assert server.messages == []


def test_waits_grow_and_never_end_but_for_a_yes_or_a_refusal() -> None:
    waits = [next_attempt(Handover.FAILED, n, NOW) for n in range(1, 10)]
    assert [(at - NOW) // timedelta(minutes=1) for at in waits if at] == [5, 10, 20, 40, 60, 120, 240, 360, 360]
    assert next_attempt(Handover.DEFERRED, 1, NOW) == NOW + timedelta(minutes=5)
    assert [next_attempt(outcome, 1, NOW) for outcome in (Handover.HANDED_OVER, Handover.REFUSED)] == [None, None]
