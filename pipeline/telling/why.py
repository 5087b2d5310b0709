"""Why a text counts or not, in the reader's language: the sentence that meaning/reasons.py made, taken apart and said anew.

Pure: no clock, no network, no files, no SQL, no logging. The sentence stays English in the database and in JSON.
"""

import re

from pipeline.telling.words import Words
from pipeline.weighing.excerpt import clean_text

_QUOTED = "“[^”]*”(?:, “[^”]*”)*"
_NAMED = rf"(?:{_QUOTED}|nobody of [\w-]+)"
_SUBJECT = rf"(?:{_QUOTED}|nothing of the subject)"
_LITTLE = rf"but speaks too little of the subject \((?P<subject>{_SUBJECT})\)\."
_SENTENCES = tuple(
    (key, re.compile(pattern, re.DOTALL))
    for key, pattern in (
        ("old", r"Published before (?P<since>[\d-]+), so it is context and not part of the question\."),
        ("lead", r"Its lead, which stands apart from the text, names both sides and the subject\."),
        ("paper", rf"Names (?P<term>{_QUOTED}) in the (?P<field>\w+), a paper of both sides\."),
        ("measure", rf"Names (?P<term>{_QUOTED}) in the (?P<field>\w+), a measure of both sides\."),
        ("both", rf"Names both sides \((?P<first>{_QUOTED})\) and speaks of (?P<subject>{_SUBJECT})\."),
        ("two", rf"Names (?P<first>{_NAMED}) and (?P<second>{_NAMED}) and speaks of (?P<subject>{_SUBJECT})\."),
        ("negative", rf"Has words of the question, but .*? \((?P<term>{_QUOTED})\)\."),
        ("event", r"Tells of a gathering or a visit, without a measure or a signing of both sides\."),
        ("nothing", r"Says nothing, or next to nothing, of the subject\."),
        ("missing", rf"Speaks of (?P<subject>{_SUBJECT}), but names nobody of (?P<sides>[\w-]+(?: or [\w-]+)*)\."),
        ("little_both", rf"Names both sides \((?P<first>{_QUOTED})\), {_LITTLE}"),
        ("little", rf"Names (?P<first>{_NAMED}) and (?P<second>{_NAMED}), {_LITTLE}"),
    )
)  # fmt: skip


def say_why(rule: str, words: Words) -> tuple[str, str]:
    """The sentence in the language of the words, and the language it is in: English where it is a sentence of none we know."""
    if words.language == "en":
        return clean_text(rule), "en"
    for key, pattern in _SENTENCES:
        if match := pattern.fullmatch(rule):
            parts = {name: _say_part(name, text, words) for name, text in match.groupdict().items()}
            return clean_text(words.say(f"whys.{key}", **parts)), words.language
    return clean_text(rule), "en"


def _say_part(name: str, text: str, words: Words) -> str:
    """A part of the sentence: quotes of the text between the language's own marks; a side by its name."""
    if name == "field":
        return words.say(f"fields_of_text.{text}")
    if name == "sides":
        return words.join(tuple(_say_side(side, words) for side in text.split(" or ")))
    if name == "since":
        return words.shown(text)
    if text == "nothing of the subject":
        return words.say("whys.no_subject")
    if text.startswith("nobody of "):
        return words.say("whys.nobody", side=_say_side(text.removeprefix("nobody of "), words))
    return words.join(tuple(words.quote(quoted) for quoted in re.findall("“([^”]*)”", text)))


def _say_side(side: str, words: Words) -> str:
    """A side of the topic by its name; one that has none in the words stays as the topic calls it."""
    return words.texts.get(f"sides.{side}", side)
