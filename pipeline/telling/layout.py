"""What stands on each line of a Digest, for the HTML and the text form alike.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from dataclasses import replace

from pipeline.model import ChangeKind, Edit, Fact, Field, Op, Weight
from pipeline.telling.background import Arrival, Candidate
from pipeline.telling.digest import Digest, Entry, Section
from pipeline.telling.digest_lines import DigestLines, EditLine, EntryLines, FactLine, Link, SectionLines, Text
from pipeline.telling.digest_tables import table_activity, table_measures
from pipeline.telling.finding import Finding
from pipeline.telling.gist import find_gist
from pipeline.telling.phrases import (
    TITLE_COLUMNS,
    language_tag,
    mark_original,
    safe_url,
    say_blind,
    say_silent,
    say_what_happened,
    show_date,
    source_name,
    title_of,
)
from pipeline.telling.steps import name_of, say_step
from pipeline.telling.words import Words
from pipeline.weighing.counted import LONGEST_WEIGHED, fact_sides
from pipeline.weighing.excerpt import clean_text, cut_text, mark_edit, show_window
from pipeline.weighing.weigh import weigh_edit

SHOWN_EDITS = 3
SHOWN_FACTS = 8
_QUOTE_COLUMNS = 400
_LINE_COLUMNS = 110
# Edits among which those to show are chosen; a Page rewritten from end to end has hundreds.
_EDITS_WEIGHED = 100
_NAMED_FIELDS = (Field.TITLE, Field.LEAD, Field.NOTE, Field.DATE, Field.ATTACHMENT)


def lay_out(digest: Digest, words: Words, *, desk_url: str = "") -> DigestLines:
    """Word every line of a Digest. desk_url: where the desk is reached, '' = links lead to the sources."""
    desk = safe_url(desk_url)
    sections = tuple(
        SectionLines(
            heading=words.say(f"sections.{section.value}"),
            entries=(
                *(_arrival_lines(one, words) for one in (digest.arrivals if section is Section.INITIATIVES else ())),
                *(_entry_lines(entry, words, desk) for entry in digest.section(section)),
            ),
            closing=_closing(digest, words) if section is Section.ANNOUNCEMENTS else (),
        )
        for section in Section
    )
    return DigestLines(
        period=words.period(digest.since, digest.until),
        headline=_split_headline(digest, words),
        sections=tuple(
            _head_commentary(section, digest, words) for section in sections if section.entries or section.closing
        ),
        unlisted=words.count("sentences.more_titles", digest.unlisted) if digest.unlisted else "",
        notes=tuple((head, lines) for head, lines in _notes(digest, words) if lines),
        tables=tuple(
            table
            for table in (table_measures(digest.measures, words), table_activity(digest.activity, words))
            if table is not None
        ),
    )


def _head_commentary(section: SectionLines, digest: Digest, words: Words) -> SectionLines:
    """A section without entries of its own is headed by what its closing lines are."""
    if section.entries:
        return section
    heading = words.say("sections.commentary" if digest.commentary else "sections.echoes")
    return replace(section, heading=heading)


def _closing(digest: Digest, words: Words) -> tuple[str, ...]:
    """Comment pieces, and press on Stories told before, in one line each: how many, and by whom."""
    lines = []
    for name, findings in (("commentary", digest.commentary), ("echoes", digest.echoes)):
        names = {source_name(one.source_names, one.source_id, words.language)[0]: None for one in findings}
        pages = words.count(f"counts.{name}", len(findings))
        if findings:
            lines.append(words.say("sentences.commentary", pages=pages, sources=words.join(tuple(names))))
    return tuple(lines)


def _notes(digest: Digest, words: Words) -> tuple[tuple[str, tuple[str, ...]], ...]:
    gap = " " if words.language == "en" else ""
    return (
        (words.say("sections.candidates"), tuple(_say_candidate(one, words, gap) for one in digest.candidates)),
        (words.say("sections.blind"), tuple(gap.join(say_blind(one, words)) for one in digest.blind)),
    )


def _say_candidate(candidate: Candidate, words: Words, gap: str) -> str:
    source, _ = source_name(candidate.source_names, "", words.language)
    where = words.join(tuple(part for part in (source, words.local_day(candidate.found_at)) if part))
    name = words.quote(cut_text(clean_text(candidate.name), 120))
    sentence = words.say("sentences.candidate", name=name, where=where)
    return sentence + gap + words.say("sentences.candidate_note")


def _split_headline(digest: Digest, words: Words) -> tuple[Text, ...]:
    """The headline in runs, the publisher's words in their own language."""
    runs: list[Text] = []
    rest, tongue = digest.headline, language_tag(digest.headline_language)
    for quote in digest.headline_quotes:
        before, found, rest_after = rest.partition(quote)
        if found:
            runs += [Text(text=before, language=words.language), Text(text=quote, language=tongue)]
            rest = rest_after
    runs.append(Text(text=rest, language=words.language))
    return tuple(run for run in runs if run.text)


