"""Settings of `pipeline pack`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class PackSettings(BaseModel):
    """Settings of packing: how large the shards are, and what the data card says of licences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shard_tokens: int = Field(
        default=1 << 28, ge=1, description="Tokens of a shard, about: the document that crosses the line stays whole."
    )
    licences: dict[str, str] = Field(
        default={}, description="Host or end of a host's name -> licence of its texts, for the data card."
    )
