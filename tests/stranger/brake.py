"""Destructive orders: which stand and which wait, as "The brake" tells."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Order:
    """An order: who gave it, and since which position it stands; None while it waits."""

    giver: bytes
    stands_since: int | None


class Brake:
    """All orders, by the name that confirms them, and how many each coordinator gave."""

    def __init__(self) -> None:
        self.orders: dict[bytes, Order] = {}
        self.given: dict[bytes, int] = {}
        self.counts_from = 0

    def give(self, names: Iterable[bytes], giver: bytes, position: int, *, is_counted: bool = True) -> None:
        """Take in one order, under all its names; what the root orders stands, and counts for nobody."""
        if is_counted:
            self.given[giver] = self.given.get(giver, self.counts_from) + 1
        order = Order(giver, position if not is_counted or self.given[giver] <= 5 else None)
        for name in names:
            self.orders.setdefault(name, order)

    def begin_era(self) -> None:
        """Take the five orders from everybody: those that a restored hub lost were followed."""
        self.given, self.counts_from = {}, 5

    def confirm(self, name: bytes, by: bytes, position: int, *, knows_era: bool) -> str:
        """Let an order stand; return why not, or nothing."""
        order = self.orders.get(name)
        if order is None:
            return "unknown_order"
        if order.stands_since is not None:
            return "order_stands"
        if order.giver == by:
            return "own_order"
        order.stands_since = position
        if knows_era:
            self.given[order.giver] = 0
        return ""
