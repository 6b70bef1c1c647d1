"""Keys of small order, worked out from the curves' equations and not from anybody's list.

edwards25519: −x² + y² = 1 + d·x²·y² over p = 2²⁵⁵ − 19 (RFC 8032). curve25519: v² = u³ + 486662·u² + u (RFC 7748).
"""

import functools
from collections.abc import Set as AbstractSet
from typing import Final

P: Final = 2**255 - 19
D: Final = -121665 * pow(121666, -1, P) % P

Point = tuple[int, int]
IDENTITY: Final[Point] = (0, 1)


def add(one: Point, other: Point) -> Point:
    """Add two points of edwards25519."""
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P
    return x, y


def times_eight(point: Point) -> Point:
    """Return eight times a point."""
    for _ in range(3):
        point = add(point, point)
    return point


def square_roots(square: int) -> set[int]:
    """Return the numbers whose square it is, modulo p (p ≡ 5 mod 8)."""
    candidate = pow(square, (P + 3) // 8, P)
    for root in (candidate, candidate * pow(2, (P - 1) // 4, P) % P):
        if root * root % P == square % P:
            return {root, -root % P}
    return set()


def points_at(y: int) -> set[Point]:
    """Return the points of edwards25519 with this y, at most two."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    return {(x, y % P) for x in square_roots(square)}


@functools.cache
def small_order_points() -> frozenset[Point]:
    """Return every point whose order divides eight.

    8·Q has order dividing eight if Q has order 8·l or a divisor of it, and l·Q has order dividing eight for every Q: so
    multiples by l of points with small y give the whole subgroup.
    """
    found: set[Point] = set()
    y = 2
    while len(found) < 8:
        for point in points_at(y):
            found.add(_times_prime_order(point))
        y += 1
    return frozenset(found)


def _times_prime_order(point: Point) -> Point:
    order = 2**252 + 27742317777372353535851937790883648493
    total, power = IDENTITY, point
    while order:
        if order & 1:
            total = add(total, power)
        power = add(power, power)
        order >>= 1
    return total


def encodings_of(points: AbstractSet[Point]) -> frozenset[bytes]:
    """Return everything that a lenient decoder reads as one of these points.

    Lenient: y is taken modulo p although it was not reduced, and a sign bit is accepted with x = 0.
    """
    ys = {y for _, y in points} | {y + P for _, y in points if y + P < 2**255}
    return frozenset((y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1))


def small_order_u() -> set[int]:
    """Return the u coordinates of small order on curve25519 and on its twist.

    On the curve they are the images u = (1 + y) / (1 − y) of the points above. On the twist the points of small order
    are those whose double has u = 0 (the numerator of doubling is (u² − 1)²): u = 0 again, and u = −1.
    """
    mapped = {(1 + y) * pow(1 - y, -1, P) % P for _, y in small_order_points() if y != 1}
    return mapped | {0} | {u for u in (1, P - 1) if (u * u - 1) % P == 0}


def encodings_of_u(us: AbstractSet[int]) -> frozenset[bytes]:
    """Return everything that RFC 7748 reads as one of these u coordinates: not reduced, the highest bit ignored."""
    numbers = us | {u + P for u in us if u + P < 2**255}
    return frozenset((u | bit << 255).to_bytes(32, "little") for u in numbers for bit in (0, 1))
