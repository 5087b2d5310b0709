"""Ticks one after another, each in a process of its own with a deadline; forked from a warm process where that is possible.

The warm process (commands/warm.py) has imported what a tick needs, which is most of what a quiet tick costs. It is told
over one pipe what to do and answers over another; when the first ends, it ends its tick in good order, and then itself.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType
from typing import IO, Any

GRACE = 30.0
"""Seconds that a tick has to end in good order after SIGTERM, before it is killed; the next one continues where it stopped."""

START = 120.0
"""Seconds within which a warm process has begun a tick, its own start included: some two on a small machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What is to be done. arguments: of the command line. environment: all of it. folder: where it runs. Times in seconds."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: str
    deadline: float
    grace: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TickEnd:
    """How a tick's process ended. code: its exit code, negative = killed by that signal. late: it ran into the deadline."""

    code: int
    late: bool


class Ticks:
    """Runs ticks; use as a context. stop() may be called from a signal's handler or another thread, all else from one."""

    def __init__(self, *, warm: bool, errors: IO[Any] | None = None) -> None:
        """warm: keep a process to fork from; where none can be forked, ticks start cold. errors: their stderr, None = ours."""
        # macOS's own libraries may kill a process that was forked and runs no other program.
        self._wants_warm = warm and hasattr(os, "fork") and sys.platform != "darwin"
        self._errors = errors
        self._warm: _Warm | None = None
        self._cold: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def __enter__(self) -> "Ticks":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._warm is not None:
            self._warm.close()

    @property
    def warm_process(self) -> int | None:
        """The process from which the next tick is forked; None = there is none yet."""
        return None if self._warm is None else self._warm.process.pid

    def run(
        self, *arguments: str, deadline: float, environment: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> TickEnd:
        """Run pactwatch with these arguments; after `deadline` seconds it is ended, GRACE later killed.

        environment: all of it; folder: where it runs; None = as they are here now. What nothing warm takes is started cold.
        """
        given = dict(os.environ if environment is None else environment)
        tick = Tick(
            arguments=arguments, environment=given, folder=str(folder or Path.cwd()), deadline=deadline, grace=GRACE
        )
        while self._wants_warm and not self._stopped:
            fresh = self._warm is None
            if self._warm is None:
                self._warm = _Warm(tick, self._errors)
                if self._stopped:  # meanwhile
                    break
            end = self._warm.run(tick)
            if end is not None:
                return end
            self._warm.kill()  # it died, hangs, or is of an older version than the files: the next one is fresh
            self._warm = None
            if fresh:
                break
        return self._run_cold(tick)

    def stop(self) -> None:
        """End the tick under way in good order, and the warm process; no other tick begins."""
        self._stopped = True
        if self._warm is not None:
            self._warm.stop()
        if self._cold is not None and self._cold.poll() is None:
            self._cold.terminate()

    def _run_cold(self, tick: Tick) -> TickEnd:
        if self._stopped:
            return TickEnd(code=-signal.SIGTERM, late=False)
        command = [sys.executable, "-m", "cli", *tick.arguments]
        self._cold = subprocess.Popen(
            command, env=tick.environment, cwd=tick.folder, stderr=self._errors, start_new_session=True
        )
        if self._stopped:  # meanwhile
            self._cold.terminate()
        try:
            return wait_for(self._cold, tick.deadline)
        finally:
            self._cold = None


class _Warm:
    """The daemon's end of a warm process."""

    def __init__(self, tick: Tick, errors: IO[Any] | None) -> None:
        orders, self._orders = Pipe(duplex=False)
        self._answers, answers = Pipe(duplex=False)
        self._tick: int | None = None
        ends = (orders.fileno(), answers.fileno())
        with orders, answers:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "commands.warm", *map(str, ends)],
                env=tick.environment,
                cwd=tick.folder,
                stderr=errors,
                pass_fds=ends,
                start_new_session=True,
            )

    def run(self, tick: Tick) -> TickEnd | None:
        """Have this tick done; None = it was not begun, for the process is gone, hangs or was loaded from older files."""
        try:
            self._orders.send(tick)
            if not self._answers.poll(START):
                return None
            self._tick = self._answers.recv()
        except (OSError, EOFError):
            return None
        # The warm process sees to the deadline. The tick holds this pipe too: it closes when neither is left.
        late = not self._answers.poll(tick.deadline + 2 * tick.grace)
        if late:
            self.process.kill()
            end_group(self._tick, self._answers.poll, tick.grace)
        try:
            end: TickEnd = self._answers.recv()
        except EOFError:
            end = TickEnd(code=self.process.wait(), late=late)
        self._tick = None
        return end

    def stop(self) -> None:
        """Let it end its tick in good order, and itself."""
        self._orders.close()
        if self.process.poll() is not None and self._tick is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._tick, signal.SIGTERM)

    def close(self) -> None:
        """Wait for its end, which is at hand; it is killed if it is not."""
        self._orders.close()
        try:
            self.process.wait(2 * GRACE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once; it has no tick."""
        self.process.kill()
        self.process.wait()


def wait_for(child: "subprocess.Popen[bytes]", deadline: float) -> TickEnd:
    """Wait for a process that leads its group; it is ended after `deadline` seconds."""

    def ended(seconds: float) -> bool:
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    late = not ended(deadline)
    if late:
        end_group(child.pid, ended, GRACE)
    return TickEnd(code=child.wait(), late=late)


def end_group(leader: int, ended: Callable[[float], bool], grace: float) -> None:
    """SIGTERM to a process; `grace` seconds later SIGKILL to its whole group. ended: waits so long, True = it has ended."""
    try:
        os.kill(leader, signal.SIGTERM)
        if not ended(grace):
            os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return  # it ended by itself just now
