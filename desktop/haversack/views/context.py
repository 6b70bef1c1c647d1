"""What every page is given: the look, words, its view-models, and how to go elsewhere. Must not hold widgets."""

from collections.abc import Callable
from dataclasses import dataclass

from haversack.i18n.language import Speaker
from haversack.viewmodels.models import Models
from haversack.viewmodels.navigation import Navigation
from haversack.views.clipboard import Clipboard
from haversack.views.look import Look


@dataclass(frozen=True, slots=True)
class Context:
    """What a page is built with; a new one whenever look or language change.

    Attributes:
        look: Colours, sizes, fonts, icons.
        speaker: The language of sentences.
        models: View-models, one of each class: `context.models.get(HomeModel)`.
        navigation: Where people are.
        lock: Ends the process; a fresh locked one starts.
        clipboard: Where words are put that people copy.
        help: Shows a page of the help by its id, also while no vault is open.
    """

    look: Look
    speaker: Speaker
    models: Models
    navigation: Navigation
    lock: Callable[[], None]
    clipboard: Clipboard
    help: Callable[[str], None]
