"""What the hub's page for browsers says, in every language that it has.

Drafts by the makers where the language is not English; whoever speaks one better changes a line here. Must not hold
markup: the page escapes everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PageWords:
    """The page's sentences in one language.

    Attributes:
        name: The language's own name.
        direction: `ltr` or `rtl`.
        nameless: Title of the page where no name is shown.
        what: What Haversack is.
        sealed: What can be read at the hub: nothing.
        join_title: Heading over how to join.
        join: How to join.
        fingerprint: What the fingerprint is for.
        programs_title: Heading over the installers.
        programs: How to make sure of an installer.
        sums: The link to all checksums.
        contact: Before whom to ask.
        languages: Name of the list of languages.
    """

    name: str
    direction: str
    nameless: str
    what: str
    sealed: str
    join_title: str
    join: str
    fingerprint: str
    programs_title: str
    programs: str
    sums: str
    contact: str
    languages: str


FIRST_LANGUAGE: Final = "en"

WORDS: Final[Mapping[str, PageWords]] = {
    "en": PageWords(
        name="English",
        direction="ltr",
        nameless="A Haversack hub",
        what="This is the hub of a network that uses Haversack, a program that keeps an encrypted copy of the "
        "network’s directory, library and training on a laptop, for work without a connection.",
        sealed="There is nothing to read here: what members share passes through this hub sealed, and the hub has no"
        " key to it.",
        join_title="How to join",
        join="Ask somebody of the network for an invitation code. Install Haversack, choose “I have an "
        "invitation”, and give it the code and the address of this page.",
        fingerprint="Fingerprint of the network, to compare with the one on an invitation:",
        programs_title="Installers",
        programs="Before you open a file, compare its SHA-256 checksum with one that you got another way, for example "
        "on paper.",
        sums="All checksums as a file",
        contact="Questions:",
        languages="Languages",
    ),
    "fr": PageWords(
        name="Français",
        direction="ltr",
        nameless="Un hub Haversack",
        what="Voici le hub d’un réseau qui utilise Haversack, un programme qui garde sur un ordinateur portable "
        "une copie chiffrée de l’annuaire, de la bibliothèque et des formations du réseau, pour travailler "
        "sans connexion.",
        sealed="Il n’y a rien à lire ici : ce que les membres partagent passe scellé par ce hub, qui n’en a pas la "
        "clé.",
        join_title="Comment rejoindre le réseau",
        join="Demandez un code d’invitation à quelqu’un du réseau. Installez Haversack, choisissez « J’ai une "
        "invitation », puis donnez le code et l’adresse de cette page.",
        fingerprint="Empreinte du réseau, à comparer avec celle d’une invitation :",
        programs_title="Programmes d’installation",
        programs="Avant d’ouvrir un fichier, comparez sa somme SHA-256 avec celle que vous avez reçue par une autre "
        "voie, par exemple sur papier.",
        sums="Toutes les sommes dans un fichier",
        contact="Questions :",
        languages="Langues",
    ),
    "es": PageWords(
        name="Español",
        direction="ltr",
        nameless="Un hub de Haversack",
        what="Este es el hub de una red que usa Haversack, un programa que guarda en un portátil una copia cifrada"
        " del directorio, la biblioteca y la formación de la red, para trabajar sin conexión.",
        sealed="Aquí no hay nada que leer: lo que comparten los miembros pasa sellado por este hub, que no tiene la "
        "clave.",
        join_title="Cómo unirse",
        join="Pida un código de invitación a alguien de la red. Instale Haversack, elija «Tengo una invitación» y "
        "escriba el código y la dirección de esta página.",
        fingerprint="Huella de la red, para compararla con la de una invitación:",
        programs_title="Instaladores",
        programs="Antes de abrir un archivo, compare su suma SHA-256 con la que recibió por otra vía, por ejemplo en "
        "papel.",
        sums="Todas las sumas en un archivo",
        contact="Preguntas:",
        languages="Idiomas",
    ),
    "ar": PageWords(
        name="العربية",
        direction="rtl",
        nameless="خادم Haversack",
        what="هذا خادم شبكة تستخدم Haversack، وهو برنامج يحفظ على الحاسوب المحمول نسخة مشفرة من دليل الشبكة "
        "ومكتبتها وتدريبها، للعمل من دون اتصال.",
        sealed="لا شيء يُقرأ هنا: ما يتشاركه الأعضاء يمر عبر هذا الخادم مختومًا، وليس لديه مفتاحه.",
        join_title="كيفية الانضمام",
        join="اطلب رمز دعوة من أحد أعضاء الشبكة. ثبّت Haversack، واختر «لديّ دعوة»، ثم أدخل الرمز وعنوان هذه الصفحة.",
        fingerprint="بصمة الشبكة، لمقارنتها بالبصمة المكتوبة على الدعوة:",
        programs_title="برامج التثبيت",
        programs="قبل فتح أي ملف، قارن مجموع SHA-256 الخاص به بالمجموع الذي حصلت عليه بطريقة أخرى، على الورق مثلًا.",
        sums="كل المجاميع في ملف واحد",
        contact="للأسئلة:",
        languages="اللغات",
    ),
}
"""By the language's tag; the first is English."""


def choose_language(asked: str | None, accepted: str | None) -> str:
    """Choose the page's language.

    Args:
        asked: What the address asks for, if anything.
        accepted: The browser's Accept-Language header (RFC 9110, section 12.5.4), if it sent one.

    Returns:
        A key of `WORDS`; English where nothing fits.
    """
    if asked in WORDS:
        return str(asked)
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((accepted or "")[:_LONGEST_HEADER].split(",")):
        tag, _, weight = part.strip().partition(";")
        language = tag.strip().partition("-")[0].casefold()
        if language in WORDS:
            ranked.append((-_weight(weight), place, language))
    best = min(ranked, default=(0.0, 0, FIRST_LANGUAGE))
    return best[2] if best[0] < 0 else FIRST_LANGUAGE


_LONGEST_HEADER: Final = 512


def _weight(text: str) -> float:
    name, _, number = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(number)))
    except ValueError:
        return 0.0
