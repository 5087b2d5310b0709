"""A process of its own that does jobs one after another, in the order they were given: so it is known on which it died.

An edge: it owns a process. What is done is a function of the job alone.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, Generic, TypeVar

GIVEN_AHEAD = 4
"""So many jobs are given to a process together; as many may wait there, so that it never idles."""

J = TypeVar("J")
R = TypeVar("R")

_do: Callable[[Any], Any] | None = None


def _prepare(do: Callable[[Any], Any]) -> None:
    global _do
    _do = do


def _work(job: Any) -> Any:
    assert _do is not None
    return _do(job)


class Worker(Generic[J, R]):
    """One process, started with its first job. It goes on after a death, without the job it died on."""

    def __init__(self, do: Callable[[J], R]) -> None:
        """do: can be pickled; it is sent to the process once."""
        self._do = do
        self._pool: ProcessPoolExecutor | None = None
        self._given: deque[tuple[J, Future[R]]] = deque()

    @property
    def left(self) -> int:
        """How many jobs were given and not taken back yet."""
        return len(self._given)

    def give(self, jobs: Iterable[J]) -> None:
        """Let these be done after what was given before."""
        for job in jobs:
            if self._pool is None:
                self._pool = self._start()
            try:
                future = self._pool.submit(_work, job)
            except BrokenProcessPool:
                if self._given:  # it died on one of those; what comes after them shares their fate until they are taken
                    future = Future()
                    future.set_exception(BrokenProcessPool())
                else:
                    self._pool = self._start()
                    future = self._pool.submit(_work, job)
            self._given.append((job, future))

    def take(self) -> tuple[list[R], J | None, list[J]]:
        """What is done so far, in order; the job on which the process died, None = it lives; and those it left undone."""
        done = []
        while self._given and self._given[0][1].done():
            try:
                done.append(self._given[0][1].result())
            except BrokenProcessPool:
                (guilty, _), *rest = self._given
                self.stop()
                return done, guilty, [job for job, _ in rest]
            self._given.popleft()
        return done, None, []

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        for process in list(getattr(self._pool, "_processes", {}).values()):
            process.kill()
        self.stop()

    def stop(self) -> None:
        """Let the process end after the job under way; what was given is forgotten."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None
        self._given.clear()

    def _start(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        pool.submit(_prepare, self._do)  # as an initializer it would be waited for: it may be large
        return pool


def work_off(
    crew: Sequence[Worker[J, R]], jobs: Iterable[J], begin: Callable[[Sequence[J]], None] = lambda jobs: None
) -> Iterator[R]:
    """What these do of the jobs, as it is done; what a process died on is left out. begin: told of jobs before they are given."""
    waiting = deque(jobs)
    try:
        while True:
            for worker in crew:
                if waiting and worker.left <= GIVEN_AHEAD:
                    some = next_of(waiting, GIVEN_AHEAD)
                    begin(some)
                    worker.give(some)
            if not wait_for_any(crew):
                return
            for worker in crew:
                done, _, undone = worker.take()
                waiting.extendleft(reversed(undone))
                yield from done
    finally:
        for worker in crew:
            if worker.left:
                worker.stop()


class Crew(Generic[J, R]):
    """Some processes that do many jobs at a time; they go on until they are stopped."""

    def __init__(self, do: Callable[[J], R], workers: int) -> None:
        self._do = do
        self._workers = [Worker[tuple[int, J], tuple[int, R]](partial(_do_numbered, do)) for _ in range(workers)]

    def do_all(self, jobs: Sequence[J]) -> list[R]:
        """What is done of each, in order; what a process died on is done here."""
        done = dict(work_off(self._workers, enumerate(jobs)))
        return [done[place] if place in done else self._do(job) for place, job in enumerate(jobs)]

    def stop(self) -> None:
        """Let the processes end."""
        for worker in self._workers:
            worker.stop()


def _do_numbered(do: Callable[[J], R], job: tuple[int, J]) -> tuple[int, R]:
    return job[0], do(job[1])


def next_of(waiting: deque[J], most: int) -> list[J]:
    """Take the next ones, so many at the most."""
    return [waiting.popleft() for _ in range(min(most, len(waiting)))]


def wait_for_any(workers: Sequence[Worker[J, R]], seconds: float | None = None) -> bool:
    """Wait until one of them is done with its next job. Returns False if none was within so many seconds."""
    nexts = [worker._given[0][1] for worker in workers if worker._given]
    return bool(wait(nexts, seconds, FIRST_COMPLETED).done)
