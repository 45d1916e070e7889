"""The course key: from it and a submission's id comes the seed of the world that the submission is graded on."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import ConfigError

MIN_KEY_BYTES: Final = 16
MAX_KEY_BYTES: Final = 4096
SEED_BITS: Final = 31


@dataclass(frozen=True)
class CourseKey:
    """A secret of the course. Who knows it can make every world that anybody is graded on."""

    secret: bytes

    @classmethod
    def read(cls, path: Path) -> CourseKey:
        """Read the key file. Raises `ConfigError` when there is none or it is too short to be a secret."""
        try:
            content = path.read_bytes()[: MAX_KEY_BYTES + 1].strip()
        except OSError as error:
            raise ConfigError(
                f"cannot read the key {path}: {error.strerror}; make one with `lab author key`"
            ) from error
        if not MIN_KEY_BYTES <= len(content) <= MAX_KEY_BYTES:
            raise ConfigError(
                f"the key {path} must have {MIN_KEY_BYTES} to {MAX_KEY_BYTES} bytes, it has {len(content)}"
            )
        return cls(content)

    @property
    def fingerprint(self) -> str:
        """Tells one key from another and nothing about it."""
        return hmac.new(self.secret, b"fingerprint", hashlib.sha256).hexdigest()[:16]

    def seed(self, submission: str) -> int:
        """The seed for a submission's id: the same each time, and unknown without the key."""
        digest = hmac.new(self.secret, b"world\0" + submission.encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8], "big") >> (64 - SEED_BITS)


def new_key() -> str:
    """A new secret, in letters that survive being mailed."""
    return secrets.token_hex(32) + "\n"
