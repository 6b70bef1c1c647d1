"""What stands at the end of the sidebar's lines: counts, what is soon, what waits, what is to be chosen.

Must not read anything by itself.
"""

from haversack.i18n.language import Speaker
from haversack.viewmodels.standing import StandingModel
from haversack.views.registry import PAGES
from haversack.views.sidebar import Sidebar


def show_signs(sidebar: Sidebar, standing: StandingModel, speaker: Speaker) -> None:
    """Show whose computer this is, and each line's sign; one that says nothing is left out."""
    sidebar.show_person(
        network=standing.network, organisation=standing.organisation, role=standing.role_name, leads=standing.leads
    )
    for entry in PAGES:
        if entry.kinds:
            number = sum(standing.counts.get(kind, 0) for kind in entry.kinds)
            spoken = speaker.count("{number} on this computer", "{number} on this computer", number)
            sidebar.set_trailing(entry.id, speaker.number(number) if number else "", spoken=spoken if number else "")
    soon = standing.soon
    words = speaker.count("{number} soon", "{number} soon", soon) if soon else ""
    spoken = speaker.count("{number} date within 14 days", "{number} dates within 14 days", soon) if soon else ""
    sidebar.set_trailing("calendar", words, spoken=spoken)
    disputed = standing.two_versions
    spoken = speaker.count("{number} record with two versions", "{number} records with two versions", disputed)
    number_words = speaker.number(disputed) if disputed else ""
    sidebar.set_trailing("organisation", number_words, tone="conf", spoken=spoken if disputed else "")
    waiting = standing.waiting
    spoken = speaker.count(
        "{number} change not confirmed by the hub yet", "{number} changes not confirmed by the hub yet", waiting
    )
    number_words = speaker.number(waiting) if waiting else ""
    sidebar.set_trailing("sync", number_words, tone="wait", spoken=spoken if waiting else "")
