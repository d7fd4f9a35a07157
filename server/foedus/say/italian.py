"""How Italian says it: articles and their contractions, moods, plurals and dates."""

import re
from collections.abc import Mapping

from foedus.say.grammar import DEFINITE, Agreement, Moment, Mood, Opener
from foedus.say.italian_verbs import MOODS, VERBS

_ARTICLES = ("il ", "lo ", "la ", "l'", "i ", "gli ", "le ")
_BY_ARTICLE: dict[str, Agreement] = {"il": "ms", "lo": "ms", "la": "fs", "i": "mp", "gli": "mp", "le": "fp"}
_ENDINGS: dict[Agreement, str] = {"ms": "o", "fs": "a", "mp": "i", "fp": "e"}
_PARTICIPLE = re.compile(r"^(\w+(?:at|it|ut|ess|ett|est))o\b")
_PREPOSITIONS = {"di", "del", "della", "dei", "delle", "degli", "dal", "dalla", "per", "in", "a", "su", "con", "tra"}
_UNCOUNTED = {"percento", "per cento", "%"}
_LANDS = {"Asia", "Europa", "Africa", "America", "Caucaso", "Oriente", "Occidente", "Nagorno", "Medio"}
_CONTRACTED = {
    "di": {"il": "del ", "lo": "dello ", "la": "della ", "l'": "dell'", "i": "dei ", "gli": "degli ", "le": "delle "},
    "a": {"il": "al ", "lo": "allo ", "la": "alla ", "l'": "all'", "i": "ai ", "gli": "agli ", "le": "alle "},
    "in": {"il": "nel ", "lo": "nello ", "la": "nella ", "l'": "nell'", "i": "nei ", "gli": "negli ", "le": "nelle "},
    "da": {"il": "dal ", "lo": "dallo ", "la": "dalla ", "l'": "dall'", "i": "dai ", "gli": "dagli ", "le": "dalle "},
    "su": {"il": "sul ", "lo": "sullo ", "la": "sulla ", "l'": "sull'", "i": "sui ", "gli": "sugli ", "le": "sulle "},
}
_GENERIC = {
    "agenzia",
    "alleanza",
    "assemblea",
    "centro",
    "comitato",
    "comunità",
    "consiglio",
    "dipartimento",
    "federazione",
    "forze",
    "governo",
    "lega",
    "ministero",
    "nazioni",
    "organizzazione",
    "parlamento",
    "patto",
    "servizio",
    "unione",
}
_BARE_STATES = {"Israele", "Cuba", "Malta", "Cipro", "Singapore", "Taiwan", "Haiti", "Andorra", "Monaco"}
_MASCULINE_IN_A = {"programma", "sistema", "tema", "problema", "clima"}
_FEMININE_IN_E = {
    "arte",
    "base",
    "classe",
    "fase",
    "legge",
    "moglie",
    "morte",
    "notte",
    "pace",
    "parte",
    "rete",
    "sede",
}
_FEMININE_IN_E |= {"serie", "specie", "voce"}
_FEMININE_PLURALS = {"altre", "controparti", "forze", "minacce", "misure", "nuove", "scuole", "truppe", "yurte"}
_ELIDED = "l'"
_MARKS = "”»"
_VOWELS = "aeiouàèéìòù"
_MONTHS = (
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
)


