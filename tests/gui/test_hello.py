"""B3: in a network that is not known the first words tell nobody which device asks; a portal hears nothing else."""

from tests.gui.conftest import Window
from tests.gui.slow_hub import SlowHub


def sync(window: Window, hub: SlowHub) -> tuple[int, int]:
    """Sync; return how many exchanges nobody had signed, and how many somebody had."""
    hub.unsigned = hub.exchanges = 0
    window.app.models.synchroniser.start()
    window.settle()
    return hub.unsigned, hub.exchanges


def test_a_hello_goes_first_where_the_line_is_not_known_and_a_portal_hears_nothing_else(
    window: Window, hub: SlowHub
) -> None:
    window.open()
    network = window.app.models.synchroniser._reachability
    network.know(has_network=True, medium="WiFi")
    for stranger in ("portal", "not_our_hub", "tls_issuer"):
        hub.broken = stranger
        unsigned, all_of_them = sync(window, hub)
        assert (unsigned, all_of_them) == (1, 1), "the hello alone"
        assert window.app.models.synchroniser.waiting > 0
    hub.broken = ""

    unsigned, signed = sync(window, hub)
    assert (unsigned, signed >= 1) == (1, True)
    unsigned, signed = sync(window, hub)
    assert (unsigned, signed >= 1) == (0, True), "it is known, and costs nothing more"
    network.know(has_network=True, medium="Cellular")
    assert sync(window, hub)[0] == 1, "another network"
    assert sync(window, hub)[0] == 0
    network.know(has_network=None)
    assert (sync(window, hub)[0], sync(window, hub)[0]) == (1, 1), "nobody tells of moves here"
