"""One server over HTTP: its address, its limits, what it answered before, and its problems as exceptions."""

from __future__ import annotations

import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Any

import httpx

from treatygraph.client.errors import AnswerError, UnreachableError

#: The public graph, which is asked where neither an address nor TREATYGRAPH_URL is given.
ADDRESS = "https://w3id.org/treatygraph/"

#: The environment variable that names another server.
VARIABLE = "TREATYGRAPH_URL"

#: How many bytes of answers are kept to be asked for again by their tags.
_KEPT = 64 << 20

#: The longest that a server which is busy is waited for at a time, in seconds.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: its body, its media type, and the release that gave it (empty where it names none)."""

    body: bytes
    media_type: str
    release: str
    tag: str = ""

    @property
    def text(self) -> str:
        """The body as text; the server writes UTF-8."""
        return self.body.decode("utf-8")

    def document(self, *keys: str) -> dict[str, Any]:
        """The body as a JSON object that has some keys.

        Raises:
            UnreachableError: it is none.
        """
        try:
            found = json.loads(self.body)
        except ValueError as error:
            culprit = f"what was answered is {self.media_type or 'of no type'} and not JSON"
            raise UnreachableError(culprit, "is the address that of a treatygraph server?") from error
        if not isinstance(found, dict) or not found.keys() >= set(keys):
            culprit = f"what was answered has not {', '.join(keys)}, as this client reads them"
            raise UnreachableError(culprit, "is the server another one, or of another version than the client?")
        return found


class Connection:
    """Asks one server.

    A reply is kept with its tag and asked for again by it (RFC 9110, section 13.1.2), so that an answer which has not
    changed is not sent twice. A server that is busy (503 with Retry-After) is asked again when it says; nothing else
    is repeated.

    Args:
        address: where the server is; the environment's TREATYGRAPH_URL or the public graph where it is not given.
        timeout: how long to wait for a reply, in seconds.
        retries: how often to ask a busy server again.
        transport: what sends requests in the place of the network.
        wait: waits for some seconds.
    """

    def __init__(
        self,
        address: str | None = None,
        timeout: float = 60.0,
        retries: int = 5,
        transport: httpx.BaseTransport | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = (address or os.environ.get(VARIABLE) or ADDRESS).rstrip("/") + "/"
        self._retries = max(retries, 0)
        self._wait = wait
        self._kept: OrderedDict[tuple[str, str], Reply] = OrderedDict()
        self._size = 0
        self._lock = Lock()
        headers = {"User-Agent": f"treatygraph-client/{_version()} (+{ADDRESS}) httpx/{httpx.__version__}"}
        try:
            self._http = httpx.Client(headers=headers, timeout=timeout, transport=transport, follow_redirects=True)
            self._base = httpx.URL(self.address)
        except httpx.InvalidURL as error:
            raise UnreachableError(f"{self.address} is not an address: {error}", "write it like http://…") from error

    def get(self, path: str, parameters: Mapping[str, str] | None = None, accept: str = "application/json") -> Reply:
        """The answer to a GET of a path below the address.

        Raises:
            AnswerError: the server refused.
            UnreachableError: no server answered.
        """
        url = self._base.join(path).copy_merge_params(dict(parameters or {}))
        key = (str(url), accept)
        known = self._kept.get(key)
        headers = {"Accept": accept} | ({"If-None-Match": known.tag} if known else {})
        response = self._send(self._http.build_request("GET", url, headers=headers))
        unchanged = response.status_code == HTTPStatus.NOT_MODIFIED
        reply = known if unchanged and known is not None else _reply(response)
        if reply.tag:
            self._keep(key, reply)
        return reply

    def post(
        self,
        path: str,
        body: str,
        media_type: str,
        parameters: Mapping[str, str] | None = None,
        accept: str = "application/json",
    ) -> Reply:
        """The answer to a POST of some text to a path below the address.

        Raises:
            AnswerError: the server refused.
            UnreachableError: no server answered, or another address is to be asked.
        """
        url = self._base.join(path).copy_merge_params(dict(parameters or {}))
        headers = {"Accept": accept, "Content-Type": f"{media_type}; charset=utf-8"}
        request = self._http.build_request("POST", url, headers=headers, content=body.encode("utf-8"))
        response = self._send(request)
        if response.request.method != "POST":
            # A redirection may turn a POST into a GET, and what it carried is lost (RFC 9110, section 15.4).
            cure = f"make the client with address={str(response.url).partition(path)[0]!r}."
            raise UnreachableError(f"{self.address} passes on to another address what is sent to it", cure)
        return _reply(response)

    def close(self) -> None:
        """Closes what connections are open."""
        self._http.close()

    def _send(self, request: httpx.Request) -> httpx.Response:
        """The response, with a busy server asked again when it says."""
        for left in range(self._retries, -1, -1):
            try:
                response = self._http.send(request)
            except httpx.TimeoutException as error:
                cure = "ask for less, or make the client with a longer timeout=."
                raise UnreachableError(f"{request.url} did not answer in time", cure) from error
            except httpx.HTTPError as error:
                cure = f"is the server running there? Give another by address= or {VARIABLE}."
                raise UnreachableError(f"{self.address} cannot be reached: {error}", cure) from error
            seconds = _seconds(response.headers.get("retry-after", ""))
            busy = response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and seconds is not None
            if not busy or not left or seconds is None or seconds > _PATIENCE:
                break
            self._wait(seconds)
        return response

    def _keep(self, key: tuple[str, str], reply: Reply) -> None:
        """Keeps a reply, and lets go of those longest unused."""
        with self._lock:
            if (before := self._kept.pop(key, None)) is not None:
                self._size -= len(before.body)
            self._kept[key] = reply
            self._size += len(reply.body)
            while self._size > _KEPT:
                _, dropped = self._kept.popitem(last=False)
                self._size -= len(dropped.body)


def _reply(response: httpx.Response) -> Reply:
    """The reply that a response holds.

    Raises:
        AnswerError: it is a refusal.
    """
    media_type = response.headers.get("content-type", "").partition(";")[0].strip()
    if response.is_success:
        release = response.headers.get("treatygraph-release", "")
        return Reply(response.content, media_type, release, response.headers.get("etag", ""))
    with suppress(ValueError, AttributeError):
        # What is no problem document, though it is called one, is told as any other refusal.
        told = response.json() if media_type == "application/problem+json" else {}
        if told.get("detail"):
            raise AnswerError(response.status_code, str(told["detail"]), str(told.get("cure", "")))
    culprit = f"{response.url} answered {response.status_code} {response.reason_phrase}".rstrip()
    raise AnswerError(response.status_code, culprit, "is the address that of a treatygraph server?")


def _seconds(after: str) -> float | None:
    """The seconds that a Retry-After asks for: a number, or a date (RFC 9110, section 10.2.3); None for neither."""
    if after.isascii() and after.isdigit():
        return float(after)
    try:
        then = parsedate_to_datetime(after)
    except ValueError:
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _version() -> str:
    try:
        return version("treatygraph")
    except PackageNotFoundError:
        return "0"
