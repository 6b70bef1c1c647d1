"""The trace of a history: what happened, in the words of the simulation page, one line a step.

It holds no bytes of seals and signatures, which differ from run to run (HPKE takes no injected randomness), only what
follows from the choices; so two runs of one seed have the same hash.
"""

import hashlib
from dataclasses import dataclass, field


@dataclass(slots=True)
class Story:
    """Lines of a history.

    Attributes:
        lines: What was told; kept only if `is_told`.
        is_told: Whether anybody will read it.
        faults: How often each kind of fault was injected.
        now: Seconds since the history began.
    """

    is_told: bool = False
    lines: list[str] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)
    now: float = 0.0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def tell(self, who: str, what: str) -> None:
        """Add a line."""
        line = f"{self.now:9.1f} s  {who:<8} {what}"
        self._hash.update(line.encode() + b"\n")
        if self.is_told:
            self.lines.append(line)

    def fault(self, kind: str) -> None:
        """Count an injected fault."""
        self.faults[kind] = self.faults.get(kind, 0) + 1

    @property
    def digest(self) -> str:
        """What two runs of one seed must agree on."""
        return self._hash.hexdigest()[:16]
