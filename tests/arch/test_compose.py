"""The compose file's shape, checked without an engine: code and deployment never drift apart."""

import re
from pathlib import Path

import pytest
import yaml

from deploy.cli.connect import SERVICES
from deploy.compose import IMAGE_USER, SERVICE_PORT
from deploy.servers.containers import POSTGRES_IMAGE, RABBIT_IMAGE

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
CONTAINERS = COMPOSE["services"]
DOCKERFILE = (PROJECT / "deploy" / "Dockerfile").read_text()

BESIDE = {"postgres", "rabbitmq", "migrate", "operator"}


def folders():
    return {p.parent.name for p in (PROJECT / "services").glob("*/app.py")}


def test_every_service_is_deployed_and_nothing_else():
    assert set(CONTAINERS) - BESIDE == folders() == set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_scales_by_itself(name):
    container = CONTAINERS[name]
    assert "container_name" not in container
    assert "hostname" not in container
    assert [port for port in container["ports"] if "published" in port] == []
    assert [str(port["target"]) for port in container["ports"]] == [SERVICE_PORT]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_starts_after_the_deploy_step(name):
    waits = {other: how["condition"] for other, how in CONTAINERS[name]["depends_on"].items()}
    assert waits == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "rabbitmq": "service_healthy",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_ready_without_the_broker(name):
    """A broker outage takes no API down, so health asks /readyz and not /busz."""
    assert "/readyz" in CONTAINERS[name]["healthcheck"]["test"][-1]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_its_own_role_and_its_own_name(name):
    environment = CONTAINERS[name]["environment"]
    assert environment["SERVICE"] == name
    assert f"//hb_{name}:" in environment["HEARTBRIDGE_PG_DSN"]


def test_only_intake_and_notify_hold_the_keys_of_contacts():
    assert {n for n in SERVICES if "ring" in CONTAINERS[n]["secrets"]} == {"intake", "notify"}
    assert {n for n in SERVICES if "HEARTBRIDGE_KEYS" in CONTAINERS[n]["environment"]} == {
        "intake",
        "notify",
    }


@pytest.mark.parametrize("name", ["postgres", "rabbitmq"])
def test_a_server_keeps_its_data_and_says_when_it_is_ready(name):
    container = CONTAINERS[name]
    volumes = [v.split(":")[0] for v in container["volumes"] if not v.startswith("./")]
    assert volumes
    assert set(volumes) <= set(COMPOSE["volumes"])
    assert container["healthcheck"]["test"][0] == "CMD"


def test_compose_and_tests_run_the_same_servers():
    assert CONTAINERS["postgres"]["image"] == POSTGRES_IMAGE
    assert CONTAINERS["rabbitmq"]["image"] == RABBIT_IMAGE


def test_images_are_pinned_at_least_to_a_major_version():
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images = [c["image"] for c in CONTAINERS.values() if c["image"] != "heartbridge"] + bases
    assert [image for image in images if not re.search(r":\d+", image)] == []


def test_files_that_are_mounted_exist():
    mounted = [v for c in CONTAINERS.values() for v in c.get("volumes", []) if v.startswith("./")]
    assert mounted
    assert [v for v in mounted if not (PROJECT / v.split(":")[0]).is_file()] == []


def test_no_secret_stands_in_the_file():
    told = [value for c in CONTAINERS.values() for value in c.get("environment", {}).items()]
    secret = [(name, value) for name, value in told if re.search("PASS|DSN|AMQP_URL", name)]
    assert secret
    assert [(n, v) for n, v in secret if not re.search(r"\$\{HEARTBRIDGE_\w+:\?\}", v)] == []


def test_the_image_holds_what_the_lock_says_and_does_not_run_as_root():
    assert "--require-hashes -r /requirements.lock" in DOCKERFILE
    assert DOCKERFILE.count("pip install") == 1
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)[-1] == str(IMAGE_USER)
    assert "ARG SERVICE" in DOCKERFILE


def test_the_image_has_every_package_of_the_project():
    copied = set(re.findall(r"^COPY (\w+) \./", DOCKERFILE, re.MULTILINE))
    assert copied == {"shared", "services", "deploy"}
    kept = (PROJECT / ".dockerignore").read_text().splitlines()
    assert {f"!{name}" for name in copied} <= set(kept)
