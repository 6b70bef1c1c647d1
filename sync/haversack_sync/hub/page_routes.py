"""What the hub answers to browsers: its page in several languages, and installers to take.

Must not show more than the operator's settings allow; nothing here belongs to the protocol.
"""

from dataclasses import dataclass, field
from typing import Final, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from haversack_sync.hub.bodies import hub_of
from haversack_sync.hub.errors import NotOurProtocolError
from haversack_sync.hub.installers import SUMS_NAME, Installers
from haversack_sync.hub.landing import CONTENT_SECURITY_POLICY, PageSettings, landing_page
from haversack_sync.hub.landing_words import choose_language
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.profile import decode_profile

_KINDS: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Pages:
    """What is shown to browsers.

    Attributes:
        settings: What the operator wants to be seen.
        installers: What can be taken, or None.
    """

    settings: PageSettings = field(default_factory=PageSettings)
    installers: Installers | None = None


async def read_page(request: Request) -> Response:
    """Answer `GET /`."""
    pages, hub = _pages_of(request), hub_of(request)
    if pages.settings.kind == "none":
        raise NotOurProtocolError(404, "nothing here")
    try:
        profile = decode_profile(await run_in_threadpool(hub.profile))
    except (NotOurProtocolError, WireError):
        profile = None
    installers = await run_in_threadpool(pages.installers.all) if pages.installers else ()
    language = choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))
    headers = {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "content-language": language,
        "vary": "accept-language",
    }
    return HTMLResponse(landing_page(profile, language, pages.settings, installers), headers=headers)


async def read_installer(request: Request) -> Response:
    """Answer `GET /installers/{name}`."""
    pages, name = _pages_of(request), request.path_params["name"]
    if pages.installers is None or pages.settings.kind == "none":
        raise NotOurProtocolError(404, "nothing here")
    if name == SUMS_NAME:
        return PlainTextResponse(await run_in_threadpool(pages.installers.sums))
    path = await run_in_threadpool(pages.installers.path, name)
    if path is None:
        raise NotOurProtocolError(404, "no such installer")
    return FileResponse(path, media_type=_KINDS, filename=name)


def _pages_of(request: Request) -> Pages:
    return cast("Pages", request.app.state.pages)
