"""The files of deploy/ say what is so: what they copy exists, what they run and set the command line knows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from api.serving import server
from treatygraph.cli import app
from treatygraph.settings import Settings

PROJECT = Path(__file__).parents[2]
DEPLOY = PROJECT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
CLUSTER = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (DEPLOY / "kubernetes").glob("*.yaml")}


def instructions(name: str) -> list[str]:
    """What follows each instruction of a name in the Containerfile."""
    return re.findall(rf"^{name} (.+)$", CONTAINERFILE, re.MULTILINE)


def understood(words: list[str]) -> dict[str, Any]:
    """What the command line makes of the words of a command, which is not run."""
    commands = typer.main.get_command(app)
    command = commands.get_command(typer.Context(commands), words[0])  # type: ignore[attr-defined]
    assert command, words
    return dict(command.make_context(words[0], words[1:]).params)


def settings() -> Iterator[str]:
    """Each setting that a file of deploy/ gives to a copy."""
    yield from re.findall(r"\b(TREATYGRAPH_\w+)=", " ".join(instructions("ENV")))
    for service in COMPOSE["services"].values():
        if "treatygraph" in service["image"]:
            yield from service["environment"]
    for each in copy()["env"]:
        yield each["name"]


def pod() -> dict[str, Any]:
    """What the cluster is told of a copy's pod."""
    return dict(CLUSTER["deployment"]["spec"]["template"]["spec"])


def copy() -> dict[str, Any]:
    """What the cluster is told of a copy's container."""
    (container,) = pod()["containers"]
    return dict(container)


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    copied = [word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]]
    assert {"requirements/run.txt", "data", "treatygraph"} <= set(copied)
    for name in copied:
        assert (PROJECT / name).exists(), name
        assert f"!{name}" in ignored, name


def test_the_image_runs_a_command_that_there_is_as_nobody_special() -> None:
    (program,), (words,) = json.loads(instructions("ENTRYPOINT")[0]), [json.loads(instructions("CMD")[-1])]
    assert program == ".venv/bin/treatygraph"
    told = understood(words)
    assert told["unchanged"]
    assert told["port"] == int(instructions("EXPOSE")[0])
    assert instructions("USER") == ["10001:10001"]
    assert instructions("STOPSIGNAL") == ["SIGTERM"]


def test_what_copies_are_set_are_settings_that_there_are() -> None:
    known = {f"TREATYGRAPH_{name.upper()}" for name in Settings.model_fields} | {"FORWARDED_ALLOW_IPS"}
    given = set(settings())
    assert {"TREATYGRAPH_WORKERS", "FORWARDED_ALLOW_IPS"} <= given
    assert given <= known


def test_the_composed_services_mount_what_exists_and_run_what_there_is() -> None:
    for name, service in COMPOSE["services"].items():
        for volume in service.get("volumes", ()):
            if volume["type"] == "bind":
                assert (DEPLOY / volume["source"]).exists(), (name, volume)
            else:
                assert volume["source"] in COMPOSE["volumes"], (name, volume)
    assert understood(COMPOSE["services"]["builder"]["command"]) == {"force": False}
    told = set(re.findall(r'"\$\{(\w+)\}"', (DEPLOY / "haproxy.cfg").read_text("utf-8")))
    assert told == set(COMPOSE["services"]["proxy"]["environment"])


def test_a_copy_has_more_time_to_end_than_its_grace_and_what_has_begun_take() -> None:
    grace = understood(json.loads(instructions("CMD")[-1]))["grace"]
    for name in ("one", "two"):
        assert int(COMPOSE["services"][name]["stop_grace_period"].removesuffix("s")) > grace + server.LAST
    assert pod()["terminationGracePeriodSeconds"] > understood(copy()["args"])["grace"] + server.LAST


@pytest.mark.parametrize("probe", ["startupProbe", "readinessProbe"])
def test_a_copy_in_a_cluster_is_ready_by_the_release_of_its_image(probe: str) -> None:
    path, _, release = copy()[probe]["httpGet"]["path"].partition("?release=")
    assert path == "/ready"
    assert copy()["image"].endswith(f":{release}")
    written = yaml.safe_dump(CLUSTER["kustomization"]["replacements"])
    assert f"{probe}.httpGet.path" in written


def test_a_cluster_takes_no_copy_away_before_another_is_ready_and_lets_it_write_nothing() -> None:
    rolling = CLUSTER["deployment"]["spec"]["strategy"]["rollingUpdate"]
    assert rolling == {"maxUnavailable": 0, "maxSurge": 1}
    secured = copy()["securityContext"]
    assert secured["readOnlyRootFilesystem"]
    assert secured["capabilities"] == {"drop": ["ALL"]}
    assert pod()["securityContext"]["runAsUser"] == int(instructions("USER")[0].partition(":")[0])
    assert sorted(CLUSTER["kustomization"]["resources"]) == sorted(
        f"{name}.yaml" for name in CLUSTER if name != "kustomization"
    )


def test_the_proxy_understands_its_configuration() -> None:
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    assert program, "there is no haproxy: install Debian's package haproxy"
    told = dict.fromkeys(COMPOSE["services"]["proxy"]["environment"], "127.0.0.1:1")
    ran = subprocess.run(
        [program, "-c", "-f", str(DEPLOY / "haproxy.cfg")], env=told, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
