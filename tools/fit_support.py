#!/usr/bin/env python3
"""Fit the weights by which `summarize.support` says how well a text supports a statement; write summarize/support.toml.

usage: fit_support.py

Statements that a text supports are those written for it (tests/data/support) and the labelled claims of the English
cases; statements that it does not support are those written as such, labelled claims, and alterations of the supported
ones made here: a "not" put in or taken out, an opposite, another figure, name or word, something added. Each kind of
alteration counts as much as any other. Longer statements are made of several. The same input always gives the same
weights.
The figures printed first are honest ones: statements about each text weighed by weights fitted on all other texts.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from summarize.documents import guess_language
from summarize.lexicon import load
from summarize.sentences import split_sentences
from summarize.support import FEATURES, consider_parts, observe, read_text
from summarize.tagging import Word, tag_words

ROOT = Path(__file__).resolve().parent.parent
LABELLED, OWN = ROOT / "tests" / "data" / "labelled", ROOT / "tests" / "data" / "support"
LANGUAGE, SEED = "en", 7
ALTERED = 4  # alterations of each supported statement
STEPS, RATE, PENALTY = 3000, 1.0, 1.0
ALTERATIONS = json.loads((OWN / "alterations.json").read_text("utf-8"))
LEXICON = load(LANGUAGE)
CLASSES = {"noun": {"noun"}, "adjective": {"adjective"}, "verb": {"finite", "participle", "infinitive"}}


@dataclass(frozen=True)
class Example:
    """A statement about a text, whether the text supports it, and what kind of statement it is."""

    text: str
    statement: str
    supported: bool
    kind: str


@dataclass(frozen=True)
class Pool:
    """What alterations take from: words and names of the text itself and of the other texts, and other statements."""

    names: list[str]
    other_names: list[str]
    words: list[tuple[str, str]]
    other_words: list[tuple[str, str]]
    statements: list[str]


# ---------------------------------------------------------------- examples


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_examples() -> tuple[dict[str, str], list[Example]]:
    """The texts by name, and the statements that people wrote about them."""
    cases = [f for f in sorted(LABELLED.iterdir()) if 'language = "ru"' not in (f / "case.toml").read_text("utf-8")]
    texts = {folder.name: (folder / "transcript.txt").read_text("utf-8") for folder in cases}
    found = [
        Example(row["case"], sentence, True, "written")
        for row in read_lines(OWN / "statements.jsonl") for sentence in sentences(row["statement"])
    ]
    for folder in cases:
        for label in read_lines(folder / "gold.jsonl"):
            if guess_language(f"{label['claim']} {label['span']}") != LANGUAGE:
                continue
            if label["verdict"] == "supported":
                found.append(Example(folder.name, label["claim"], True, "labelled"))
            elif "supported" not in (label["acceptable"] or ()):
                found.append(Example(folder.name, label["claim"], False, f"labelled {label['verdict']}"))
    for row in read_lines(OWN / "texts.jsonl"):
        texts[row["id"]] = row["text"]
        found += [Example(row["id"], s, True, "written") for one in row["supported"] for s in sentences(one)]
        found += [Example(row["id"], one, False, "written") for one in row["unsupported"]]
    return texts, found


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


def alter_all(texts: dict[str, str], written: list[Example], draw: random.Random) -> Iterator[Example]:
    words = {name: content_words(text) for name, text in texts.items()}
    names = {name: named(text) for name, text in texts.items()}
    for one in (e for e in written if e.supported):
        others = sorted(set().union(*(w for n, w in words.items() if n != one.text)) - words[one.text])
        other_names = sorted(set().union(*(w for n, w in names.items() if n != one.text)) - names[one.text])
        apart = [e.statement for e in written if e.supported and e.text != one.text and len(e.statement) < 90]
        pool = Pool(sorted(names[one.text]), other_names, sorted(words[one.text]), others, apart)
        made = list(alter(one.statement, pool, draw))
        for kind, statement in draw.sample(made, min(ALTERED, len(made))):
            yield Example(one.text, statement, False, kind)


def join(examples: list[Example], draw: random.Random) -> Iterator[Example]:
    """Longer statements: each one with one to three supported ones about the same text, in any order."""
    for one in examples:
        good = [e.statement for e in examples if e.supported and e.text == one.text]
        parts = [one.statement, *draw.sample(good, min(draw.choice([1, 1, 2, 3]), len(good)))]
        draw.shuffle(parts)
        yield Example(one.text, " ".join(parts), one.supported, one.kind)


# ---------------------------------------------------------------- alterations


def alter(statement: str, pool: Pool, draw: random.Random) -> Iterator[tuple[str, str]]:
    """One alteration of every kind that applies, with its kind."""
    words = tag_words(statement, LANGUAGE)
    yield from alter_negation(statement, words, draw)
    pairs = [(a, b) for left, right in LEXICON.antonyms for a, b in ((left, right), (right, left))]
    opposites = [(w, b) for w in words for a, b in pairs if a in (w.lemma, w.lower)]
    if opposites:
        word, other = draw.choice(opposites)
        yield "opposite", put(statement, word, inflect(other, word))
    quantifiers = [(w, b) for w in words for a, b in ALTERATIONS["quantifiers"] if w.lower == a]
    if quantifiers:
        yield "quantifier", put(statement, *draw.choice(quantifiers))
    yield from alter_figures(statement, words, draw)
    names = [w for w in words if is_name(w)]
    if names:
        word = draw.choice(names)
        near = [name for name in pool.names if name != word.text]
        if near:
            yield "name of the text", put(statement, word, draw.choice(near))
        yield "new name", put(statement, word, draw.choice(pool.other_names))
    for kind, classes in CLASSES.items():
        yield from alter_word(kind, statement, [w for w in words if w.pos in classes and is_content(w)], pool, draw)
    nouns = [w for w in words if w.pos == "noun"]
    if nouns:
        word = draw.choice(nouns)
        added = draw.choice(ALTERATIONS["adjectives"])
        yield "added adjective", f"{statement[:word.start]}{added} {statement[word.start:]}"
    yield "added circumstance", f"{statement.rstrip('. ')} {draw.choice(ALTERATIONS['circumstances'])}."
    other = draw.choice(pool.statements).rstrip(".")
    yield "added fact", f"{statement.rstrip('. ')}, and {other[:1].lower()}{other[1:]}."


def alter_negation(statement: str, words: tuple[Word, ...], draw: random.Random) -> Iterator[tuple[str, str]]:
    negators = [w for w in words if w.lower in {"not", "no", "never"}]
    carriers = [w for w in words if w.lower in ALTERATIONS["carriers of not"]]
    if negators:
        word = draw.choice(negators)
        yield "negation", re.sub(" +", " ", put(statement, word, "a" if word.lower == "no" else ""))
    elif carriers:
        word = draw.choice(carriers)
        yield "negation", put(statement, word, f"{word.text} not")


def alter_figures(statement: str, words: tuple[Word, ...], draw: random.Random) -> Iterator[tuple[str, str]]:
    figures = [w for w in words if re.fullmatch(r"\d+(?:[.,]\d+)*", w.text)]
    if figures:
        word = draw.choice(figures)
        at = draw.choice([i for i, char in enumerate(word.text) if char.isdigit()])
        digit = draw.choice([d for d in "123456789" if d != word.text[at]])
        yield "figure", put(statement, word, word.text[:at] + digit + word.text[at + 1 :])
    spelled = [w for w in words if w.lower in ALTERATIONS["numerals"]]
    if spelled:
        word = draw.choice(spelled)
        yield "figure", put(statement, word, draw.choice([n for n in ALTERATIONS["numerals"] if n != word.lower]))


def alter_word(
    kind: str, statement: str, candidates: list[Word], pool: Pool, draw: random.Random
) -> Iterator[tuple[str, str]]:
    if not candidates:
        return
    word = draw.choice(candidates)
    for where, words in (("of the text", pool.words), ("new", pool.other_words)):
        alike = [t for t, pos in words if pos == word.pos and t[-1] == word.lower[-1] and t != word.lower]
        if alike:
            yield f"{kind} {where}", put(statement, word, draw.choice(alike))


def put(statement: str, word: Word, other: str) -> str:
    return statement[: word.start] + other + statement[word.end :]


def inflect(other: str, like: Word) -> str:
    """An English base form with the ending of another word."""
    if like.lower.endswith("ed"):
        return other + ("d" if other.endswith("e") else "ed")
    if like.lower.endswith("ing"):
        return other.removesuffix("e") + "ing"
    return other + ("s" if like.lower.endswith("s") and like.lemma != like.lower else "")


def is_content(word: Word) -> bool:
    light = LEXICON.stopwords | LEXICON.auxiliaries | LEXICON.light_words | LEXICON.say_words
    return len(word.text) > 3 and word.lower not in light


def is_name(word: Word) -> bool:
    is_capital = word.text[:1].isupper() and len(word.text) > 2
    return word.pos == "name" and is_capital and word.lower not in LEXICON.honorifics


def content_words(text: str) -> set[tuple[str, str]]:
    return {(w.lower, w.pos) for w in tag_words(text, LANGUAGE) if is_content(w)}


def named(text: str) -> set[str]:
    return {w.text for w in tag_words(text, LANGUAGE) if is_name(w) and not w.text.isupper() and len(w.text) > 3}


# ---------------------------------------------------------------- fitting


def features(texts: dict[str, str], examples: list[Example]) -> np.ndarray:
    rows = []
    for one in examples:
        parts = consider_parts(one.statement, read_text(texts[one.text], LANGUAGE), LANGUAGE)
        rows.append(observe(parts) if parts else (0.0,) * len(FEATURES))
    return np.array(rows)


def importance(examples: list[Example]) -> np.ndarray:
    """Every kind counts the same, and supported statements as much as all others together."""
    count = Counter((e.supported, e.kind) for e in examples)
    share = np.array([1 / count[e.supported, e.kind] for e in examples])
    right = np.array([e.supported for e in examples])
    for side in (right, ~right):
        share[side] *= len(examples) / 2 / share[side].sum()
    return share


def fit(x: np.ndarray, examples: list[Example]) -> np.ndarray:
    """Logistic regression by gradient descent: the weights, then the constant. Only the score may speak for support."""
    y, share = np.array([float(e.supported) for e in examples]), importance(examples)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.column_stack([(x - mean) / spread, np.ones(len(x))])
    w = np.zeros(z.shape[1])
    for _ in range(STEPS):
        gradient = z.T @ ((1 / (1 + np.exp(-z @ w)) - y) * share)
        gradient[:-1] += PENALTY * w[:-1]
        w -= RATE * gradient / len(x)
        w[0], w[1:-1] = max(w[0], 0.0), np.minimum(w[1:-1], 0.0)
    scaled = w[:-1] / spread
    return np.append(scaled, w[-1] - scaled @ mean)


def is_right(x: np.ndarray, examples: list[Example], w: np.ndarray) -> np.ndarray:
    return (x @ w[:-1] + w[-1] >= 0) == np.array([e.supported for e in examples])


def report(x: np.ndarray, examples: list[Example]) -> None:
    right = np.zeros(len(examples), dtype=bool)
    for name in sorted({e.text for e in examples}):
        own = np.array([e.text == name for e in examples])
        others = [e for e in examples if e.text != name]
        right[own] = is_right(x[own], [e for e in examples if e.text == name], fit(x[~own], others))
    for supported in (True, False):
        for kind in sorted({e.kind for e in examples if e.supported == supported}):
            marks = [r for r, e in zip(right, examples, strict=True) if (e.supported, e.kind) == (supported, kind)]
            print(f"{'supported' if supported else 'unsupported':12} {kind:26} {np.mean(marks):.2f} of {len(marks)}")
    sides = [np.mean([r for r, e in zip(right, examples, strict=True) if e.supported == s]) for s in (True, False)]
    print(f"balanced accuracy {np.mean(sides):.3f}")


def main() -> None:
    draw = random.Random(SEED)
    texts, written = read_examples()
    examples = written + list(alter_all(texts, written, draw))
    examples += list(join(examples, draw))
    examples.sort(key=lambda e: e.text)  # each text is indexed once
    x = features(texts, examples)
    report(x, examples)
    w = fit(x, examples)
    lines = ["# Weights of a statement's support; written by tools/fit_support.py, not by hand.", ""]
    lines += [f"constant = {w[-1]:.3f}"] + [f"{name} = {v:.3f}" for name, v in zip(FEATURES, w[:-1], strict=True)]
    (ROOT / "summarize" / "support.toml").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
