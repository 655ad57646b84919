"""Whom a title, a header line or a list of participants names, and who of them speaks.

"Speech by Mayor Ellen Harwood at the opening", "Discurso del presidente del Gobierno, Julio Santander, ante el
Congreso", "Margit Ellery – Chief Executive Officer": names with their offices, and the one a speech is by.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from summarize.lexicon import load
from summarize.names import PARTICLES, has_role_word, names_place, personal_name, titled_names
from summarize.text import fold

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

_SPEECH = re.compile(rf"(?i)\b(?:{'|'.join(_TABLES['speech_words'])})(?!\w)")
_PARTICIPANTS = re.compile(rf"(?i)^(?:{'|'.join(_TABLES['participants'])})\s*:?$")
_BY = r"(?i:\b(?:by|from|of|von|vom|der|des|par|du|de|por|del|della|di|da|do|przez|door|van)\b)"
_ARTICLE = r"(?i:(?:the|la|le|les|el|il|lo|a|o|der|die)\s+|l')?"
_LISTED = re.compile(
    r"^[*•\-\s]*(?P<name>[^,:;()–—]{3,60}?)\s*(?:\s[-–—]+\s|\s[-–—]+$|\()(?P<office>[^()]{2,120}?)\)?$"
)
_EVENT = re.compile(rf"(?i)^(?:{'|'.join([*_TABLES['speech_words'], *_TABLES['event_words']])})\s+")
_CALLINGS = frozenset(_TABLES["callings"])
_AND = r"(?i:and|und|et|y|e|i|и|та|і|й|ve|ile|en|oraz|with|mit|avec|con|com|с|з|z|met)"
_CASED_BY_ENDING = ("ru", "uk", "pl")


def is_participants_heading(text: str) -> bool:
    """Whether a line is the heading of a list of who takes part."""
    return _PARTICIPANTS.match(text.strip("#*_ ")) is not None


def listed_name(text: str) -> str:
    """The name in an entry of such a list, which says what the person is; empty for any other line."""
    listed = _LISTED.match(text)
    return listed.group("name").strip() if listed is not None and _is_whole_name(listed.group("name")) else ""


def people_in(line: str, language: str) -> tuple[tuple[str, str], ...]:
    """The persons whom a line of a header names, with the office it gives them or an empty title."""
    listed = _LISTED.match(line)
    if listed is not None and has_role_word(listed.group("office")) and _is_whole_name(listed.group("name")):
        return ((listed.group("name").strip(), listed.group("office").strip()),)
    found = _named(line, language)
    known = {name for name, title in found if title}
    more = [*_after_office(line, language), *(_uncased(line, language) if language == "ar" else ())]
    taken = {name for name, _ in more}
    return (*((name, title) for name, title in found if name not in taken), *(x for x in more if x[0] not in known))


def _named(line: str, language: str) -> list[tuple[str, str]]:
    """What `titled_names` finds, without places ("minister for Umwelt") and with names cut to what belongs to them."""
    prepositions = {fold(word) for word in load(language).prepositions}
    breaks = "|".join(_TABLES["breaks"].get(language, ())) if language == "en" else ""
    parted = re.sub(rf"(?<=\w) (?=(?:{breaks}) )", ", ", line) if breaks else line
    found = []
    for name, title in titled_names(parted):
        name, title = _cut(bare_name(name), line, language), _EVENT.sub("", title)
        title = re.sub(r" ile .*$", "", title) if language == "tr" else title
        if title and fold(title.split()[-1]) in prepositions:
            words = name.split()
            if len(words) < 3:
                continue
            name, title = " ".join(words[-2:]), " ".join([title, *words[:-2]])
        found.append((name, title))
    return found


def bare_name(name: str) -> str:
    """A name without the word for an event or a calling before it ("Zeugen Bernd Hauser")."""
    first, _, rest = name.partition(" ")
    return rest if rest and (_EVENT.fullmatch(first + " ") or fold(first) in _CALLINGS) else name


def _is_whole_name(text: str) -> bool:
    words = text.split()
    return (
        1 < len(words) <= 5
        and all(w[:1].isupper() or w[:1].lower() == w[:1].upper() or fold(w) in PARTICLES for w in words)
        and not has_role_word(text)
        and bool(personal_name(text))
    )


def _cut(name: str, line: str, language: str) -> str:
    """The name up to a small word that ends it in the line's language; a lone given name gets its "de Wit" back."""
    words = name.split()
    breaks = _TABLES["breaks"].get(language, ())
    for i, word in enumerate(words):
        if word in breaks and (i > 1 or len(words) - i > 2):
            return " ".join(words[:i])
    if len(words) == 1:
        more = re.search(rf"\b{re.escape(name)} ((?:de|de la|den|het|du|d') ?([^\W\d_][\w'-]+))", line)
        if (
            more
            and more.group(2)[:1].isupper()
            and not names_place(more.group(2))
            and _is_whole_name(f"A {more.group(2)}")
        ):
            return f"{name} {more.group(1)}"
    return name


