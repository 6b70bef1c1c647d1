"""What organisations everywhere write into short fields, in their languages: nobody's content, typed for this file.

Opening hours, sites, numbers: the starter content has few of them, and everyday edits have many.
"""

from typing import Final

PHRASES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "Monday to Friday, 9:00–17:00",
        "Monday to Thursday 8:30–16:30, Friday 8:30–12:00",
        "Every day, 24 hours",
        "Saturday and Sunday closed",
        "By appointment only",
        "Closed on public holidays",
        "Tuesday and Wednesday, 10:00–15:00",
    ),
    "fr": (
        "Du lundi au vendredi, de 9 h à 17 h",
        "Du lundi au jeudi de 8 h 30 à 16 h 30, le vendredi jusqu’à 12 h",
        "Tous les jours, 24 heures sur 24",
        "Fermé le samedi et le dimanche",
        "Sur rendez-vous uniquement",
        "Mardi et mercredi, de 10 h à 15 h",
    ),
    "es": (
        "De lunes a viernes, de 9:00 a 17:00",
        "De lunes a jueves de 8:30 a 16:30, viernes hasta las 12:00",
        "Todos los días, las 24 horas",
        "Cerrado los sábados y domingos",
        "Solo con cita previa",
        "Martes y miércoles, de 10:00 a 15:00",
    ),
    "ar": (
        "من الاثنين إلى الجمعة، من 9:00 إلى 17:00",
        "من الأحد إلى الخميس، من 8:30 إلى 16:30",
        "كل يوم، على مدار الساعة",
        "مغلق يومي السبت والأحد",
        "بموعد مسبق فقط",
        "الثلاثاء والأربعاء، من 10:00 إلى 15:00",
    ),
    "my": (
        "တနင်္လာနေ့မှ သောကြာနေ့အထိ၊ 9:00–17:00",
        "နေ့စဉ် ၂၄ နာရီ",
        "စနေနေ့နှင့် တနင်္ဂနွေနေ့ ပိတ်သည်",
        "အင်္ဂါနေ့နှင့် ဗုဒ္ဓဟူးနေ့၊ 10:00–15:00",
    ),
    "fa-AF": (
        "از دوشنبه تا جمعه، از ساعت 9:00 تا 17:00",
        "هر روز، ۲۴ ساعت",
        "شنبه و یکشنبه بسته است",
        "تنها با تعیین وقت قبلی",
    ),
}
"""By language: what stands in `opening_hours` and `hours`."""

SITES: Final = (
    "https://www.",
    "https://",
    ".example",
    ".org",
    "info@",
    "contact@",
    "office@",
    "+254 ",
    "+962 6 ",
    "+33 1 ",
)
