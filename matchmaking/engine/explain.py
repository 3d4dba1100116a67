"""Say in words why an offer was suggested, with numbers that add up to the score."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from matchmaking.engine.taxonomy import Taxonomy

Kind: TypeAlias = Literal[
    "tag", "facet", "word", "toneless", "spelling",
    "volume_fits", "volume_part", "season_overlaps", "ocop", "certificate",
    "certificate_missing", "certificate_expires", "rest",
]  # fmt: skip
Message: TypeAlias = tuple[str, dict[str, str]]
# What the terms of each block are told as; a facet is told apart from a tag by its code.
_KINDS: Mapping[str, Kind] = {
    "tags": "tag", "facets": "tag", "words": "word", "names": "word",
    "folded": "toneless", "chars": "spelling", "codes": "spelling",
}  # fmt: skip
_WORDS: tuple[Kind, ...] = ("word", "toneless")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in no language: what kind, about what, and its share of the score.

    ``term`` is a tag code (``tag``), a facet of the glossary (``facet``), the shared words
    (``word``, ``toneless``) or what the kind's message needs.
    """

    kind: Kind
    term: str
    share: float


# Message templates by kind; the web translates the English ones, files use either as they are.
TEMPLATES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "tag": "Same kind of product: %(term)s",
        "facet": "Both say: %(term)s",
        "word": "Same words: “%(term)s”",
        "toneless": "Same words apart from tone marks: “%(term)s”",
        "spelling": "Similar spelling: “%(term)s”",
        "volume_fits": "Can supply the volume asked for",
        "volume_part": "Can supply %(term)s of the volume asked for",
        "season_overlaps": "In season when it is needed: months %(term)s",
        "ocop": "OCOP %(term)s stars, valid on the day",
        "certificate": "Has the certificate asked for: %(term)s",
        "certificate_missing": "No valid certificate on record: %(term)s",
        "certificate_expires": "Certificate runs out soon: %(term)s",
        "rest": "Other points in common",
    },
    "vi": {
        "tag": "Cùng loại sản phẩm: %(term)s",
        "facet": "Cùng nêu: %(term)s",
        "word": "Trùng từ: “%(term)s”",
        "toneless": "Trùng từ, không kể dấu: “%(term)s”",
        "spelling": "Cách viết gần giống: “%(term)s”",
        "volume_fits": "Đủ khả năng cung ứng sản lượng cần",
        "volume_part": "Cung ứng được %(term)s sản lượng cần",
        "season_overlaps": "Đúng mùa cần hàng: tháng %(term)s",
        "ocop": "OCOP %(term)s sao, còn hiệu lực vào ngày diễn ra",
        "certificate": "Có chứng nhận được yêu cầu: %(term)s",
        "certificate_missing": "Chưa có chứng nhận còn hiệu lực: %(term)s",
        "certificate_expires": "Chứng nhận sắp hết hạn: %(term)s",
        "rest": "Những điểm chung khác",
    },
}


def reasons_of(
    terms: Iterable[tuple[str, str, float]], taxonomy: Taxonomy | None
) -> tuple[Reason, ...]:
    """Gather shared terms, as (block, term, share), into reasons, largest share first.

    A group of the taxonomy joins the tag below it, a word the pair of words that holds it, so
    that one fact is told once. The shares keep their sum.
    """
    found: dict[Kind, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for block, term, share in terms:
        found[_KINDS[block]][term[1:] if block == "folded" else term] += share
    concepts = _join(found["tag"], taxonomy.is_within) if taxonomy else found["tag"]
    reasons = [
        Reason("facet" if code.islower() else "tag", code, share)
        for code, share in concepts.items()
    ]
    for kind in _WORDS:
        joined = _join(found[kind], lambda longer, shorter: f" {shorter} " in f" {longer} ")
        reasons.extend(Reason(kind, term, share) for term, share in joined.items())
    reasons.extend(Reason("spelling", *word) for word in _spelled(found["spelling"]))
    return tuple(sorted(reasons, key=lambda reason: (-reason.share, reason.kind, reason.term)))


def _spelled(grams: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Yield the words that overlapping runs of letters spell, with the shares of their runs."""
    left = sorted(grams, key=lambda gram: (-len(gram), -grams[gram], gram))
    while left:
        word = left[0]
        while after := next((one for one in left if one not in word and _meet(word, one)), ""):
            word += after[-1]
        while before := next((one for one in left if one not in word and _meet(one, word)), ""):
            word = before[0] + word
        yield word.strip(), sum(grams[gram] for gram in left if gram in word)
        left = [gram for gram in left if gram not in word]


def _meet(earlier: str, later: str) -> bool:
    """Whether two runs of letters inside a word overlap but for one letter."""
    overlap = min(len(earlier), len(later)) - 1
    return earlier[-overlap:] == later[:overlap]


def _join(shares: Mapping[str, float], holds: Callable[[str, str], bool]) -> dict[str, float]:
    """Add the share of every key to the strongest of the narrowest keys that hold it."""
    narrow = [
        key for key in shares if not any(other != key and holds(other, key) for other in shares)
    ]
    joined = {key: shares[key] for key in narrow}
    for key, share in shares.items():
        if key not in joined:
            owner = max((one for one in narrow if holds(one, key)), key=lambda one: shares[one])
            joined[owner] += share
    return joined


def message(reason: Reason, label: Callable[[str], str], language: str = "en") -> Message:
    """Return the template of a reason and its parameters; a caller may translate the English one.

    ``label`` names a tag or facet code in the reader's language.
    """
    term = label(reason.term) if reason.kind in {"tag", "facet"} else reason.term
    return TEMPLATES[language][reason.kind], {"term": term}


def shorten(reasons: Sequence[Reason], most: int = 3) -> list[Reason]:
    """Return the first reasons and one ``rest`` for the others, with the same sum."""
    rest = [reason for reason in reasons[most:] if reason.share]
    if not rest:
        return list(reasons[:most])
    return [*reasons[:most], Reason("rest", "", sum(reason.share for reason in rest))]


def render(
    reasons: Sequence[Reason], taxonomy: Taxonomy | None, *, language: str = "vi", decimals: int = 6
) -> str:
    """Return the reasons as one line of plain text with shares that add up as printed."""

    def label(code: str) -> str:
        return taxonomy.label(code, language) if taxonomy else code

    shown = shorten(reasons)
    unit = 10**decimals
    units = _round_to_sum([reason.share * unit for reason in shown])
    parts = []
    for reason, share in zip(shown, units, strict=True):
        text, term = message(reason, label, language)
        parts.append(f"{text % term} ({share / unit:.{decimals}f})")
    return "; ".join(parts)


def _round_to_sum(values: Sequence[float]) -> list[int]:
    """Round so that the rounded values add up to the rounded sum (largest remainders first)."""
    floors = [int(value) for value in values]
    missing = round(sum(values)) - sum(floors)
    by_rest = sorted(range(len(values)), key=lambda at: floors[at] - values[at])
    for at in by_rest[:missing]:
        floors[at] += 1
    return floors
