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
NOISE = "-"  # the glossary's concept for phrases that only look like goods (cam kết, điều kiện)
# Single words of a label that say nothing about the goods ("Chilli, dried").
_GENERIC = frozenset({("dried",), ("general",), ("input",), ("song",), ("service",)})
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
    def is_goods(self) -> bool:
        """Whether the words name goods or a trade word, not a place or nothing at all."""
        return self.codes[0] != NOISE and not self.codes[0].startswith(PLACE)


def script_of(tokens: Sequence[str]) -> Script:
    """Tell how a text was typed."""
    if any(is_toned(token) for token in tokens):
        return Script.TONED
    return Script.TONELESS if looks_vietnamese(tokens) else Script.OTHER


class PhraseMapper:
    """Maps runs of tokens to concepts of a taxonomy, longest phrase first.

    A toneless word stands for a toned one ("mat ong" is mật ong) where the whole text is toneless
    Vietnamese, and inside longer phrases of a toned text; a toned word only for itself. A toneless
    key that several toned words share means the one with the most names in its tree (tra: tea,
    not cá tra's second half), the tree being what the trade talks about.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._exact: dict[Phrase, list[str]] = defaultdict(list)
        self._folded: dict[Phrase, dict[Phrase, list[str]]] = defaultdict(dict)
        for place in taxonomy.places:
            self._learn(place, PLACE + place, vietnamese=True)
        for tag in (*taxonomy.tags, *taxonomy.facets):
            for name in (*phrases_of(tag.name_vi), *tag.synonyms_vi):
                self._learn(name, tag.code, vietnamese=True)
            for name in (*phrases_of(tag.name_en), *tag.synonyms_en, *tag.names_other):
                self._learn(name, tag.code, vietnamese=False)
        self._facets: dict[str, list[str]] = defaultdict(list)
        for phrase, codes in list(self._exact.items()):
            facets = [code for code in codes if code.islower() and len(phrase) == 1]
            self._facets[phrase[0]].extend(facets)
        self._longest: dict[str, int] = defaultdict(int)
        for phrase in (*self._exact, *self._folded):
            self._longest[phrase[0]] = max(self._longest[phrase[0]], len(phrase))

    def _learn(self, name: str, code: str, *, vietnamese: bool) -> None:
        phrase = tuple(tokenise(name))
        if not phrase or phrase in _GENERIC:
            return
        if code not in self._exact[phrase] and not (code == NOISE and self._exact[phrase]):
            self._exact[phrase].append(code)
        if vietnamese:
            meanings = self._folded[tuple(fold(token) for token in phrase)]
            meanings.setdefault(phrase, self._exact[phrase])
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
        return spans

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
        if script is Script.OTHER or (script is Script.TONED and len(words) == 1):
            return []
        candidates = self._folded.get(tuple(fold(word) for word in words), {})
        meant = [
            codes
            for phrase, codes in candidates.items()
            if all(
                word == toned or not is_toned(word)
                for word, toned in zip(words, phrase, strict=True)
            )
        ]
        return max(meant, key=self._most_breadth, default=[])

    def _most_breadth(self, codes: Sequence[str]) -> int:
        return max(self._breadth.get(code, 0) for code in codes)

    def facets_in(self, tokens: Sequence[str]) -> set[str]:
        """Return the trade words inside a phrase: dried, in dried mango."""
        return {code for token in tokens for code in self._facets.get(token, ())}
