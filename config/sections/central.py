"""[central]: where the journal is replayed to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from config.values import N_, Expected, Seconds, Section, Url


class CentralSettings(Section):
    """The central system."""

    enabled: bool
    """Whether there is one to send to."""
    url: Url | None = None
    """Address that takes the events, such as https://central.example/v1/entries."""
    probe_url: Url | None = None
    """Address that tells whether the central works; left out, it is derived from url."""
    token_file: Path | None = None
    """File with the bearer token, in the data directory unless absolute; its user alone may read it."""
    ca_file: Path | None = None
    """Certificates to trust, in place of the system's."""
    client_certificate_file: Path | None = None
    """Certificate that this till shows."""
    client_key_file: Path | None = None
    """Key of that certificate."""
    batch_entries: Annotated[int, Field(ge=1, le=5000)]
    """Most entries in one request."""
    batch_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)]
    """Most bytes in one request."""
    connect_timeout_seconds: Seconds
    """How long a connection may take."""
    read_timeout_seconds: Seconds
    """How long an answer may take."""
    probe_interval_seconds: Seconds
    """How often to look whether the central works."""
    failures_until_offline: Annotated[int, Field(ge=1, le=100)]
    """Probes that have to fail in a row before the central counts as gone."""
    successes_until_online: Annotated[int, Field(ge=1, le=100)]
    """Probes that have to succeed in a row before it counts as back."""

    @model_validator(mode="after")
    def _has_an_address(self) -> CentralSettings:
        if self.enabled and self.url is None:
            raise Expected(N_("the url of the central, or enabled = false"))
        if (self.client_certificate_file is None) != (self.client_key_file is None):
            raise Expected(N_("client_certificate_file and client_key_file together"))
        return self
