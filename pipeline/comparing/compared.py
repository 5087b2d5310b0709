"""A Page's two sides, sifted with today's Knowledge and compared.

Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.comparing.container import Container, choose_container, keys_of_lines
from pipeline.comparing.edits import find_edits, lone_paths
from pipeline.comparing.figures import elide_flickering
from pipeline.comparing.gate import judge
from pipeline.comparing.noise import Knowledge
from pipeline.comparing.redesign import Templates, edits_across, find_templates, is_recognised
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.sifted import Sifted, sift_document
from pipeline.model import Document, Edit, Field, Outcome
from pipeline.text.keys import fold_key


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """What was seen of one Page.

    old: 1 to 3 Captures that show the last Version, newest last; () = the Page is new.
    new: 1 or 2 Captures of now, seconds apart. confirmable: a second Capture can be had (not so for a feed's entry).
    """

    page_id: int
    old: tuple[Document, ...]
    new: tuple[Document, ...]
    confirmable: bool = True


def without_walls(page: PageEvidence) -> PageEvidence:
    """The evidence without second Captures that are no page: a challenge confirms nothing."""
    later = tuple(other for other in page.new[1:] if judge(other, 200, page.new[0]) is Outcome.OK)
    return page if len(later) == len(page.new) - 1 else replace(page, new=(page.new[0], *later))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A Page's Captures sifted, oldest first on each side, and the Edits between the sides."""

    evidence: PageEvidence
    templates: Templates
    olds: tuple[Sifted, ...]
    news: tuple[Sifted, ...]
    edits: tuple[Edit, ...]

    @property
    def recognised(self) -> bool:
        """Whether the old text is known in the template of now."""
        return not self.templates.moved or is_recognised(
            frozenset(self.olds[-1].counted), frozenset(self.news[0].everywhere)
        )

    @property
    def told_at(self) -> frozenset[str]:
        """The paths on which the Edits stand."""
        told = {fold_key(text) for edit in self.edits for text in (edit.before, edit.after)}
        sides = (self.olds[-1], self.news[0])
        return frozenset(sentence.path for side in sides for sentence in side.sentences if sentence.key in told)

    def stands_alone(self, sieve: Sieve) -> bool:
        """Whether all that differs is a box of its own, and too little is known of it to tell it from rotation."""
        if self.templates.moved:
            return False
        paths = lone_paths(self.edits, self.olds[-1], self.news[0])
        known = sieve.knows_boxes(self.templates.old) and not any(map(sieve.has_flickered, paths))
        return bool(paths) and all(paths) and not known

    def confidence(self, sieve: Sieve) -> float:
        """How far the witnesses agree, 0 to 1: the main text with the Blocks, and Captures with each other."""
        old, new = (keys_of_lines(side.document.text.split("\n")) for side in (self.olds[-1], self.news[0]))
        texts = [edit for edit in self.edits if edit.field not in (Field.TITLE, Field.DATE, Field.ATTACHMENT)]
        seen = sum(fold_key(edit.after) in new or fold_key(edit.before) in old for edit in texts)
        agreement = seen / len(texts) if texts else 1.0
        alone = len(self.olds) == 1 and not sieve.knows_template(self.templates.old)
        return round((0.6 + 0.4 * agreement) * (0.8 if alone else 1.0) * (0.8 if len(self.news) == 1 else 1.0), 2)


def compare_page(
    evidence: PageEvidence,
    knowledge: Knowledge,
    sieve: Sieve,
    *,
    skip: frozenset[int] = frozenset(),
    moves: bool = True,
) -> Compared:
    """Sift both sides of a Page and find its Edits. skip: hashes of Blocks that came onto many Pages at once.

    moves False: the order of texts says nothing.
    """
    templates = find_templates(evidence.old[-1], evidence.new[0], knowledge)
    strict = templates.moved

    def sift(document: Document, container: Container | None) -> Sifted:
        return sift_document(document, sieve, container, strict=strict, skip=skip)

    olds = tuple(sift(old, _container_in(old, templates.old, knowledge)) for old in evidence.old)
    news = tuple(sift(new, templates.new) for new in evidence.new)
    olds, news = elide_flickering(olds, news, knowledge.overruled)
    if evidence.old[-1].blocks and evidence.old[-1] == evidence.new[0]:
        edits: tuple[Edit, ...] = ()
    else:
        trusted = len(evidence.old) > 1 or sieve.knows_template(templates.old) or not knowledge.version
        edits = find_edits(olds, news, moves=moves, trusted=trusted, kept=knowledge.overruled)
    if strict:
        edits = _without_boxes(edits_across(edits, olds[-1], news[0]), olds[-1], news[0], sieve)
    return Compared(evidence=evidence, templates=templates, olds=olds, news=news, edits=edits)


def _without_boxes(edits: Sequence[Edit], old: Sifted, new: Sifted, sieve: Sieve) -> tuple[Edit, ...]:
    """The Edits but for boxes that were seen to come and go by themselves: that the other template lacks one says nothing."""
    paths = lone_paths(edits, old, new)
    return tuple(edit for edit, path in zip(edits, paths, strict=True) if not (path and sieve.has_flickered(path)))


def _container_in(document: Document, container: Container | None, knowledge: Knowledge) -> Container | None:
    """The container where the Document has it, else its own: an old Capture may be on another template."""
    if container is None or any(container.holds(block.path) for block in document.blocks):
        return container
    return choose_container(document, knowledge.containers.values(), knowledge.is_noisy)
