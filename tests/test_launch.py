"""A crawl ends when all is asked, when its budget or time is spent, or when it is told to; what came is stored."""

import asyncio
import datetime as times
import os
import signal
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.launch import CrawlResult, Cut, crawl, run_in_reactor
from pipeline.model import Counts
from pipeline.plan import CrawlPlan, Failure
from pipeline.source import Pace
from tests.crawls import MemorySink, crawl_now, listing_at, options_for, plan_listings, plan_pages, source_at
from tests.server import RSS, Hang, Live, Reply, Seen, Site, Slow, Status, feed_of

PAGE = Reply("<html><body><p>x</p></body></html>")


def test_result_counts_what_was_stored() -> None:
    with Site() as site:
        pages = [site.put(f"/{name}", PAGE) for name in ("a", "b")]
        gone, broken = site.put("/gone", Status(404)), site.put("/broken", Status(500))
        feed = site.put("/feed", Reply(feed_of(*((page, page) for page in (*pages, gone, broken))), RSS))
        result, sink = crawl_now(plan_listings(source_at(site, listings=(listing_at(feed),))), site)
        assert result == CrawlResult(
            source_id="hk-test",
            counts=Counts(
                requests=6, captures=3, new_pages=4, errors=1, bytes_received=sum(a.bytes_received for a in sink.pages)
                + sink.listings[0].bytes_received,
            ),
            first_error=f"{broken} answered 500: their server is out of order",
        )  # fmt: skip
        assert not result.failed


def test_crawl_without_anything_due_does_nothing() -> None:
    with Site() as site:
        result, sink = crawl_now(CrawlPlan(source=source_at(site), listings=(), pages=()), site)
        assert (result, sink.batches, site.seen) == (CrawlResult(source_id="hk-test", counts=Counts()), [], [])


def test_one_process_crawls_again_and_again() -> None:
    with Site() as site:
        url = site.put("/a", PAGE)
        for _ in range(3):
            result, _ = crawl_now(plan_pages(source_at(site), url), site)
            assert result.counts.captures == 1


def test_budget_leaves_the_rest_due() -> None:
    with Site() as site:
        urls = [site.put(f"/{number}", PAGE) for number in range(5)]
        plan = replace(plan_pages(source_at(site), *urls), max_pages=2)
        result, sink = crawl_now(plan, site)
        assert ([answer.due.url for answer in sink.pages], result.cut) == (urls[:2], Cut.BUDGET)
        assert (result.first_error, result.failed) == (None, False)


def test_deadline_leaves_the_rest_due() -> None:
    with Site() as site:
        urls = [site.put(f"/{number}", Slow(0.2, PAGE)) for number in range(100)]
        plan = replace(plan_pages(source_at(site), *urls), seconds=1.5)
        started = time.monotonic()
        result, sink = crawl_now(plan, site)
        assert (result.cut, result.first_error) == (Cut.DEADLINE, None)
        assert 1 <= len(sink.pages) < 10
        assert len(sink.pages) == len(site.seen) - 1  # every answer that came is stored
        assert time.monotonic() - started < 15


def test_deadline_does_not_wait_for_the_pace() -> None:
    with Site() as site:
        urls = [site.put(f"/{number}", PAGE) for number in range(5)]
        plan = replace(plan_pages(source_at(site, pace=Pace(delay=60.0)), *urls), seconds=0.3)
        started = time.monotonic()
        result, sink = crawl_now(plan, site)
        assert (result.cut, len(sink.pages), time.monotonic() - started < 15) == (Cut.DEADLINE, 0, True)


def signal_when(ready: Callable[[], bool], number: signal.Signals) -> None:
    """Send this process a signal once something has come about."""
    while not ready():
        time.sleep(0.01)
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stores_what_came_and_ends(number: signal.Signals) -> None:
    with Site() as site:
        urls = [site.put(f"/{number}", Slow(0.1, PAGE)) for number in range(50)]
        threading.Thread(target=signal_when, args=(lambda: len(site.seen) > 4, number)).start()
        result, sink = crawl_now(plan_pages(source_at(site), *urls), site)
        assert (result.cut, result.crash) == (Cut.STOPPED, None)
        assert 3 <= len(sink.pages) < 50
        assert len(sink.pages) == len(site.seen) - 1