def _entry_lines(entry: Entry, words: Words, desk: str | None) -> EntryLines:
    lead = entry.lead
    name, name_language = source_name(lead.source_names, lead.source_id, words.language)
    page = safe_url(lead.page_url)
    facts = lead.facts if lead.kind in (ChangeKind.EDITED, ChangeKind.TWIN_STALE) else ()
    edits = _choose_edits(lead) if entry.full else ()
    unshown = len(lead.edits) - len(edits) if entry.full else 0
    return EntryLines(
        full=entry.full,
        label=_label(entry, words),
        title=Link(
            text=Text(
                text=title_of(lead, TITLE_COLUMNS if entry.full else _LINE_COLUMNS),
                language=language_tag(lead.language),
            ),
            url=f"{desk.rstrip('/')}/desk/changes/{lead.change_id}" if desk else page,
        ),
        tier=words.say(f"tiers.{lead.tier.value}"),
        source=Link(text=Text(text=name, language=name_language), url=page),
        date=_date(lead, words),
        original=mark_original(lead.language, words),
        areas=tuple(cut_text(clean_text(words.area(tag)), 40) for tag in lead.areas[:3]),
        quote=_quote(entry),
        step=say_step(entry.step, words) if entry.step else "",
        silent=say_silent(lead, words) if entry.full else ("", ""),
        happened=_happened(entry, words) if entry.full else (),
        facts=tuple(_fact_line(fact, lead, words) for fact in facts[: SHOWN_FACTS if entry.full else 0]),
        gist=None if entry.full else _gist_line(lead, words),
        language=language_tag(lead.language),
        edits=tuple(_edit_line(edit, words) for edit in edits),
        more_edits=words.count("sentences.more_edits", unshown) if unshown > 0 and edits else "",
        others=_others(entry, words),
        links=_links(lead, words, desk) if entry.full else (),
    )


def _arrival_lines(arrival: Arrival, words: Words) -> EntryLines:
    """An entry for a scheduled stage whose day came: on whose word, and with the sentence that had said so."""
    name, name_language = name_of(arrival.names, words.language)
    source, source_language = source_name(arrival.source_names, arrival.source_id, words.language)
    page = safe_url(arrival.page_url)
    stage, language = words.say(f"stages.{arrival.stage.value}"), language_tag(arrival.language)
    return EntryLines(
        full=True,
        label=words.say("labels.arrived"),
        title=Link(text=Text(text=name, language=name_language), url=page),
        tier=words.say(f"tiers.{arrival.tier.value}"),
        source=Link(text=Text(text=source, language=source_language), url=page),
        date=show_date(arrival.announced_on, words),
        original=mark_original(arrival.language, words),
        areas=tuple(cut_text(clean_text(words.area(tag)), 40) for tag in arrival.areas[:3]),
        quote=Text(text=cut_text(clean_text(arrival.quote), _QUOTE_COLUMNS), language=language),
        step=_capital(words.say("sentences.arrived", stage=stage, date=show_date(arrival.on, words))),
        language=language,
    )


def _fact_line(fact: Fact, finding: Finding, words: Words) -> FactLine:
    before, after = fact_sides(fact, finding.edits)
    return FactLine(
        name=_capital(words.say(f"facts.{fact.type.value}")), before=cut_text(before, 90), after=cut_text(after, 90)
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
    if entry.section is Section.ALSO:
        return words.say(f"labels.{entry.lead.kind.value}")
    return ""


def _date(finding: Finding, words: Words) -> str:
    if finding.kind is not ChangeKind.APPEARED:
        return words.moment(finding.found_at)
    if finding.published_shown:
        return show_date(finding.published_shown, words)
    return words.say("sentences.seen", date=words.moment(finding.found_at))


def _quote(entry: Entry) -> Text | None:
    """The sentence on which a new Page stands, and an edit that moved an Initiative or brought its Page to the topic."""
    edited = entry.lead.kind is ChangeKind.EDITED and (entry.step is not None or entry.newly_relevant)
    quote = clean_text(entry.quote or "")
    if not entry.full or not quote or not (entry.lead.kind is ChangeKind.APPEARED or edited):
        return None
    return Text(text=cut_text(quote, _QUOTE_COLUMNS), language=language_tag(entry.lead.language))


def _choose_edits(finding: Finding) -> tuple[Edit, ...]:
    """The Edits shown: those that hold a changed fact first, then as they stand; in the order of the Page."""
    if finding.kind in (ChangeKind.MOVED, ChangeKind.WITHDRAWN):
        return ()
    sides = [(fact.before or "", fact.after or "") for fact in finding.facts]

    def holds_fact(edit: Edit) -> bool:
        return any((a and a in edit.before and a not in edit.after) or (b and b in edit.after) for a, b in sides)

    stated = [edit for edit in finding.edits if clean_text(edit.before) or clean_text(edit.after)]
    told = [edit for edit in stated[:_EDITS_WEIGHED] if not _is_cosmetic(edit)] or stated
    ranked = sorted(range(len(told)), key=lambda place: (not holds_fact(told[place]), place))
    return tuple(told[place] for place in sorted(ranked[:SHOWN_EDITS]))


def _is_cosmetic(edit: Edit) -> bool:
    return max(len(edit.before), len(edit.after)) <= LONGEST_WEIGHED and weigh_edit(edit) is Weight.COSMETIC


def _edit_line(edit: Edit, words: Words) -> EditLine:
    part = words.say(f"fields.{edit.field.value}") if edit.field in _NAMED_FIELDS else ""
    if edit.op is Op.MOVE:
        part = words.say("labels.shifted")
    return EditLine(part=part, op=edit.op, runs=show_window(mark_edit(edit)))


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
        place = f"/desk/pages/{finding.page_id}/diff?from={finding.from_version}&to={finding.to_version}"
        links.append((words.say("links.compare"), desk.rstrip("/") + place))
    page = safe_url(finding.page_url)
    if page and finding.edits and finding.kind is not ChangeKind.WITHDRAWN:
        links.append((words.say("links.source"), page))
    return tuple(Link(text=Text(text=text, language=words.language), url=url) for text, url in links)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
