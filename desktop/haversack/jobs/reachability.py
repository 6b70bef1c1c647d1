"""Whether this computer has a connection at all, as its system says. Must not try the network, nor know a hub."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation


class Reachability(QObject):
    """What the system knows of the connection; nothing is sent to find out.

    Attributes:
        has_network: Whether there is any connection; None where the system does not tell.
        is_metered: Whether the system believes that this connection costs money.
        is_behind_portal: Whether the system suspects that this network wants a login.
        medium: What it goes over, as the system names it; empty where that is not known.

    Signals:
        changed: Whether there is a connection, or whether it costs money or wants a login, is another.
        moved: There is another connection than before: what was under way on the old one leads nowhere.
    """

    changed = Signal()
    moved = Signal()

    def __init__(self) -> None:
        """Begin without knowing."""
        super().__init__()
        self.has_network: bool | None = None
        self.is_metered = self.is_behind_portal = False
        self._is_contradicted = False
        self.medium = ""

    @property
    def says_costs(self) -> bool:
        """Whether the system believes that this connection costs money, and nobody said otherwise of it."""
        return self.is_metered and not self._is_contradicted

    def contradict(self) -> None:
        """Take somebody's word that this connection costs nothing, as long as it is the same one."""
        if self.says_costs:
            self._is_contradicted = True
            self.changed.emit()

    def know(
        self,
        *,
        has_network: bool | None,
        is_metered: bool = False,
        medium: str = "",
        is_behind_portal: bool = False,
    ) -> None:
        """Take what is known now."""
        was_away, is_other = self.has_network is False, bool(self.medium and medium) and medium != self.medium
        self.medium = medium
        # Whoever has logged in is in another network than before: what was tried without says nothing any more.
        has_logged_in = self.is_behind_portal and not is_behind_portal
        known = (has_network, is_metered, is_behind_portal)
        is_new = known != (self.has_network, self.is_metered, self.is_behind_portal)
        self.has_network, self.is_metered, self.is_behind_portal = known
        if is_other or was_away or not is_metered:
            self._is_contradicted = False
        # First: whoever hears of a change should know already that it is another network.
        if has_network and (was_away or is_other or has_logged_in):
            self.moved.emit()
        if is_new:
            self.changed.emit()

    def follow_system(self) -> None:
        """Ask the system, and be told by it; where it has no way to tell, nothing is known."""
        if not QNetworkInformation.loadDefaultBackend():
            return
        information = QNetworkInformation.instance()
        information.reachabilityChanged.connect(lambda _: self._read(information))
        information.isMeteredChanged.connect(lambda _: self._read(information))
        information.isBehindCaptivePortalChanged.connect(lambda _: self._read(information))
        information.transportMediumChanged.connect(lambda _: self._read(information))
        self._read(information)

    def _read(self, information: QNetworkInformation) -> None:
        state = information.reachability()
        is_unknown = state is QNetworkInformation.Reachability.Unknown
        has_network = None if is_unknown else state is not QNetworkInformation.Reachability.Disconnected
        medium = information.transportMedium()
        name = "" if medium is QNetworkInformation.TransportMedium.Unknown else medium.name
        self.know(
            has_network=has_network,
            is_metered=information.isMetered(),
            medium=name,
            is_behind_portal=information.isBehindCaptivePortal(),
        )
