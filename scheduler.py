"""The clock: APScheduler ticks; one tick is one process with a deadline (ticks.py). The parent stays small: it imports neither
Scrapy nor trafilatura.

Due times live in the store; here only the tick is timed (memory job store, coalesced, one instance).
"""

import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from pipeline.config import Config
from pipeline.errors import ConfigError, UsageError
from ticks import Ticks


def cron_trigger(line: str, time_zone: str) -> CronTrigger:
    """A cron line of five fields as a trigger. Raises ConfigError for one that names no time."""
    try:
        return CronTrigger.from_crontab(line, timezone=ZoneInfo(time_zone))
    except ValueError as error:
        raise ConfigError(f"{line!r} is no cron line: {error}. Use e.g. '0 8 * * *'.") from None


def fell_due(line: str, time_zone: str, since: datetime, now: datetime) -> bool:
    """Whether a time of this cron line lies after `since` and not after `now`; a missed one is made up for, once."""
    due = cron_trigger(line, time_zone).get_next_fire_time(since, since)
    return due is not None and due <= now


class Daemon:
    """Ticks until it is told to stop. say: one line for the operator."""

    def __init__(self, config: Config, config_file: Path, say: Callable[[str], None]) -> None:
        self._config, self._config_file, self._say = config, config_file, say
        self._ticks = Ticks(warm=config.schedule.warm)
        self._stopping = threading.Event()
        self._scheduler = BlockingScheduler(timezone=ZoneInfo(config.schedule.time_zone))

    def watch(self) -> None:
        """Tick at once, then by schedule.tick, until SIGTERM or SIGINT. Refuses a clock that stands still."""
        if os.environ.get("PACTWATCH_NOW"):
            raise UsageError(
                "PACTWATCH_NOW is set, and watch needs a clock that runs. Unset it, or use: pactwatch once"
            )
        schedule = self._config.schedule
        self._scheduler.add_job(
            self._tick,
            cron_trigger(schedule.tick, schedule.time_zone),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._scheduler.add_listener(lambda event: self._say(f"tick: {event.exception}"), EVENT_JOB_ERROR)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        notify("READY=1")
        self._say(f"watching; a tick at {schedule.tick} ({schedule.time_zone}), each at most {schedule.deadline} s")
        with self._ticks:
            self._scheduler.start()

    def _tick(self) -> None:
        command = ("--config", str(self._config_file), "once", "--quiet")
        end = self._ticks.run(*command, deadline=self._config.schedule.deadline)
        notify("WATCHDOG=1")
        if end.late:
            self._say(f"tick: stopped at the deadline of {self._config.schedule.deadline} s; what is left stays due")
        elif end.code not in (0, 1) and not self._stopping.is_set():
            self._say(f"tick: ended with {end.code}; the next one continues where it stopped")

    def _stop(self, number: int, _frame: object) -> None:
        notify("STOPPING=1")
        self._stopping.set()
        self._ticks.stop()
        # shutdown() joins the worker thread, so it must not run inside the signal handler's frame.
        threading.Thread(target=self._scheduler.shutdown, kwargs={"wait": True}, daemon=True).start()


def notify(state: str) -> None:
    """Tell systemd (sd_notify) where it asked to be told; nothing elsewhere."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        link.connect("\0" + address[1:] if address.startswith("@") else address)
        link.sendall(state.encode())
