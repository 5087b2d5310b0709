"""Loads Scrapy where it is cheapest."""

from importlib import import_module
from threading import Thread


def load_scrapy() -> None:
    """Import what a crawl needs of Scrapy from a thread of its own, so from the bottom of a stack.

    Its TLS contexts look at every frame of the stack and at every module loaded, three times (inspect.stack, to name
    deprecated classes): from the depth of a command that is a fifth of a tick in which little is due.
    """
    loading = Thread(target=import_module, args=("scrapy.core.downloader.contextfactory",), name="loading")
    loading.start()
    loading.join()
