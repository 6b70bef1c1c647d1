"""Each thing that can be between this computer and its hub is said in the Sync centre, with what to do."""

from typing import Final

from PySide6.QtWidgets import QLabel

from tests.gui.conftest import Window
from tests.gui.slow_hub import SlowHub

CAUSES: Final = {
    "portal": "This Wi-Fi asks you to log in first.",
    "proxy_login": "The proxy of this network wants a name and a password.",
    "proxy_away": "The proxy that is set does not answer.",
    "proxy_refused": "The proxy does not lead to the hub.",
    "bad_proxy": "A proxy is to be used, and its address is missing or not right.",
    "proxy_script": "This computer finds its proxy by a script, and Haversack runs none.",
    "tls_issuer": "The connection is not safe: nobody whom this computer trusts vouches for the certificate that came.",
    "tls_name": "The connection is not safe: the certificate that came belongs to another name than the hub’s.",
    "tls_time": "The connection is not safe at the date and time that this computer has.",
    "hub_away": "The hub is away at the moment.",
    "no_name": "The address of the hub was not found.",
    "no_connection": "The hub cannot be reached.",
    "not_our_hub": "Something else answered in the hub’s place.",
}


def shown(window: Window) -> str:
    page = window.page
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)).replace("'", "’")


def fail(window: Window, hub: SlowHub, cause: str) -> str:
    """Sync over a line of which something is broken; return what the page says."""
    hub.broken = cause
    window.app.models.synchroniser.start()
    window.settle()
    assert not window.app.models.synchroniser.is_running
    return shown(window)


def test_b3_each_cause_is_said_with_what_to_do_in_english_and_in_arabic(window: Window, hub: SlowHub) -> None:
    hub.may_answer.set()
    window.open()
    window.go("sync")
    for language in ("en", "ar"):
        window.look(language=language, theme="dark" if language == "ar" else "light")
        for cause, words in CAUSES.items():
            said = fail(window, hub, cause)
            known = window.app.models.synchroniser.failure
            assert known is not None
            assert known.kind == f"link.{cause}"
            assert known.text.replace("'", "’") in said, cause
            assert known.next_step, "it says what to do"
            assert known.next_step.replace("'", "’") in said, cause
            assert (words in said) is (language == "en"), cause
            assert any("\u0600" <= letter <= "\u06ff" for letter in known.text) is (language == "ar"), cause
        assert window.app.models.synchroniser.waiting > 0, "nothing of this is lost"
