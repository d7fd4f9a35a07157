"""Folds names until their spellings meet: the only module that knows scripts, accents and transliterations."""

import re
import unicodedata
from functools import lru_cache

#: Cyrillic as English writes it; letters of Belarusian, Ukrainian, Kazakh, Kyrgyz and Tajik too.
_CYRILLIC = dict(
    zip(
        # the letters in their order, and what stands for each below them
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўәғқңөұүһҳҷӣӯ",
        "a b v g d e yo zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya "
        "i i e g v a gh k ng o u u h h zh i u".replace("-", "").split(" "),
        strict=True,
    )
)
#: Latin letters that no decomposition takes apart.
_LATIN = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "a"}
_LETTERS = str.maketrans({**_CYRILLIC, **_LATIN})
_WORDS = re.compile(r"[^\W_]+")
#: An apostrophe inside a word is no letter; it stands for a soft sign in many transliterations.
_APOSTROPHES = re.compile(r"(?<=\w)['`´’ʼʹ](?=\w)")
#: After these letters Russian writes ё and English e.
_HUSHED, _E = re.compile(r"(?<=[жчшщ])\u0451"), "\u0435"
#: What is spelled in several ways and sounds alike; tried one after the other.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|sch|sh", "s"),
        (r"d?zh|dj", "j"),
        (r"tch|ch", "c"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"ck|q|c(?![eic]|$)", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
        (r"^ie", "e"),
        (r"(?<=[aeou])i(?=[aeou])|(?<=i)i", ""),
    )
)
#: Letters that a word must have for its sound to be compared: short words sound alike by chance.
_SHORT = 4


def words(text: str) -> list[str]:
    """Give the words of a text in Latin letters without case and accents."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text))
    return [folded for word in _WORDS.findall(plain) if (folded := _folded(word))]


@lru_cache(maxsize=20_000)
def sounds(word: str) -> frozenset[str]:
    """Give how a folded word may sound; j may be a vowel (Jerevan) or not (Japarov). Empty for a short word."""
    if len(word) < _SHORT or word.isdigit():
        return frozenset()
    return frozenset(_sound(each) for each in (word, word.replace("j", "y")))


def matches(text: str, needle: str) -> bool:
    """Whether each word that is sought begins a word of the text, or sounds like one."""
    sought = words(needle)
    present = words(text)
    return bool(sought) and all(any(_meet(word, each) for each in present) for word in sought)


def _meet(sought: str, word: str) -> bool:
    return word.startswith(sought) or not sounds(sought).isdisjoint(sounds(word))


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    latin = _HUSHED.sub(_E, word.casefold()).translate(_LETTERS)
    return "".join(char for char in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(char))


def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
