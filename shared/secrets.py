"""Sealing private fields: AES-256-GCM, the key's id kept beside the text, and a blind index.

A sealed text is bound to its place (``<case>|<field>``): copied elsewhere it does not open.
"""

import base64
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Unsealable(Exception):
    """The sealed text does not open: unknown key, wrong place, or altered."""


class Keyring:
    """Keys by id.  New texts are sealed with the current key; old keys still open old texts."""

    def __init__(self, keys: Mapping[str, bytes], current: str, index_key: bytes) -> None:
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._index_key = index_key
        self.current = current
        if current not in self._keys:
            raise ValueError("the current key is not in the ring")

    @classmethod
    def load(cls, path: str | Path) -> "Keyring":
        """Read ``{"current": id, "keys": {id: base64}, "index": base64}``."""
        ring = json.loads(Path(path).read_text())
        keys = {key_id: base64.b64decode(key) for key_id, key in ring["keys"].items()}
        return cls(keys, ring["current"], base64.b64decode(ring["index"]))

    @staticmethod
    def create(path: str | Path) -> None:
        """Write a new ring with one random key, readable by the owner only."""
        key, index = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
        text = json.dumps({"current": "k1", "keys": {"k1": key}, "index": index})
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)

    def seal(self, text: str, bound_to: str) -> tuple[str, str]:
        """Return (key id, sealed base64)."""
        nonce = os.urandom(NONCE)
        sealed = self._keys[self.current].encrypt(nonce, text.encode(), bound_to.encode())
        return self.current, base64.b64encode(nonce + sealed).decode()

    def open(self, key_id: str, sealed: str, bound_to: str) -> str:
        """Return the text.  Raises `Unsealable`."""
        raw = base64.b64decode(sealed)
        try:
            key = self._keys[key_id]
            return key.decrypt(raw[:NONCE], raw[NONCE:], bound_to.encode()).decode()
        except (KeyError, InvalidTag) as error:
            raise Unsealable(type(error).__name__) from None

    def blind_index(self, text: str) -> str:
        """A keyed digest by which equal texts find each other, and nobody finds the text."""
        return hmac.new(self._index_key, text.encode(), "sha256").hexdigest()