class Italian:
    """The Italian language, as far as claims need it."""

    code = "it"
    quotes = ("«", "»")
    inner_quotes = ("“", "”")
    openers: Mapping[tuple[str, bool], Opener] = {
        ("occurred", True): Opener("", "past"),
        ("occurred", False): Opener("si nega che", "past-subjunctive"),
        ("ongoing", True): Opener("", "present"),
        ("ongoing", False): Opener("si nega che", "subjunctive"),
        ("scheduled", True): Opener("è previsto che", "future"),
        ("scheduled", False): Opener("si nega che", "future"),
        ("intended", True): Opener("si vuole che", "subjunctive"),
        ("intended", False): Opener("non si vuole che", "subjunctive"),
        ("proposed", True): Opener("si propone che", "subjunctive"),
        ("proposed", False): Opener("non si propone che", "subjunctive"),
        ("desired", True): Opener("si desidera che", "subjunctive"),
        ("desired", False): Opener("non si desidera che", "subjunctive"),
        ("required", True): Opener("si ritiene necessario che", "subjunctive"),
        ("required", False): Opener("non si ritiene necessario che", "subjunctive"),
        ("considered", True): Opener("si considera l'eventualità che", "subjunctive"),
        ("considered", False): Opener("non si considera l'eventualità che", "subjunctive"),
        ("hypothetical", True): Opener("si fa l'ipotesi che", "conditional"),
        ("hypothetical", False): Opener("si nega, in via di ipotesi, che", "conditional"),
    }
    phrases: Mapping[str, str] = {
        "and": "e",
        "and-before-e": "ed",
        "of": "di",
        "in": "in",
        "at": "a",
        "to": "a",
        "about": "su",
        "as": "come",
        "own": "{article} dice, con voce propria",
        "reports": "{article} riferisce che {chain}",
        "said": "{speaker} ha detto",
        "says": "{document} dice",
        "that": "che",
        "unknown": "qualcuno",
        "via": ", citando {agency}",
        "distance": ", prendendo le distanze ({distance})",
        "membership": "il posto {member} {body}",
        "tenure": "il mandato {member} {body}",
        "has-place": "ha un posto",
        "holds": "ricopre",
        "keeps": "tiene",
        "office-of": "la carica di ",
        "status": " con lo stato {status}",
        "begins": " con inizio {time}",
        "ends": " con fine {time}",
        "succeeds": " dopo {before}",
        "statement": "la dichiarazione {speaker}",
        "plan": "piano: {content}",
        "reported": "secondo {speaker}",
        "makes-statement": "rilascia una dichiarazione",
        "meant": " ({illocution})",
        "document": " contenuta {document}",
        "answer": " in risposta {thing}",
        "text": "il testo: {wording}",
        "computed": "calcolato",
        "inferred": "l'anno è inferito",
        "said-unknown": "il testo dice che non si sa",
        "at-time": "nel tempo {wording}",
        "is": "è",
        "starts": "comincia",
        "stops": "finisce",
        "altLabel": "ha anche il nome",
        "hiddenLabel": "ha anche la grafia",
        "lists": "elenco {listing} di ciò che appartiene {thing}",
        "reason": "dando come motivo {claim}",
        "on": "su",
        "bears": "incidendo {thing}",
        "ambiguous": "una di due letture di parole che le ammettono entrambe; l'altra è {claim}",
        "asOf": "alla data {time}",
        "plannedBy": "chi lo pianifica: {planner}",
        "over": " per il periodo {time}",
        "exactly": "",
        "about-number": "circa ",
        "more-than": "più di ",
        "less-than": "meno di ",
        "at-least": "almeno ",
        "at-most": "al massimo ",
        "from-to": "da {lowest} a {highest}",
        "nothing": "ancora nulla",
    }

    def noun(self, label: str, class_: str, preposition: str = "") -> str:
        """Give a name with the article it takes, contracted with a preposition."""
        article, rest, _ = _shape(label, class_)
        if (
            preposition == "in"
            and (class_ == "State" or rest.split()[0] in _LANDS)
            and article in ("il", "la", _ELIDED)
        ):
            article = ""
        elif preposition == "in" and class_ == "Place" and not article:
            preposition = "ad" if rest[0] in "aA" else "a"
        if preposition in _CONTRACTED and article:
            return _CONTRACTED[preposition][article] + rest
        spaced = article if article in ("", _ELIDED) else f"{article} "
        return f"{preposition} {spaced}{rest}".strip()

    def agreement(self, label: str, class_: str) -> Agreement:
        """Tell gender and number of a name, by its article or its first word."""
        return "ms" if class_ == "Person" else _shape(label, class_)[2]

    def verb(self, phrase: str, mood: Mood, agreement: Agreement = "ms") -> str:
        """Put a verb phrase in the present tense and singular into a mood, in agreement with its subject."""
        particle = "si " if phrase.startswith("si ") else ""
        first, _, rest = phrase.removeprefix(particle).partition(" ")
        if first == "è":
            rest = _PARTICIPLE.sub(lambda match: match[1] + _ENDINGS[agreement], rest)
        if first in VERBS:
            forms = VERBS[first].split()[MOODS.index(mood)].split("/")
            first = forms[agreement.endswith("p")].replace("~", " ")
        return f"{particle}{first} {rest}".strip()

    def counted(self, unit: str) -> str:
        """Put a unit into the plural, up to its first preposition."""
        if unit in _UNCOUNTED:
            return unit
        words = unit.split()
        end = next((place for place, word in enumerate(words) if word in _PREPOSITIONS or "'" in word), len(words))
        return " ".join([*map(_pluralised, words[:end]), *words[end:]])

    def plural(self, phrase: str) -> str:
        """Put the role that a verb phrase names into the plural."""
        head, come, role = phrase.partition(" come ")
        return f"{head}{come}{_pluralised(role, role_=True)}" if head == "ha" and role else phrase

    def a(self, noun: str) -> str:
        """Give a class name with the indefinite article."""
        article, agreement = _article(noun, "")
        if agreement == "fs":
            return f"un'{noun}" if noun[0] in _VOWELS else f"una {noun}"
        return f"{'uno' if article == 'lo' else 'un'} {noun}"

    def moment(self, moment: Moment, *, preposition: bool) -> str:
        """Write a date out: "il 27 novembre 2025"."""
        month = _MONTHS[moment.month - 1] if moment.month else ""
        day = "1°" if moment.day == 1 else moment.day
        words = " ".join(str(part) for part in (day, month, moment.year) if part)
        if not preposition:
            return words
        if moment.day:
            return f"l'{words}" if moment.day in (8, 11) else f"il {words}"
        if not moment.year:
            return f"in {words}"
        return f"nell'{words}" if words[0] in _VOWELS else f"nel {words}"


