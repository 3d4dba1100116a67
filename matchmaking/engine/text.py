"""Words of Vietnamese and English trade texts, the same however they were typed."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHORTEST_PLURAL = 4
# How plurals end and their singulars; the first fit wins.
_PLURALS = {"ies": "y", "oes": "o", "ches": "ch", "shes": "sh", "sses": "ss", "xes": "x", "s": ""}
_MARK = re.compile(r"[\u0300-\u036f]")
# Chinese, Lao and Thai are written without spaces: one character (with its marks) is one token.
_THAI_LAO_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
_TOKEN = re.compile(
    rf"[\u0e00-\u0eff][{_THAI_LAO_MARK}]*"
    r"|[\u3400-\u9fff]"
    r"|[^\W_\u0e00-\u0eff\u3400-\u9fff]+"
)
_BREAK = re.compile(r"[,;:()\[\]{}|!?\n\r\t\"“”«»•·、，。；：/+&]|\.(?=\s|$)|\s[-–—]\s"
                    r"|(?i:\s(?:và|va|and|hoặc|hoac|or|cùng|with)\s)")  # fmt: skip
_SENTENCE = re.compile(r"[.!?;\n\r](?:\s|$)")
_PURPOSE = re.compile(r"\s(?:for|cho|để|dành cho|phục vụ)\s", re.IGNORECASE)
_TONE_PLACE = re.compile(r"(o)([àáảãạèéẻẽẹ])$|(?<!q)(u)([ỳýỷỹỵ])$")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|n|[ckgpt]h|tr|gi|qu|[bcdghklmprstvx])?"
    r"(?:a(?:ch?|i|m|n|ng|nh|o|p|t|u|y)?|e(?:c|ch|m|n|ng|nh|o|p|t|u)?|i(?:a|ch|m|n|nh|p|t|u)?"
    r"|ie(?:c|m|n|ng|p|t|u)|oa(?:c|ch|i|m|n|ng|nh|t|y)?|oe(?:n|o|t)?|o(?:c|i|m|n|ng|p|t)?|oong"
    r"|u(?:a|c|e|i|m|n|ng|o|p|t|u|y)?|ua(?:n|ng|t|y)|ue(?:ch|n|nh)|uo(?:c|i|m|n|ng|p|t|u)"
    r"|uy(?:a|ch|en|et|nh|t|u)|y(?:em|en|eng|et|eu)?)"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP_VI = _words(
    """và của cho các những từ trở lên có là được với tại theo để về một này đó trong ngoài khi đến
    hoặc hay như cùng cần tìm mua muốn bán nhu cầu cung cấp nhà sản phẩm hàng loại số lượng lớn nhỏ
    bằng vào ra đã đang sẽ rất nhiều ít cũng thì mà do bởi trên dưới giữa qua tới hơn nhất không
    chúng tôi bạn quý khách đơn vị công ty tnhh mtv cp htx hộ kinh doanh hợp tác xã"""
)
# Toneless stop words, without those that are also goods when typed so (cua crab, la leaf, do …).
_STOP_TONELESS = _words(
    """va cac nhung trong voi tai theo duoc hoac nhu cung can tim mua muon nhu cung cap san pham
    chung toi cong ty tnhh mtv cp htx hop tac xa"""
)
_STOP_EN = _words(
    """a an and are as at be by for from has have in into is it its of on or that the their them
    they this to up was we were which who will with our you your each per more most some any all
    want need look looking seek seeking buy buyer supplier supply product company new also not
    other such than then there these those can may must should would about over under after before
    inc ltd co llc"""
)
STOP_WORDS = _STOP_VI | _STOP_TONELESS | _STOP_EN


def clean(text: str) -> str:
    """Text in NFC without control and invisible characters; what may be stored and shown."""
    text = unicodedata.normalize("NFC", text)
    return "".join(
        " " if char in "\u00a0\u2009\u202f" else char
        for char in text
        if char in "\t\n\r" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    )


def fold(text: str) -> str:
    """Lower case without marks, and đ as d (which Unicode does not decompose)."""
    return _MARK.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")


def is_toned(token: str) -> bool:
    """Whether a token carries a Vietnamese letter or tone."""
    return not token.isascii() and fold(token) != token


def _tone_to_first_vowel(match: re.Match[str]) -> str:
    """Write hoà as hòa and thuý as thúy: two spellings of the same word."""
    glide, toned = (match[1], match[2]) if match[1] else (match[3], match[4])
    plain, mark = unicodedata.normalize("NFD", toned)[0], unicodedata.normalize("NFD", toned)[1:]
    return unicodedata.normalize("NFC", glide + mark) + plain


def _singular(token: str) -> str:
    """Strip the English plural; no Vietnamese syllable ends in s."""
    if len(token) < SHORTEST_PLURAL or token.endswith(("ss", "us", "is")):
        return token
    for ending, single in _PLURALS.items():
        if token.endswith(ending):
            return token.removesuffix(ending) + single
    return token


def tokenise(text: str) -> list[str]:
    """Split text into lower-case tokens: syllables, English words in the singular, numbers.

    Any Unicode form and either tone placement give the same tokens.
    """
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", text).lower())
    return [
        _singular(token) if token.isascii() else _TONE_PLACE.sub(_tone_to_first_vowel, token)
        for token in tokens
    ]


@dataclass(frozen=True, slots=True)
class Segment:
    """The tokens between two marks, which of them are capitalised, and what they stand for.

    ``is_purpose`` marks what follows *for*: in rice for school canteens, the canteens.
    """

    tokens: list[str]
    capitals: list[bool]
    is_purpose: bool


def segments(text: str) -> Iterator[Segment]:
    """Yield the parts of a text between commas, brackets and the like."""
    for sentence in _SENTENCE.split(unicodedata.normalize("NFC", text)):
        for at, clause in enumerate(_PURPOSE.split(sentence)):
            for part in _BREAK.split(clause):
                if tokens := tokenise(part):
                    capitals = [word.istitle() for word in _TOKEN.findall(part)]
                    yield Segment(tokens, capitals, is_purpose=at > 0)


def looks_vietnamese(tokens: Sequence[str]) -> bool:
    """Whether toneless tokens are mostly shaped like Vietnamese syllables (``mat ong rung``)."""
    words = [token for token in tokens if token.isalpha() and token not in _STOP_EN]
    fitting = sum(1 for word in words if _SYLLABLE.fullmatch(word))
    return bool(words) and fitting >= 0.75 * len(words)


def is_content(token: str) -> bool:
    """Whether a token may stand alone as a search word."""
    if token in STOP_WORDS:
        return False
    return len(token) > 1 or bool(re.match(r"[\u3400-\u9fff]", token))