def _after_office(line: str, language: str) -> Iterator[tuple[str, str]]:
    """Names that stand behind their office and a comma: "the Prime Minister, Henry Pell"."""
    pieces = re.split(r"\s*[,،;]\s*", line)
    given = [title for _, title in _named(line, language) if title]
    for before, after in pairwise(pieces):
        name = _leading_name(after)
        if any(title.endswith(before) for title in given):
            continue
        if name and has_role_word(before) and not any(n != name and t for n, t in _named(before, language)):
            office = re.search(rf"{_BY}\s+{_ARTICLE}(?P<office>.+)$", before)
            title = office.group("office") if office and has_role_word(office.group("office")) else before
            if len(title.split()) <= 10:
                yield name, title


def _leading_name(text: str) -> str:
    words: list[str] = []
    for word in text.split():
        if not (word[:1].isupper() or (words and fold(word) in PARTICLES)) or has_role_word(word):
            break
        words.append(word)
    while words and not words[-1][:1].isupper():
        words.pop()
    name = " ".join(words)
    return name if _is_whole_name(name) and not names_place(name) else ""


def _uncased(line: str, language: str) -> Iterator[tuple[str, str]]:
    """In a script without capitals: the last two words after an office, before the next small word."""
    small = {*load(language).prepositions, *load(language).stopwords}
    run: list[str] = []
    for word in [*line.split(), ""]:
        if word and fold(word) not in small and (run or has_role_word(word)):
            run.append(word)
            continue
        if len(run) > 2 or (len(run) == 2 and not has_role_word(run[1])):
            yield (" ".join(run[-2:]), " ".join(run[:-2])) if len(run) > 2 else (run[1], run[0])
        run = []


# ---------------------------------------------------------------- who speaks


def sole_byline(texts: Iterable[str], language: str) -> tuple[str, str, str] | None:
    """The speaker whom the first text that has one names: the name's base form, the title, the name as written."""
    for text in texts:
        byline = _byline(text, language)
        if byline is not None:
            return byline
    return None


def _byline(text: str, language: str) -> tuple[str, str, str] | None:
    lines = text.split("\n")
    named = [(name, title, line) for line in lines for name, title in people_in(line, language)]
    bare = {name for name, title, line in named if not title and _is_credited(name, "", line, language)}
    people = {name: title for name, title, _ in named if title or name in bare}
    by = [n for n, t, line in named if n in people and _is_credited(n, t, line, language)]
    joint = any(_is_joint(n, [m for m, t, _ in named if t and m != n], line) for n, _, line in named)
    chosen = by if len(set(by)) == 1 and not joint else list(people)
    if not chosen or len({_family(name) for name in chosen}) != 1:
        return None
    name = max(chosen, key=len)
    line = next(line for n, _, line in named if n == name)
    return base_name(name, people[name], line, language), people[name], name


def _family(name: str) -> str:
    return fold(name.split()[-1])


def _is_credited(name: str, title: str, line: str, language: str) -> bool:
    """Whether the line says that its words are by that person."""
    whole = re.escape(name) if not title else rf"{re.escape(title)},?\s+{re.escape(name)}"
    if re.search(rf"{_BY}\s+{_ARTICLE}(?:[^\W\d_]{{1,4}}\.?\s+)?{whole}", line):
        return True
    return language in _CASED_BY_ENDING and bool(_SPEECH.match(line.strip("#* ")))


def _is_joint(name: str, others: Sequence[str], line: str) -> bool:
    """Whether the line joins somebody else to the person: "by Minister Ann Lee and President Tom Hale"."""
    after = re.search(rf"{re.escape(name)}(?:'\w+)?,?\s+{_AND}\s+(?P<rest>.*)$", line)
    return after is not None and any(other in after.group("rest") for other in others)


def base_name(name: str, title: str, line: str, language: str) -> str:
    """A Slavic name in the genitive of a title ("Речь мэра Алексея Воронина") in its base form; any other unchanged."""
    forms = _TABLES["base_forms"].get(language)
    office = title.split()[0] if title else ""
    oblique = bool(re.search("(?:та|ра|ля|ого|еря)$", office)) or _SPEECH.match(line.strip("#* ")) is not None
    if not forms or not oblique:
        return name
    return " ".join(_base_form(word, forms) for word in name.split())


def from_genitive(name: str, language: str) -> str:
    """A Slavic name in the genitive in its base form; a name of any other language unchanged."""
    forms = _TABLES["base_forms"].get(language)
    return " ".join(_base_form(word, forms) for word in name.split()) if forms else name


def base_forms_of(written: str, language: str, name: str) -> str:
    """A Slavic name of the header in its base form, where that has the family name of a speaker; else as written."""
    base = from_genitive(written, language)
    return base if _family(base) == _family(name) else written


def _base_form(word: str, forms: Sequence[Sequence[str]]) -> str:
    low = word.lower()
    for ending, base in forms:
        if low == ending:
            return word[:1] + base[1:]
        if low.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)] + base
    return word
