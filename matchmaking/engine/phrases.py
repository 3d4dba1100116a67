"""Find concepts in text: the longest phrase that names a tag, a trade word or a place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from matchmaking.engine.taxonomy import Taxonomy, phrases_of
from matchmaking.engine.text import fold, is_toned, looks_vietnamese, tokenise

PLACE = "place:"
# Single words of a label that say nothing about the goods ("Chilli, dried").
_GENERIC = frozenset({("dried",), ("general",), ("inputs",), ("song",)})
Phrase: TypeAlias = tuple[str, ...]


class Script(Enum):
    """How a text was typed, which decides what may be forgiven."""

    TONED = "with tones"
    TONELESS = "Vietnamese without tones"
    OTHER = "English or another language"


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens ``start`` to ``end`` name these concepts; several only when typing left it open."""

    start: int
    end: int
    codes: tuple[str, ...]

    @property
    def is_place(self) -> bool:
        """Whether the words are a place's name."""
        return self.codes[0].startswith(PLACE)


def script_of(tokens: Sequence[str]) -> Script:
    """Tell how a text was typed."""
    if any(is_toned(token) for token in tokens):
        return Script.TONED
    return Script.TONELESS if looks_vietnamese(tokens) else Script.OTHER


class PhraseMapper:
    """Maps runs of tokens to concepts of a taxonomy, longest phrase first.

    A toneless word stands for a toned one ("mat ong" is mật ong) where the whole text is toneless
    Vietnamese, and inside longer phrases of a toned text; a toned word only for itself. A toneless
    key that hits several concepts means the one whose kin stands in the same text, else the one
    with the most names in its tree (tra: tea), the tree being what the trade talks about.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._exact: dict[Phrase, list[str]] = defaultdict(list)
        self._folded: dict[Phrase, list[tuple[Phrase, str]]] = defaultdict(list)
        for place in taxonomy.places:
            self._learn(place, PLACE + place, vietnamese=True)
        for tag in (*taxonomy.tags, *taxonomy.facets):
            for name in (*phrases_of(tag.name_vi), *tag.synonyms_vi):
                self._learn(name, tag.code, vietnamese=True)
            for name in (*phrases_of(tag.name_en), *tag.synonyms_en, *tag.names_other):
                self._learn(name, tag.code, vietnamese=False)
        self._longest: dict[str, int] = defaultdict(int)
        for phrase in (*self._exact, *self._folded):
            self._longest[phrase[0]] = max(self._longest[phrase[0]], len(phrase))

    def _learn(self, name: str, code: str, *, vietnamese: bool) -> None:
        phrase = tuple(tokenise(name))
        if not phrase or phrase in _GENERIC:
            return
        if code not in self._exact[phrase]:
            self._exact[phrase].append(code)
        if vietnamese:
            self._folded[tuple(fold(token) for token in phrase)].append((phrase, code))
            if code.startswith(PLACE):
                self._exact[tuple(fold(token) for token in phrase)].append(code)

    @cached_property
    def _breadth(self) -> dict[str, int]:
        """Names in the tree of each tag: how much the trade talks about it."""
        breadth: dict[str, int] = defaultdict(int)
        for tag in self.taxonomy.tags:
            for code in (tag.code, *self.taxonomy.ancestors(tag.code)):
                breadth[code] += 1 + len(tag.synonyms_vi) + len(tag.synonyms_en)
        return breadth

    def find(self, tokens: Sequence[str], script: Script) -> list[Span]:
        """Return the spans of a text from left to right, without overlaps."""
        spans: list[Span] = []
        start = 0
        while start < len(tokens):
            span = self._longest_at(tokens, start, script)
            if span is not None:
                spans.append(span)
            start = span.end if span is not None else start + 1
        return self._settle(spans) if script is Script.TONELESS else spans

    def _longest_at(self, tokens: Sequence[str], start: int, script: Script) -> Span | None:
        first = tokens[start]
        reach = max(self._longest.get(first, 0), self._longest.get(fold(first), 0))
        for length in range(min(reach, len(tokens) - start), 0, -1):
            words = tuple(tokens[start : start + length])
            codes = self._exact.get(words) or self._forgiven(words, script)
            if codes:
                return Span(start, start + length, tuple(dict.fromkeys(codes)))
        return None

    def _forgiven(self, words: Phrase, script: Script) -> list[str]:
        """Concepts whose names are these words but for missing tones."""
        if script is Script.OTHER or (script is Script.TONED and len(words) < 2):
            return []
        candidates = self._folded.get(tuple(fold(word) for word in words), ())
        return [
            code
            for phrase, code in candidates
            if all(
                word == meant or not is_toned(word)
                for word, meant in zip(words, phrase, strict=True)
            )
        ]

    def _settle(self, spans: list[Span]) -> list[Span]:
        """Choose one concept for each toneless key that hits several."""
        sure = {span.codes[0].split(".")[0] for span in spans if len(span.codes) == 1}
        return [
            Span(
                span.start, span.end, (max(span.codes, key=lambda code: self._weight(code, sure)),)
            )
            for span in spans
        ]

    def _weight(self, code: str, sure: set[str]) -> tuple[bool, int]:
        return code.split(".")[0] in sure, self._breadth.get(code, 0)
