"""Turn an offer or a need into weighted terms: concepts, words and folded words."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import TypeAlias

from matchmaking.engine.documents import TAG_WEIGHT, Document, Field, Offer, tag_list
from matchmaking.engine.phrases import PhraseMapper, Script, Span, script_of
from matchmaking.engine.taxonomy import Taxonomy
from matchmaking.engine.text import fold, is_content, segments

Terms: TypeAlias = dict[str, float]
TAGS, FACETS, WORDS, FOLDED, CHARS = "tags", "facets", "words", "folded", "chars"
NAMES, CODES = "names", "codes"
BLOCKS = (TAGS, FACETS, WORDS, FOLDED, CHARS, NAMES, CODES)
KEPT_OF_COMPOSED = 0.1
COMPOSE_GAP = 3
LONE_TRUST = 0.4
PURPOSE_WEIGHT = 0.5
BESIDE_TAGS = 0.3  # an offer's own tags say better what it is than words do (herbal tea is no tea)
GRAM_SIZES = (3, 4, 5)
SHORTEST_CODE = 4
OCOP = "ocop"


@dataclass(slots=True)
class Features:
    """The weighted terms of one document, one mapping for each block."""

    tags: Terms = field(default_factory=lambda: defaultdict(float))
    facets: Terms = field(default_factory=lambda: defaultdict(float))
    words: Terms = field(default_factory=lambda: defaultdict(float))
    folded: Terms = field(default_factory=lambda: defaultdict(float))
    chars: Terms = field(default_factory=lambda: defaultdict(float))
    names: Terms = field(default_factory=lambda: defaultdict(float))
    codes: Terms = field(default_factory=lambda: defaultdict(float))


_mapper_of = lru_cache(maxsize=4)(PhraseMapper)  # takes a while to make, and never changes


class FeatureMaker:
    """Reads documents; with a taxonomy it sees concepts, without it words alone.

    Offers and needs are read differently where tones are missing. An offer is found under its
    folded words always, but a need asks for folded words only when it was typed without tones:
    so ``trà`` never meets ``cá tra``, and ``ca phe`` still meets ``cà phê``.

    ``extras`` are the further blocks to fill: ``chars`` reads names by their letters, ``codes`` so
    reads the words of letters and digits anywhere, ``names`` finds a need's words in names alone.
    Without a taxonomy, names tell more by that block, and the fields of a text all count alike.
    Without ``damped`` a word counts each time it is there, as BM25 wants it.
    """

    def __init__(
        self, taxonomy: Taxonomy | None, *, extras: Collection[str] = (), damped: bool = True
    ) -> None:
        self.taxonomy = taxonomy
        self.extras = extras
        self.damped = damped
        self._mapper = _mapper_of(taxonomy) if taxonomy else None

    def read(self, document: Document, *, is_need: bool) -> Features:
        """Return the weighted terms of a document."""
        features = Features()
        for text in document.fields():
            if text.text:
                self._read_field(text, features, is_need=is_need)
        codes, words = self._split_tags(document.tags)
        for word in words:
            self._read_field(Field(word, TAG_WEIGHT, is_name=True), features, is_need=is_need)
        if codes and not is_need:
            for code in features.tags:
                features.tags[code] *= BESIDE_TAGS
        for code in codes:
            features.tags[code] += TAG_WEIGHT
        if self.taxonomy and isinstance(document, Offer) and document.ocop_stars.strip("0 "):
            features.facets[OCOP] += 1.0
        return features

    def _split_tags(self, tags: str) -> tuple[list[str], list[str]]:
        """Return the codes of the taxonomy and the free words among the tags."""
        known = self.taxonomy.by_code if self.taxonomy else {}
        parts = tag_list(tags)
        codes = [part.upper() for part in parts if part.upper() in known]
        return codes, [part for part in parts if part.upper() not in known]

    def _read_field(self, source: Field, features: Features, *, is_need: bool) -> None:
        parts = list(segments(source.text))
        script = script_of([token for part in parts for token in part.tokens])
        if script is Script.TONELESS and source.language == "en" and not is_need:
            script = Script.OTHER
        marks = _folded_marks(script, source, is_need=is_need)
        found = Features()
        for part in parts:
            spans = self._mapper.find(part.tokens, script) if self._mapper else []
            if source.has_concepts:
                share = PURPOSE_WEIGHT if part.is_purpose else 1.0
                trust = [share * _trust(span, part.capitals, script) for span in spans]
                self._add_concepts(part.tokens, spans, trust, found)
            for term in _ngrams(part.tokens, _taken(spans, is_need=is_need)):
                found.words[term] += 1
                for mark in marks:
                    found.folded[mark + fold(term)] += 1
            self._add_extras(part.tokens, found, is_name=source.is_name)
        if NAMES in self.extras and (is_need or source.is_name):
            found.names = found.words
        self._gather(found, features, source.weight if self.taxonomy else 1.0)

    def _add_extras(self, tokens: Sequence[str], found: Features, *, is_name: bool) -> None:
        for gram in _letter_grams(tokens) if CHARS in self.extras and is_name else ():
            found.chars[gram] += 1
        if CODES in self.extras:
            for gram in _letter_grams([token for token in tokens if _is_code(token)]):
                found.codes[gram] += 1

    def _gather(self, found: Features, features: Features, weight: float) -> None:
        """Add what was found in a field, damped where a word came several times."""
        for block in BLOCKS:
            terms, total = getattr(found, block), getattr(features, block)
            for term, count in terms.items():
                damped = self.damped and count > 1
                total[term] += weight * (1 + log(count) if damped else count)

    def _add_concepts(
        self, tokens: Sequence[str], spans: Sequence[Span], kept: list[float], found: Features
    ) -> None:
        """Count the concepts of a part of a text, those composed of two neighbours included."""
        for at, (span, after) in enumerate(pairwise(spans)):
            if not (kept[at] and kept[at + 1]) or after.start - span.end > COMPOSE_GAP:
                continue
            if composed := self.taxonomy and self.taxonomy.composed(span.codes, after.codes):
                found.tags[composed] += max(kept[at], kept[at + 1])
                kept[at] = kept[at + 1] = KEPT_OF_COMPOSED
        for span, share in zip(spans, kept, strict=True):
            if share:
                self._add_span(tokens, span, share, found)

    def _add_span(self, tokens: Sequence[str], span: Span, share: float, found: Features) -> None:
        assert self._mapper is not None
        for code in span.codes:
            (found.facets if code.islower() else found.tags)[code] += share / len(span.codes)
        if span.end - span.start > 1:
            for facet in self._mapper.facets_in(tokens[span.start : span.end]):
                found.facets[facet] += share


def _trust(span: Span, capitals: Sequence[bool], script: Script) -> float:
    """How far a phrase is to be taken as goods.

    Phrases of several words are sure, and so is what stands first. A lone
    syllable elsewhere is little to go by when it has no tones (nhan: nhãn or nhân), and a capital
    inside a toned text is a name (Cường Hoa is no flower).
    """
    if not span.is_goods:
        return 0.0
    if span.start == 0 or span.end - span.start > 1 or script is Script.OTHER:
        return 1.0
    if script is Script.TONED:
        is_name = capitals[span.start] and sum(capitals) < len(capitals)
        return 0.0 if is_name else LONE_TRUST if capitals[span.start] else 1.0
    return LONE_TRUST


def _taken(spans: Sequence[Span], *, is_need: bool) -> set[int]:
    """Return places of tokens that are not to be searched alone.

    Words that mean something only together, as the tra of cá tra; and what a need says with the
    name of goods, since their tag says it better: chè, trà and tea get the same answer.
    """
    return {
        at
        for span in spans
        if span.end - span.start > 1 or (is_need and span.is_goods)
        for at in range(span.start, span.end)
    }


def _ngrams(tokens: Sequence[str], taken: set[int]) -> Iterator[str]:
    """Yield words and pairs of neighbouring words, without stop words."""
    for at, token in enumerate(tokens):
        if at not in taken and is_content(token):
            yield token
        if at and (is_content(token) or is_content(tokens[at - 1])):
            yield f"{tokens[at - 1]} {token}"


def _letter_grams(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the runs of 3 to 5 letters of each word and the spaces around it, without tones."""
    for token in filter(is_content, tokens):
        word = f" {fold(token)} "
        for size in GRAM_SIZES:
            yield from (word[at : at + size] for at in range(len(word) - size + 1))


def _is_code(token: str) -> bool:
    """Whether a word is of letters and digits, as the numbers of models are (dscw120p)."""
    return (
        len(token) >= SHORTEST_CODE and token.isalnum() and not (token.isalpha() or token.isdigit())
    )


def _folded_marks(script: Script, source: Field, *, is_need: bool) -> str:
    """Return the marks of the folded terms that a text is read with.

    ``=`` terms join a need without tones to any offer, ``~`` terms a toned need to an offer
    without tones; two toned texts share neither.
    """
    if is_need:
        return {Script.TONELESS: "=", Script.TONED: "~"}.get(script, "")
    return "=~" if script is Script.TONELESS and source.language != "en" else "="
