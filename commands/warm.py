"""The warm process of the daemon: it imports what a tick needs, and forks a child for each. ticks.py starts it and speaks to it.

It imports and does nothing that lasts: no thread, no reactor, no database; a child begins as if from nothing. It is the
main module of its children, and the processes that those start import it again: so little is imported here before it is run.
"""

import contextlib
import gc
import multiprocessing
import os
import sys
import sysconfig
import time
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from ticks import Tick, TickEnd, end_group

_OWN = "cli commands.work commands.tick commands.share commands.outbox crawler.catalog crawler.cookies"
_SCRAPY = """downloadermiddlewares.defaultheaders downloadermiddlewares.downloadtimeout downloadermiddlewares.httpcompression
    downloadermiddlewares.useragent dupefilters extensions.closespider extensions.feedexport extensions.spiderstate pqueues
    spidermiddlewares.start squeues statscollectors"""
_OTHERS = "trafilatura twisted.internet.asyncioreactor concurrent.futures.thread encodings.charmap encodings.idna"
NEEDED = (*_OWN.split(), *(f"scrapy.{name}" for name in _SCRAPY.split()), *_OTHERS.split())
"""What a tick imports, at once or when something is due for it, or by its name in a setting; what those import is not named."""

OURS = frozenset(("cli", "commands", "crawler", "db", "pipeline", "scheduler", "ticks"))


def preload() -> None:
    """Import all that a tick needs, but what few pages need (PDFs); work out the topics and Sources that come with pactwatch.

    A tick reads those files as ever, and works out only what says something else.
    """
    from crawler.loading import load_scrapy

    load_scrapy()  # by a thread that has ended when this returns: a fork takes no thread along
    for name in NEEDED:
        import_module(name)
    from crawler.catalog import load_catalog
    from pipeline.meaning.topic import list_topics, load_topic
    from pipeline.weighing.fact_reading import find_facts

    find_facts("It may.")  # compiles the largest of all patterns
    load_catalog()
    for topic in list_topics():
        load_topic(topic)


def written() -> dict[str, int]:
    """When the files of our modules, and the folder of installed packages, were last written, in nanoseconds; not of those gone."""
    loaded = (module.__file__ for name, module in tuple(sys.modules.items()) if name.partition(".")[0] in OURS)
    paths = (path for path in (*loaded, sysconfig.get_path("purelib")) if path and os.path.exists(path))
    return {path: os.stat(path).st_mtime_ns for path in paths}


def serve(orders: Connection, answers: Connection) -> None:
    """Do the ticks that are ordered, until the daemon is gone or the program was written anew: then another takes its place.

    An answer to each: the process that does it, and how that ended. Raises BrokenPipeError where nobody hears it.
    """
    preload()
    loaded = written()
    gc.collect()
    gc.freeze()  # a child that looks for cycles would touch, and so copy, all that it shares with this process
    fork = multiprocessing.get_context("fork")
    while True:
        try:
            tick: Tick = orders.recv()
        except EOFError:
            return
        if written() != loaded:
            return
        child = fork.Process(target=do_tick, args=(tick, orders))
        child.start()
        answers.send(child.pid)
        answers.send(see_to(child, tick, orders))
        child.close()


def do_tick(tick: Tick, orders: Connection) -> None:
    """Be a process as if started for this tick; ends by SystemExit if it failed."""
    os.setsid()
    orders.close()
    os.environ.clear()
    os.environ.update(tick.environment)
    time.tzset()
    os.chdir(tick.folder)
    sys.argv = ["pactwatch", *tick.arguments]
    import_module("cli").main(list(tick.arguments))


def see_to(child: BaseProcess, tick: Tick, orders: Connection) -> TickEnd:
    """Wait for the end of a tick; it is ended at its deadline, or when the orders end, as they do with the daemon."""

    def ended(seconds: float) -> bool:
        child.join(seconds)
        return child.exitcode is not None

    ready = wait((child.sentinel, orders), tick.deadline)
    if child.sentinel not in ready and child.pid is not None:
        end_group(child.pid, ended, tick.grace)
    child.join()
    return TickEnd(code=child.exitcode or 0, late=not ready)


def main(orders: int, answers: int) -> None:
    """Serve on these two pipes, given by their file descriptors."""
    with contextlib.suppress(BrokenPipeError), Connection(orders) as inward, Connection(answers) as outward:
        for end in (orders, answers):
            os.set_inheritable(end, False)
        serve(inward, outward)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
