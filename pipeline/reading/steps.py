"""One walk over a parsed page, shared by all that read it in document order.

Pure. The tree is asked once for each tag and text: that is a third of what reading a page costs.
"""

from lxml.etree import iterwalk
from lxml.html import HtmlElement

Step = tuple[str | None, HtmlElement, str | None]
"""Where an element begins: its tag, itself, its text. Where it ends: None, itself, its tail. A comment: "", itself, its tail."""


def steps_of(tree: HtmlElement) -> list[Step]:
    """The steps below body, or below any other element; [] for a page without body (a frameset).

    Without recursion: pages nest 10,000 deep. The first step begins the element itself, the last ends it.
    """
    body = tree.find("body") if tree.tag == "html" else tree
    if body is None:
        return []
    steps: list[Step] = []
    step = steps.append
    for event, element in iterwalk(body, events=("start", "end", "comment", "pi")):
        if event == "start":
            step((element.tag, element, element.text))
        else:
            step((None if event == "end" else "", element, element.tail))
    return steps
