"""A proxy as people choose and type it: what the kinds are called, and what is wrong with an address. Values only."""

import platform
from dataclasses import dataclass
from typing import Final

from haversack.i18n.language import Speaker
from haversack.operations.proxies import Proxy, ProxyKind, proxy_as_typed

KINDS: Final = (ProxyKind.NONE, ProxyKind.SYSTEM, ProxyKind.HTTP, ProxyKind.SOCKS)
"""In the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class ProxyForm:
    """What was chosen and typed.

    Attributes:
        kind: Place among `KINDS`.
        place: Host and port.
        name: For a proxy that wants a login.
        password: As `name`.
    """

    kind: int = 0
    place: str = ""
    name: str = ""
    password: str = ""

    @property
    def is_named(self) -> bool:
        """Whether an address belongs to it."""
        return KINDS[self.kind] in (ProxyKind.HTTP, ProxyKind.SOCKS)


def form_of(proxy: Proxy) -> ProxyForm:
    """Return what people see of a proxy that is set."""
    return ProxyForm(KINDS.index(proxy.kind), proxy.place, proxy.name, proxy.password)


def proxy_of(form: ProxyForm) -> Proxy:
    """Return the proxy that is meant; see `proxy_as_typed`."""
    return proxy_as_typed(KINDS[form.kind], form.place, name=form.name.strip(), password=form.password)


def is_whole_proxy(form: ProxyForm) -> bool:
    """Tell whether nothing is missing, and nothing is wrong."""
    return not form.is_named or bool(proxy_of(form).host)


def mistake(speaker: Speaker, form: ProxyForm) -> str:
    """Return what is wrong with the address, if one is wanted; empty where nothing is."""
    if is_whole_proxy(form):
        return ""
    return speaker.say(
        "Write the address of the proxy and its port, like {example}. Until then nothing is sent.",
        example="127.0.0.1:9050",
    )


def kind_names(speaker: Speaker) -> tuple[str, ...]:
    """Return what the kinds are called, in the order of `KINDS`."""
    say = speaker.say
    return (say("No proxy"), say("As the system says"), say("HTTP proxy"), say("SOCKS5, like Tor"))


def _system_note(speaker: Speaker) -> str:
    if platform.system() == "Linux":
        return speaker.say(
            "The proxy that this computer’s variables name (https_proxy), if they do. One that only the desktop’s "
            "settings name is not used."
        )
    return speaker.say("The proxy that this computer’s own settings name, if they name one.")


def kind_note(speaker: Speaker, form: ProxyForm) -> str:
    """Return what a kind means, in words."""
    say = speaker.say
    return (
        say("The hub is reached directly."),
        _system_note(speaker),
        say("Everything goes by it and nothing past it. It sees the hub’s name, and how much passes."),
        say("Everything goes by it and nothing past it. The hub’s name is looked up there, and not from here."),
    )[form.kind]
