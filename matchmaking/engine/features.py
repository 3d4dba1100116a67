"""Turn an offer or a need into weighted terms: concepts, words and folded words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from typing import TypeAlias

from matchmaking.engine.documents import TAG_WEIGHT, Document, Field, tag_list
from matchmaking.engine.phrases import PhraseMapper, Script, Span, script_of
from matchmaking.engine.taxonomy import Taxonomy
from matchmaking.engine.text import fold, is_content, segments

Terms: TypeAlias = dict[str, float]
CONCEPTS, WORDS, FOLDED = "concepts", "words", "folded"
BLOCKS = (CONCEPTS, WORDS, FOLDED)
ANCESTOR_WEIGHT = 0.5
KEPT_OF_COMPOSED = 0.25
FACET_WEIGHT = 0.4
COMPOSE_GAP = 3


@dataclass(slots=True)
class Features:
    """The weighted terms of one document, one mapping for each block."""

    concepts: Terms = field(default_factory=lambda: defaultdict(float))
    words: Terms = field(default_factory=lambda: defaultdict(float))
    folded: Terms = field(default_factory=lambda: defaultdict(float))


class FeatureMaker:
    """Reads documents; with a taxonomy it sees concepts, without it words alone.

    Offers and needs are read differently where tones are missing. An offer is found under its
    folded words always, but a need asks for folded words only when it was typed without tones:
    so ``trà`` never meets ``cá tra``, and ``ca phe`` still meets ``cà phê``.
    """

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        self.taxonomy = taxonomy
        self._mapper = PhraseMapper(taxonomy) if taxonomy else None

    def read(self, document: Document, *, is_need: bool) -> Features:
        """Return the weighted terms of a document."""
        features = Features()
        for text in document.fields():
            if text.text:
                self._read_field(text, features, is_need=is_need)
        for tag in tag_list(document.tags):
            self._read_tag(tag, features, is_need=is_need)
        self._add_ancestors(features.concepts)
        return features

    def _read_tag(self, tag: str, features: Features, *, is_need: bool) -> None:
        if self.taxonomy and tag.upper() in self.taxonomy.by_code:
            features.concepts[tag.upper()] += TAG_WEIGHT
            return
        self._read_field(Field(tag, TAG_WEIGHT, is_name=True), features, is_need=is_need)

    def _read_field(self, source: Field, features: Features, *, is_need: bool) -> None:
        parts = list(segments(source.text))
        script = script_of([token for part in parts for token in part])
        if script is Script.TONELESS and source.language == "en" and not is_need:
            script = Script.OTHER
        found = Features()
        for tokens in parts:
            spans = self._mapper.find(tokens, script) if self._mapper else []
            for code, weight in self._concepts(spans) if source.has_concepts else ():
                found.concepts[code] += weight
            taken = _taken(spans)
            for term in _ngrams(tokens, taken):
                found.words[term] += 1
            for term in _folded(tokens, taken, script, source, is_need=is_need):
                found.folded[term] += 1
        for block in BLOCKS:
            terms, total = getattr(found, block), getattr(features, block)
            for term, count in terms.items():
                total[term] += source.weight * (1 + log(count) if count > 1 else count)

    def _concepts(self, spans: Sequence[Span]) -> Iterator[tuple[str, float]]:
        """Yield the concepts of a run of spans, those composed of two neighbours included."""
        assert self.taxonomy is not None or not spans
        spans = [span for span in spans if not span.is_place]
        kept = [1.0] * len(spans)
        for at, span in enumerate(spans):
            near = at + 1
            if near < len(spans) and spans[near].start - span.end <= COMPOSE_GAP:
                if composed := self._compose(span, spans[near]):
                    kept[at] = kept[near] = KEPT_OF_COMPOSED
                    yield composed, 1.0
        for span, share in zip(spans, kept, strict=True):
            for code in span.codes:
                weight = FACET_WEIGHT if code.islower() else 1.0
                yield code, share * weight / len(span.codes)

    def _compose(self, left: Span, right: Span) -> str | None:
        assert self.taxonomy is not None
        for rule in self.taxonomy.compositions:
            for head, other in ((left, right), (right, left)):
                if self._any_within(head, rule.head) and self._any_within(other, rule.other):
                    return rule.gives
        return None

    def _any_within(self, span: Span, above: str) -> bool:
        assert self.taxonomy is not None
        return any(self.taxonomy.is_within(code, above) for code in span.codes)

    def _add_ancestors(self, concepts: Terms) -> None:
        if self.taxonomy is None:
            return
        inherited: Terms = defaultdict(float)
        for code, weight in concepts.items():
            for distance, above in enumerate(self.taxonomy.ancestors(code), start=1):
                share = weight * ANCESTOR_WEIGHT**distance
                inherited[above] = max(inherited[above], share)
        for code, weight in inherited.items():
            concepts[code] = max(concepts.get(code, 0.0), weight)


def _taken(spans: Sequence[Span]) -> set[int]:
    """Places of tokens that mean something only together, as the tra of cá tra."""
    return {at for span in spans if span.end - span.start > 1 for at in range(span.start, span.end)}


def _ngrams(tokens: Sequence[str], taken: set[int]) -> Iterator[str]:
    """Yield words and pairs of neighbouring words, without stop words."""
    for at, token in enumerate(tokens):
        if at not in taken and is_content(token):
            yield token
        if at and (is_content(token) or is_content(tokens[at - 1])):
            yield f"{tokens[at - 1]} {token}"


def _folded(
    tokens: Sequence[str], taken: set[int], script: Script, source: Field, *, is_need: bool
) -> Iterator[str]:
    """Yield folded terms, marked with the side that may have left out the tones.

    ``=`` terms join a need without tones to any offer, ``~`` terms a toned need to an offer
    without tones; two toned texts share neither.
    """
    marks = ""
    if is_need:
        marks = {Script.TONELESS: "=", Script.TONED: "~"}.get(script, "")
    else:
        marks = "=~" if script is Script.TONELESS and source.language != "en" else "="
    for mark in marks:
        for term in _ngrams(tokens, taken):
            yield mark + fold(term)
