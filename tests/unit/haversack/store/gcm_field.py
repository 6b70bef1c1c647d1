"""GF(2^128) as AES-GCM uses it: enough to make one ciphertext that opens under two keys."""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK = 16
_ONE = 1 << 127
_REDUCTION = 0xE1 << 120


def multiply(left: int, right: int) -> int:
    """Multiply two blocks; the most significant bit is the coefficient of 1 (NIST SP 800-38D, 6.3)."""
    product = 0
    for bit in range(128):
        if right >> (127 - bit) & 1:
            product ^= left
        left = (left >> 1) ^ (_REDUCTION if left & 1 else 0)
    return product


def invert(element: int) -> int:
    """Return element^(2^128 - 2)."""
    result, square = _ONE, element
    for _ in range(127):
        square = multiply(square, square)
        result = multiply(result, square)
    return result


def _encrypt_block(key: bytes, block: bytes) -> int:
    return int.from_bytes(Cipher(AES(key), ECB()).encryptor().update(block), "big")  # noqa: S305 - GCM's own block


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)


def _hash(subkey: int, data: bytes) -> int:
    state = 0
    for begin in range(0, len(data), BLOCK):
        state = multiply(state ^ int.from_bytes(data[begin : begin + BLOCK], "big"), subkey)
    return state


def two_key_ciphertext(keys: tuple[bytes, bytes], nonce: bytes, associated: bytes) -> bytes:
    """Make 32 bytes of ciphertext and a tag that AES-256-GCM accepts under both keys.

    The tag is E(J0) xor GHASH; with one free block of ciphertext the two tags are made equal.
    """
    subkeys = [_encrypt_block(key, bytes(BLOCK)) for key in keys]
    masks = [_encrypt_block(key, nonce + b"\x00\x00\x00\x01") for key in keys]
    lengths = (8 * len(associated)).to_bytes(8, "big") + (8 * 2 * BLOCK).to_bytes(8, "big")
    first_block = b"any first block!"

    def tag_without_free_block(index: int) -> int:
        return masks[index] ^ _hash(subkeys[index], _padded(associated) + first_block + bytes(BLOCK) + lengths)

    difference = tag_without_free_block(0) ^ tag_without_free_block(1)
    squares = [multiply(subkey, subkey) for subkey in subkeys]
    free_block = multiply(difference, invert(squares[0] ^ squares[1]))
    tag = tag_without_free_block(0) ^ multiply(free_block, squares[0])
    return first_block + free_block.to_bytes(BLOCK, "big") + tag.to_bytes(BLOCK, "big")
