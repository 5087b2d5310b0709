"""What stands on the lines of one entry, in a Digest and on the desk: title, quote, facts, Edits and links.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from collections.abc import Sequence

from pipeline.model import ChangeKind, Edit, Fact, Field, Op, Weight
from pipeline.telling.digest import Entry, Section
from pipeline.telling.digest_lines import EditLine, EntryLines, FactLine, Link, Text
from pipeline.telling.finding import Finding
from pipeline.telling.gist import find_gist
from pipeline.telling.phrases import (
    TITLE_COLUMNS,
    language_tag,
    mark_original,
    safe_url,
    say_silent,
    say_what_happened,
    show_date,
    source_name,
    title_of,
)
from pipeline.telling.places import change_place, diff_place, on_desk
from pipeline.telling.steps import say_step
from pipeline.telling.words import Words
from pipeline.weighing.counted import LONGEST_WEIGHED, fact_sides
from pipeline.weighing.excerpt import clean_text, cut_text, mark_edit, show_window
from pipeline.weighing.weigh import weigh_edit

SHOWN_EDITS = 3
SHOWN_FACTS = 8
QUOTE_COLUMNS = 400
_WHOLE = 100_000
_LINE_COLUMNS = 110
# Edits among which those to show are chosen; a Page rewritten from end to end has hundreds.
_EDITS_WEIGHED = 100
_NAMED_FIELDS = (Field.TITLE, Field.LEAD, Field.NOTE, Field.DATE, Field.ATTACHMENT)


def entry_lines(entry: Entry, words: Words, desk: str | None, *, whole: bool = False) -> EntryLines:
    """Word one entry. desk: where the desk is reached, None = links lead to the source. whole: every fact and Edit, uncut."""
    lead = entry.lead
    name, name_language = source_name(lead.source_names, lead.source_id, words.language)
    page = safe_url(lead.page_url)
    facts = lead.facts if lead.kind in (ChangeKind.EDITED, ChangeKind.TWIN_STALE) else ()
    edits = _choose_edits(lead, _WHOLE if whole else SHOWN_EDITS) if entry.full else ()
    unshown = len(lead.edits) - len(edits) if entry.full else 0
    return EntryLines(
        full=entry.full,
        label=_label(entry, words),
        title=Link(
            text=Text(
                text=title_of(lead, TITLE_COLUMNS if entry.full else _LINE_COLUMNS),
                language=language_tag(lead.language),
            ),
            url=on_desk(desk, change_place(lead.change_id), words.language) if desk else page,
        ),
        tier=words.say(f"tiers.{lead.tier.value}"),
        source=Link(text=Text(text=name, language=name_language), url=page),
        date=_date(lead, words),
        original=mark_original(lead.language, words),
        areas=tuple(cut_text(clean_text(words.area(tag)), 40) for tag in lead.areas[:3]),
        quote=_quote(entry, whole=whole),
        step=say_step(entry.step, words) if entry.step else "",
        silent=say_silent(lead, words) if entry.full else ("", ""),
        happened=_happened(entry, words) if entry.full else (),
        facts=tuple(
            fact_line(fact, lead.edits, words)
            for fact in facts[: (_WHOLE if whole else SHOWN_FACTS) if entry.full else 0]
        ),
        gist=None if entry.full else _gist_line(lead, words),
        language=language_tag(lead.language),
        edits=tuple(edit_line(edit, words, whole=whole) for edit in edits),
        more_edits=words.count("sentences.more_edits", unshown) if unshown > 0 and edits else "",
        others=_others(entry, words),
        links=_links(lead, words, desk) if entry.full else (),
    )


def fact_line(fact: Fact, edits: Sequence[Edit], words: Words) -> FactLine:
    """A fact that changed, in words, both sides with what a bare figure counts."""
    before, after = fact_sides(fact, edits)
    return FactLine(
        name=capital(words.say(f"facts.{fact.type.value}")), before=cut_text(before, 90), after=cut_text(after, 90)
    )


def _gist_line(finding: Finding, words: Words) -> FactLine | None:
    """What changed, for a title line; None where nothing can be quoted in so little room."""
    gist = find_gist(finding, 40) if finding.kind is ChangeKind.EDITED else None
    if gist is None:
        return None
    name = words.say(f"facts.{gist.type.value}") if gist.type else ""
    return FactLine(name=name, before=gist.before, after=gist.after)


def _happened(entry: Entry, words: Words) -> tuple[str, ...]:
    became = (words.say("sentences.newly_relevant"),) if entry.newly_relevant else ()
    return (*became, *say_what_happened(entry.lead, words))


def _label(entry: Entry, words: Words) -> str:
    if entry.newly_relevant:
        return words.say("labels.newly_relevant")
    if entry.undone:
        return words.say("labels.undone")
    if entry.section is Section.ALSO:
        return words.say(f"labels.{entry.lead.kind.value}")
    return ""


def _date(finding: Finding, words: Words) -> str:
    if finding.kind is not ChangeKind.APPEARED:
        return words.moment(finding.found_at)
    if finding.published_shown:
        return show_date(finding.published_shown, words)
    return words.say("sentences.seen", date=words.moment(finding.found_at))


def _quote(entry: Entry, *, whole: bool) -> Text | None:
    """The sentence on which a new Page stands, and an edit that moved an Initiative or brought its Page to the topic."""
    edited = entry.lead.kind is ChangeKind.EDITED and (entry.step is not None or entry.newly_relevant)
    quote = clean_text(entry.quote or "")
    if not entry.full or not quote or not (whole or edited or entry.lead.kind is ChangeKind.APPEARED):
        return None
    shown = quote if whole else cut_text(quote, QUOTE_COLUMNS)
    return Text(text=shown, language=language_tag(entry.lead.language))


def _choose_edits(finding: Finding, limit: int) -> tuple[Edit, ...]:
    """The Edits shown: those that hold a changed fact first, then as they stand; in the order of the Page."""
    if finding.kind in (ChangeKind.MOVED, ChangeKind.WITHDRAWN):
        return ()
    sides = [(fact.before or "", fact.after or "") for fact in finding.facts]

    def holds_fact(edit: Edit) -> bool:
        return any((a and a in edit.before and a not in edit.after) or (b and b in edit.after) for a, b in sides)

    stated = [edit for edit in finding.edits if clean_text(edit.before) or clean_text(edit.after)]
    if limit >= _WHOLE:
        return tuple(stated)
    told = [edit for edit in stated[:_EDITS_WEIGHED] if not _is_cosmetic(edit)] or stated
    ranked = sorted(range(len(told)), key=lambda place: (not holds_fact(told[place]), place))
    return tuple(told[place] for place in sorted(ranked[:limit]))


def _is_cosmetic(edit: Edit) -> bool:
    return max(len(edit.before), len(edit.after)) <= LONGEST_WEIGHED and weigh_edit(edit) is Weight.COSMETIC


def edit_line(edit: Edit, words: Words, *, whole: bool = False) -> EditLine:
    """One Edit, marked. whole: with all of its text."""
    part = words.say(f"fields.{edit.field.value}") if edit.field in _NAMED_FIELDS else ""
    if edit.op is Op.MOVE:
        part = words.say("labels.shifted")
    return EditLine(part=part, op=edit.op, runs=mark_edit(edit) if whole else show_window(mark_edit(edit)))


def _others(entry: Entry, words: Words) -> tuple[str, ...]:
    """Who else says it, and in which other languages of the same Source."""
    lead = entry.lead
    voices = {
        source_name(one.source_names, one.source_id, words.language)[0]: None
        for one in entry.others
        if one.source_id != lead.source_id
    }
    tongues = {
        words.find("languages", one.language or "") or one.language: None
        for one in entry.others
        if one.source_id == lead.source_id and one.language != lead.language
    }
    key = "sentences.also_in" if lead.kind is ChangeKind.APPEARED else "sentences.both_changed"
    named = tuple(name for name in tongues if name)
    return (
        *((words.say("sentences.also_reported", sources=words.join(tuple(voices))),) if voices else ()),
        *((words.say(key, languages=words.join(named)),) if named else ()),
    )


def _links(finding: Finding, words: Words, desk: str | None) -> tuple[Link, ...]:
    links = []
    if desk and finding.page_id is not None and finding.from_version and finding.to_version:
        place = diff_place(finding.page_id, finding.from_version, finding.to_version)
        links.append((words.say("links.compare"), on_desk(desk, place, words.language)))
    page = safe_url(finding.page_url)
    if page and finding.edits and finding.kind is not ChangeKind.WITHDRAWN:
        links.append((words.say("links.source"), page))
    return tuple(Link(text=Text(text=text, language=words.language), url=url) for text, url in links)


def capital(text: str) -> str:
    """A text with its first letter large."""
    return text[:1].upper() + text[1:]
