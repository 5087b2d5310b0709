"""The outbox: what is found stands in one Digest a reader, is sent until it is taken, and always with the same bytes."""

from datetime import timedelta
from email import message_from_bytes

import pytest

from commands.outbox import freeze_due, send_pending
from pipeline.config import Config, SmtpConfig, Subscriber
from pipeline.errors import StoreError
from pipeline.store.opening import Store
from tests.smtp_server import DropAfterData, Fault, Greylist, Hang, Refuse, SmtpServer
from tests.ticks import World, release
from tests.ticks import world as world

DAILY = "0 9 * * *"


def config(world: World, smtp: SmtpConfig | None = None, *readers: Subscriber) -> Config:
    chosen = readers or (Subscriber(name="team", to=("a@example.org",), cadence=DAILY),)
    return Config(folder=str(world.folder), smtp=smtp or SmtpConfig(), subscribers=chosen)


def publish(world: World, number: int) -> None:
    """A new release, found by a tick a day later."""
    world.site.put(f"/a/{number}", release(number))
    world.put_feed(*range(1, number + 1))
    world.tick()


def told(store: Store) -> list[list[str]]:
    """Titles by Digest, in the order in which they were frozen."""
    rows = store.rows(
        "SELECT d.digest_id, p.url FROM digests AS d LEFT JOIN digest_changes AS t ON t.digest_id=d.digest_id"
        " LEFT JOIN changes AS c ON c.change_id=t.change_id LEFT JOIN pages AS p ON p.page_id=c.page_id ORDER BY 1, t.change_id"
    )
    digests: dict[int, list[str]] = {}
    for row in rows:
        digests.setdefault(row["digest_id"], []).append((row["url"] or "").rpartition("/")[2])
    return list(digests.values())


def outcomes(store: Store) -> list[str]:
    return [row["outcome"] for row in store.rows("SELECT outcome FROM deliveries ORDER BY delivery_id")]


@pytest.fixture
def met(world: World) -> World:
    """A world whose reader was met on the day of the baseline."""
    freeze_due(world.store, config(world), world.now)
    return world


def test_a_finding_stands_in_one_digest_and_old_news_in_none(met: World) -> None:
    for number in (4, 5):
        publish(met, number)
        freeze_due(met.store, config(met), met.now)
        freeze_due(met.store, config(met), met.now + timedelta(minutes=5))
    assert told(met.store) == [["4"], ["5"]]


def test_a_missed_cadence_is_made_up_for_once(met: World) -> None:
    for number in (4, 5, 6):
        publish(met, number)
    assert len(freeze_due(met.store, config(met), met.now)) == 1
    assert freeze_due(met.store, config(met), met.now) == []
    assert told(met.store) == [["4", "5", "6"]]


def test_nothing_is_frozen_before_its_hour(met: World) -> None:
    publish(met, 4)
    met.now += timedelta(hours=-1)
    assert freeze_due(met.store, config(met), met.now) == []
    assert told(met.store) == []


@pytest.mark.parametrize(("wish", "digests"), [("skip", []), ("say so", [[""]])])
def test_a_day_without_findings_is_told_only_to_who_wants_it(met: World, wish: str, digests: list[list[str]]) -> None:
    met.tick()
    reader = Subscriber(name="team", to=("a@example.org",), cadence=DAILY, when_empty=wish)
    freeze_due(met.store, config(met, None, reader), met.now)
    assert told(met.store) == digests


def test_what_fails_while_freezing_leaves_all_as_it_was(met: World) -> None:
    """The cursor's move is the last write of the transaction: where it fails, no Digest and no Delivery is left."""
    publish(met, 4)
    with met.store.write_txn():
        met.store.execute("CREATE TRIGGER broken BEFORE UPDATE ON subscribers BEGIN SELECT raise(ABORT, 'broken'); END")
    with pytest.raises(StoreError, match="broken"):
        freeze_due(met.store, config(met), met.now)
    assert (told(met.store), outcomes(met.store)) == ([], [])
    with met.store.write_txn():
        met.store.execute("DROP TRIGGER broken")
    freeze_due(met.store, config(met), met.now)
    assert (told(met.store), outcomes(met.store)) == ([["4"]], ["pending"])


@pytest.mark.parametrize(
    ("fault", "first", "copies"),
    [
        pytest.param(Greylist(), "deferred", 1, id="greylisted"),
        pytest.param(DropAfterData(times=1), "failed", 2, id="broken off before the answer"),
    ],
)
def test_what_was_not_taken_is_sent_again_with_the_same_bytes(
    met: World, fault: Fault, first: str, copies: int
) -> None:
    publish(met, 4)
    with SmtpServer(fault) as server:
        chosen = config(met, server.config())
        freeze_due(met.store, chosen, met.now)
        send_pending(met.store, chosen, met.now)
        assert outcomes(met.store) == [first]
        assert send_pending(met.store, chosen, met.now) == []
        for number in (5, 6):
            publish(met, number)
        assert [str(sent.receipt.outcome) for sent in send_pending(met.store, chosen, met.now)] == ["handed_over"]
        assert send_pending(met.store, chosen, met.now + timedelta(days=9)) == []
    assert len(server.messages) == copies
    assert len({message.data for message in server.messages}) == 1
    assert message_from_bytes(server.messages[0].data)["Message-ID"] == met.store.value(
        "SELECT message_id FROM deliveries"
    )


def test_a_reader_whose_address_is_refused_keeps_no_other_from_being_told(met: World) -> None:
    publish(met, 4)

    class RefuseOne(Fault):
        def on_rcpt(self, address: str) -> str | None:
            return Refuse().on_rcpt(address) if address.startswith("gone") else None

    reader = Subscriber(name="team", to=("gone@example.org", "a@example.org"), cadence=DAILY)
    with SmtpServer(RefuseOne()) as server:
        chosen = config(met, server.config(), reader)
        freeze_due(met.store, chosen, met.now)
        sent = send_pending(met.store, chosen, met.now)
        assert [(one.delivery.recipient, str(one.receipt.outcome)) for one in sent] == [
            ("gone@example.org", "refused"),
            ("a@example.org", "handed_over"),
        ]
        assert send_pending(met.store, chosen, met.now + timedelta(days=9)) == []
    assert [message.rcpt_to for message in server.messages] == [("a@example.org",)]


def test_a_server_that_hangs_is_asked_once_a_tick_and_loses_nothing(met: World) -> None:
    publish(met, 4)
    reader = Subscriber(name="team", to=("a@example.org", "b@example.org"), cadence=DAILY)
    with SmtpServer(Hang()) as silent:
        chosen = config(met, silent.config(timeout=0.3), reader)
        freeze_due(met.store, chosen, met.now)
        (only,) = send_pending(met.store, chosen, met.now)
        assert (only.failed, "no answer in time" in only.receipt.sentence) == (True, True)
    assert outcomes(met.store) == ["failed", "pending"]
    with SmtpServer() as server:
        send_pending(met.store, config(met, server.config(), reader), met.now + timedelta(hours=1))
    assert [message.rcpt_to for message in server.messages] == [("a@example.org",), ("b@example.org",)]
    assert outcomes(met.store) == ["handed_over", "handed_over"]
