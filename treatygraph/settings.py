"""What a copy of the project can set: by environment variables that begin with ``TREATYGRAPH_``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from treatygraph.namespaces import CANONICAL_BASE


def _is_contact(contact: str) -> str:
    if contact and not re.fullmatch(r"(mailto:[^\s@]+@|https://|tel:\+)[^\s]+", contact):
        raise ValueError(f"{contact!r} is no address to write to: begin it with mailto:, https:// or tel:+")
    return contact


class Settings(BaseSettings):
    """Where the content is, where releases go, and under which base the graph's IRIs stand."""

    model_config = SettingsConfigDict(env_prefix="TREATYGRAPH_")

    root: Path = Path()
    out: Path = Path("build")
    base: Annotated[str, AfterValidator(lambda base: base if base.endswith("/") else base + "/")] = CANONICAL_BASE

    #: What a query may cost: seconds; bytes of memory and of answer; how many run and wait at a time.
    seconds: float = 10.0
    memory: int = 2 << 30
    answer: int = 64 << 20
    workers: int = 4
    waiting: int = 64

    #: How often one client that is not on loopback may ask; empty for no limit. How many bytes of replies are kept.
    rate: str = "600/minute"
    cache: int = 256 << 20

    #: Where npm has installed what the pages take from others; without it they do with less.
    modules: Path = Path("node_modules")

    #: Where an engine that holds the release takes queries, in place of the workers here; who may write graphs into it.
    endpoint: str = ""
    login: SecretStr = SecretStr("")

    #: Where to report a weakness, as /.well-known/security.txt tells it; empty for a copy that names nobody.
    contact: Annotated[str, AfterValidator(_is_contact)] = ""

    #: The least level of what is logged: info has a line for each reply that the cache did not give.
    log: str = "warning"
