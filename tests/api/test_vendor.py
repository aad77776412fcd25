"""Files that npm has installed: those of the list and no others, kept for long under the address of their version."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from api.frame import vendor
from api.frame.vendor import Vendor

PROJECT = Path(__file__).parents[2]
LISTED = json.loads((PROJECT / "api" / "frame" / "vendor.json").read_text("utf-8"))


@pytest.fixture
def installed() -> Vendor:
    """What is installed for the tests."""
    return Vendor(PROJECT / "node_modules")


@pytest.mark.parametrize("name", LISTED)
def test_each_file_of_the_list_is_served_with_its_media_type_and_kept_for_a_year(
    client: httpx.Client, installed: Vendor, name: str
) -> None:
    file = installed.file(name)
    assert file is not None, f"{name} is not installed: `make node_modules` (it runs `npm ci`)"
    address = installed.address(name)
    assert address == f"/vendor/{name}?v={file.version}"
    reply = client.get(address)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(LISTED[name]["type"])
    assert "max-age=31536000" in reply.headers["cache-control"]
    assert reply.content == file.path.read_bytes()


def test_a_file_travels_compressed(client: httpx.Client, installed: Vendor) -> None:
    reply = client.get(installed.address("yasgui.min.js"), headers={"Accept-Encoding": "gzip"})
    assert reply.headers["content-encoding"] == "gzip"
    assert int(reply.headers["content-length"]) < 350_000


@pytest.mark.parametrize(
    "name",
    [
        "axe-core",
        "vega.js",
        "..%2Fpackage.json",
        "%2e%2e/package.json",
        "../package.json",
        "vega/build/vega.min.js",
        "@zazuko/yasgui/package.json",
        "%00",
    ],
)
def test_nothing_but_the_list_is_served(client: httpx.Client, name: str) -> None:
    reply = client.get(f"/vendor/{name}")
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


def test_the_lock_names_each_package_with_the_version_that_is_installed_and_a_hash(installed: Vendor) -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text("utf-8"))
    for name, told in LISTED.items():
        locked = lock["packages"][f"node_modules/{told['package']}"]
        file = installed.file(name)
        assert file is not None
        assert locked["version"] == file.version
        assert locked["integrity"].startswith("sha512-")
    assert not [place for place, told in lock["packages"].items() if "resolved" in told]


def test_what_is_not_installed_has_no_address_and_says_how_to_install_it(tmp_path: Path) -> None:
    empty = Vendor(tmp_path)
    assert [empty.address(name) for name in LISTED] == [""] * len(LISTED)
    assert empty.is_listed("vega.min.js")
    assert not empty.is_listed("vega.js")


def test_the_folder_is_looked_for_where_npm_installs() -> None:
    assert Path("node_modules") == vendor.INSTALLED