def _shape(label: str, class_: str) -> tuple[str, str, Agreement]:
    """Give the article, the rest of the name, and its gender and number."""
    for article in _ARTICLES:
        if label.startswith(article):
            rest, kept = label[len(article) :], article.strip()
            return kept, rest, _BY_ARTICLE.get(kept) or _article(rest, class_)[1]
    article, agreement = _article(label, class_)
    return (article if _takes_article(label, class_) else ""), label, agreement


def _takes_article(label: str, class_: str) -> bool:
    if class_ == "Person" or label.startswith(("«", "“", '"', "un ", "uno ", "una ", "un'")) or label[0].isdigit():
        return False
    if class_ == "State":
        return label not in _BARE_STATES
    if class_ in DEFINITE:
        return True
    first = label.split(maxsplit=1)[0].strip("(),")
    if class_ in ("Topic", ""):
        return label[0].islower()
    return first.lower() in _GENERIC or first in _LANDS or (label[0].islower() and " " in label)


def _article(label: str, class_: str) -> tuple[str, Agreement]:
    """Tell the definite article of a noun, by its ending and its first letters."""
    word = label.split(maxsplit=1)[0].strip("(),«»").lower()
    hard = word[0] in "xyz" or word[:2] in ("gn", "ps") or (word[0] == "s" and word[1:2] not in (*_VOWELS, ""))
    many = class_ == "Group" and word.endswith("e") and word not in _FEMININE_IN_E
    many = many or (word.endswith("ie") and word not in _FEMININE_IN_E)
    if many or word in _FEMININE_PLURALS or word.endswith(("zioni", "sioni", "visite")):
        return "le", "fp"
    invariable = class_ == "Group" and word[-1] not in _VOWELS
    if invariable or (word.endswith("i") and word not in ("crisi", "analisi")):
        return ("gli" if hard or word[0] in _VOWELS else "i"), "mp"
    feminine = (
        word.endswith(("à", "ione", "crisi"))
        or word in _FEMININE_IN_E
        or (word.endswith("a") and word not in _MASCULINE_IN_A)
    )
    agreement: Agreement = "fs" if feminine else "ms"
    if word[0] in _VOWELS:
        return _ELIDED, agreement
    return ("la" if feminine else "lo" if hard else "il"), agreement


def _pluralised(word: str, *, role_: bool = False) -> str:
    if word[-1] in _MARKS:
        return _pluralised(word[:-1], role_=role_) + word[-1]
    if role_:
        return word.removesuffix("o").removesuffix("e").removesuffix("i") + "i"
    if word[-1] in "oe":
        return word.removesuffix("io").removesuffix("o").removesuffix("e") + "i"
    if word.endswith("a") and word not in _MASCULINE_IN_A:
        return word[:-1] + ("he" if word[-2] in "cg" else "e")
    return word
