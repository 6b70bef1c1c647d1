"""A made-up network's texts in many scripts, and the words that people look for in them. Same seed, same texts.

Words follow Zipf's law. Arabic and Persian words carry articles and particles in front, Thai, Lao, Khmer and Burmese
are written without spaces, Swahili and Indonesian words begin with prefixes: what makes searching hard is in here.
"""

import random
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

SHARES = {
    "en": 45,
    "fr": 10,
    "es": 10,
    "ar": 12,
    "fa": 5,
    "tr": 4,
    "my": 5,
    "th": 4,
    "sw": 2,
    "id": 1,
    "lo": 1,
    "km": 1,
}
UNSPACED = ("my", "th", "lo", "km")
_SYLLABLES = {
    "en": (
        "re fu gee le gal aid shel ter rights fam i ly camp work tra in ing health care com mu ni ty a sy lum".split()
    ),
    "fr": "ré fu gié droit a si le fa mille san té cam pe ment for ma tion tra vail lo ge ment é cole pro tec".split(),
    "es": "re fu gia do de re cho a si lo fa mi lia sa lud cam pa men to tra ba jo vi vien da es cue la niñ".split(),
    "ar": "لا جئ حق وق اس ره صح ه تع ليم مس اع ده قا نون مخ يم عم ل سك ن طف ل نس اء حم ايه مد رس".split(),
    "fa": "پن اه جو حق وق خان واده سل امت آمو زش کم ک قا نون ارد وگاه کار مس کن کو دک زن ان".split(),
    "tr": "mül te ci hak lar sığ ın ma ai le sağ lık e ği tim yar dım hu kuk kamp iş ko nut ço cuk ka dın".split(),
    "my": "ဒု က္ခ သည် အ ခွင့် ရေး မိ သား စု ကျန်း မာ ပ ညာ အ ကူ အ ညီ ဥ ပ ဒေ စ ခန်း အ လုပ် က လေး".split(),
    "th": "ผู้ ลี้ ภัย สิทธิ ครอบ ครัว สุข ภาพ การ ศึก ษา ช่วย เหลือ กฎ หมาย ค่าย งาน ที่ พัก เด็ก สตรี".split(),
    "lo": "ອົບ ພະ ຍົບ ສິດ ຄອບ ຄົວ ສຸ ຂະ ພາບ ການ ສຶກ ສາ ຊ່ວຍ ເຫຼືອ ກົດ ໝາຍ ວຽກ ເດັກ".split(),
    "km": "ជន ភៀស ខ្លួន សិទ្ធិ គ្រួ សារ សុខ ភាព ការ អប់ រំ ជំ នួយ ច្បាប់ ជំ រុំ ការ ងារ កុ មារ".split(),
    "sw": "ki m bi zi ha ki fa mi li a af ya e li mu ms aa da she ri a ka mbi ka zi ma ka zi to to".split(),
    "id": "ung si hak ke lu ar ga se hat di dik ban tu hu kum kamp ker ja ru mah a nak pe rem pu an".split(),
}
_IN_FRONT = {
    "ar": ["", "", "", "ال", "ال", "ال", "و", "وال", "ب", "بال", "لل", "ف"],
    "fa": ["", "", "", "", "می", "بی"],
    "sw": ["", "m", "wa", "ki", "vi", "u", "ku", "ana"],
    "id": ["", "", "pe", "me", "ber", "di"],
}
_PLACES = ("Nairobi", "Amman", "Cox’s Bazar", "Tapachula", "Mae Sot")
_VOCABULARY = 8_000


@dataclass(frozen=True)
class Text:
    """One record's words in one language; `stems` are its words without what stands in front of them."""

    record: int
    kind: str
    language: str
    title: str
    names: str
    topics: str
    body: str
    stems: frozenset[str]


@dataclass(frozen=True)
class Query:
    """What somebody types.

    Attributes:
        text: As typed.
        language: In which language.
        group: `latin`, `arabic` or `unspaced`.
        shape: `word`, `typing` (a beginning), `two words` or `two letters`.
    """

    text: str
    language: str
    group: str
    shape: str

    def means(self, text: Text) -> bool:
        """Tell whether a text holds every word that was meant, with or without particles in front of it."""
        if text.language != self.language:
            return False
        if self.shape in ("word", "two words"):
            return all(word in text.stems for word in self.text.split())
        return any(stem.startswith(self.text) for stem in text.stems)


class _Words:
    """The words of one language, the frequent ones first."""

    def __init__(self, language: str, seed: int) -> None:
        rng = random.Random(f"{seed} {language}")
        syllables = _SYLLABLES[language]
        words: dict[str, None] = {}
        while len(words) < _VOCABULARY:
            words["".join(rng.choices(syllables, k=rng.randint(2, 4)))] = None
        self.stems = list(words)
        self._cumulative = list(accumulate(1 / (rank + 3) for rank in range(_VOCABULARY)))
        self._fronts = _IN_FRONT.get(language, [""])
        self._separator = "" if language in UNSPACED else " "

    def stem(self, rng: random.Random) -> str:
        return self.stems[bisect(self._cumulative, rng.random() * self._cumulative[-1])]

    def phrase(self, rng: random.Random, length: int, used: set[str]) -> str:
        words = []
        for _ in range(length):
            stem = self.stem(rng)
            used.add(stem)
            words.append(rng.choice(self._fronts) + stem)
        return self._separator.join(words)

    def prose(self, rng: random.Random, length: int, used: set[str]) -> str:
        phrases = [self.phrase(rng, rng.randint(4, 10), used) for _ in range(max(length // 7, 1))]
        return ", ".join(phrases) + "."


def make_texts(count: int, *, seed: int, shares: dict[str, int]) -> list[Text]:
    """Make the texts of `count` records: directory, library and training; about 85 words on average."""
    rng = random.Random(seed)
    words = {language: _Words(language, seed) for language in shares}
    kinds = ["organisation"] * 5 + ["contact"] * 3 + ["resource"] * 9 + ["event"] * 2 + ["lesson"]
    texts = []
    for record in range(1, count + 1):
        language = rng.choices(list(shares), weights=list(shares.values()))[0]
        source, kind = words[language], rng.choice(kinds)
        length = 500 if kind == "lesson" else 12 if kind == "contact" else rng.randint(30, 110)
        used: set[str] = set()
        texts.append(
            Text(
                record=record,
                kind=kind,
                language=language,
                title=source.phrase(rng, rng.randint(2, 7), used),
                names=source.phrase(rng, 1, used) + " " + rng.choice(_PLACES),
                topics=source.phrase(rng, 2, used),
                body=source.prose(rng, length, used),
                stems=frozenset(used),
            )
        )
    return texts


def make_queries(count: int, *, seed: int, shares: dict[str, int]) -> list[Query]:
    """Make what people type: whole words, beginnings while typing, two words, and two letters."""
    rng = random.Random(seed + 1)
    words = {language: _Words(language, seed) for language in shares}
    queries = []
    for _ in range(count):
        language = rng.choices(list(shares), weights=list(shares.values()))[0]
        group = "unspaced" if language in UNSPACED else "arabic" if language in ("ar", "fa") else "latin"
        stem = words[language].stem(rng)
        shape = rng.choices(["word", "typing", "two words", "two letters"], weights=[35, 40, 15, 10])[0]
        typed = {
            "word": stem,
            "typing": stem[: rng.randint(3, max(3, len(stem) - 1))],
            "two words": f"{stem} {words[language].stem(rng)}",
            "two letters": stem[:2],
        }
        queries.append(Query(text=typed[shape], language=language, group=group, shape=shape))
    return queries