def test_crawl_that_begins_after_the_signal_sends_nothing() -> None:
    with Site() as site:
        plan = plan_pages(source_at(site), site.put("/a", PAGE))

        async def late() -> CrawlResult:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.05)
            return await crawl(plan, sink=MemorySink(), options=options_for(site))

        assert (run_in_reactor(late()).cut, site.seen) == (Cut.STOPPED, [])


def test_hung_site_delays_no_other() -> None:
    with Site() as hung, Site() as fine:
        slow = plan_pages(source_at(hung, source_id="hk-hung"), hung.put("/a", Hang()))
        quick = plan_pages(source_at(fine, source_id="hk-fine"), *(fine.put(f"/{n}", PAGE) for n in range(5)))
        options = options_for(hung, fine, settings={"DOWNLOAD_TIMEOUT": 3})
        ended: list[tuple[str, float]] = []

        async def one(plan: CrawlPlan) -> None:
            started = time.monotonic()
            await crawl(plan, sink=MemorySink(), options=options)
            ended.append((plan.source.id, time.monotonic() - started))

        async def both() -> None:
            await asyncio.gather(one(slow), one(quick))

        run_in_reactor(both())
        assert [name for name, _ in ended] == ["hk-fine", "hk-hung"]


def test_what_the_coroutine_raises_comes_out() -> None:
    async def fails() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        run_in_reactor(fails())


def self_signed(folder: Path, named: str = "127.0.0.1") -> ssl.SSLContext:
    """A server's TLS with a certificate (cert.pem in the folder) that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = times.datetime(2026, 1, 1, tzinfo=times.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - times.timedelta(days=900))
        .not_valid_after(now + times.timedelta(days=9000))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(named))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*map(str, files))
    return context


def test_certificate_that_does_not_hold_is_refused_in_words(tmp_path: Path) -> None:
    with Site(tls=self_signed(tmp_path)) as site:
        url = site.put("/a", PAGE)
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert (sink.answer(url).failure, site.seen) == (Failure.ROBOTS_UNKNOWN, [])
        assert "its certificate does not hold" in (sink.answer(url).error or "")


def test_certificate_that_is_vouched_for_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(tls=self_signed(tmp_path)) as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        url = site.put("/a", PAGE)
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert (sink.answer(url).failure, sink.answer(url).error) == (None, None)


def test_certificate_of_another_host_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(tls=self_signed(tmp_path, named="127.0.0.2")) as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        url = site.put("/a", PAGE)
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert (sink.answer(url).failure, site.seen) == (Failure.ROBOTS_UNKNOWN, [])


def test_same_site_without_the_check_is_read_so_that_the_test_above_means_something(tmp_path: Path) -> None:
    with Site(tls=self_signed(tmp_path)) as site:
        url = site.put("/a", PAGE)
        unchecked = {"DOWNLOAD_VERIFY_CERTIFICATES": False}
        _, sink = crawl_now(plan_pages(source_at(site), url), site, settings=unchecked)
        assert sink.answer(url).failure is None


@pytest.mark.parametrize(("cookies", "failure"), [(False, Failure.LOOP), (True, None)])
def test_cookies_are_kept_for_a_source_that_declares_a_jar(cookies: bool, failure: Failure | None) -> None:
    def wall(seen: Seen) -> Reply:
        if seen.headers.get("cookie") == "k=v":
            return PAGE
        return Reply(status=302, headers={"Location": "/a", "Set-Cookie": "k=v; Path=/"})

    with Site() as site, Site() as other:
        url = site.put("/a", Live(wall))
        elsewhere = other.put("/b", PAGE)
        plan = plan_pages(source_at(site, cookies=cookies), url, elsewhere)
        _, sink = crawl_now(plan, site, allow_private_hosts=(site.host, other.host))
        assert sink.answer(url).failure is failure
        assert "cookie" not in other.asked("/b")[0].headers
