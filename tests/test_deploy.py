"""What stands in server/deploy: each file is run as far as this machine lets us."""

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from foedus.settings import FILE, SETTINGS
from served import free_port, running, start, stop, wait

DEPLOY = Path(__file__).parent.parent / "server" / "deploy"
UNIT, PROXY = DEPLOY / "foedus.service", DEPLOY / "nginx.conf"
#: The exposure that `systemd-analyze security` may find, in tenths: 20 is "OK", 100 is unprotected.
EXPOSED = 20
MAIN = """
user root; worker_processes 1; pid {folder}/pid; error_log {folder}/errors; daemon off;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied;
  fastcgi_temp_path {folder}/a; uwsgi_temp_path {folder}/b; scgi_temp_path {folder}/c;
  include {folder}/foedus.conf;
}}
"""
Answer = tuple[int, Any, bytes]


def test_the_samples_know_their_settings() -> None:
    """Every variable that a sample names is a setting."""
    files = [file for file in DEPLOY.rglob("*") if file.is_file()]
    named = {name for file in files for name in re.findall(r"\bFOEDUS_[A-Z_]+", file.read_text("utf-8"))}

    assert {"FOEDUS_PROXY_HOPS"} < named
    assert set() == named - {setting.variable for setting in SETTINGS} - {FILE}


def test_the_probes_of_kubernetes_are_answered() -> None:
    """What the README names for Kubernetes answers 200 when the server has started, and only then."""
    probes = yaml.safe_load((DEPLOY / "README.md").read_text("utf-8").split("```")[1].removeprefix("yaml"))
    paths = {probe["httpGet"]["path"] for probe in probes.values()}
    port = free_port()
    process = start(port)
    try:
        began = time.monotonic()
        with pytest.raises((urllib.error.URLError, TimeoutError)):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1)
        wait(f"http://127.0.0.1:{port}")
        statuses = {fetch(f"http://127.0.0.1:{port}{path}")[0] for path in paths}
        given = probes["startupProbe"]["periodSeconds"] * probes["startupProbe"]["failureThreshold"]
        assert time.monotonic() - began < given
    finally:
        stop(process)

    assert {"startupProbe", "readinessProbe", "livenessProbe"} == set(probes)
    assert ({"/readyz", "/healthz"}, {200}) == (paths, statuses)


def test_the_dockerfile_has_no_known_fault() -> None:
    """The linter of Dockerfiles finds nothing, not even a matter of style."""
    linter = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([linter, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stdout)


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the unit with the program of this environment in the place of the installed one."""
    if shutil.which("systemd-analyze") is None:
        # only systems that run systemd can judge its units
        pytest.skip("systemd-analyze is not installed")
    program = str(Path(sys.executable).parent / "foedus")
    file = tmp_path_factory.mktemp("unit") / UNIT.name
    file.write_text(UNIT.read_text("utf-8").replace("/opt/foedus/bin/foedus", program))
    return file


def test_systemd_understands_the_unit(unit: Path) -> None:
    """The unit is verified without a word."""
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_systemd_finds_the_unit_hardened(unit: Path) -> None:
    """The unit is as little exposed as a service that listens can be."""
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", f"--threshold={EXPOSED}", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve the shipped graph behind the sample of a proxy; give the proxy's address and the server's log."""
    if shutil.which("nginx") is None:
        # whoever brings another proxy need not install this one
        pytest.skip("nginx is not installed")
    folder, port, front = tmp_path_factory.mktemp("proxy"), free_port(), free_port()
    sample = PROXY.read_text("utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    sample = sample.replace("listen 80;", f"listen 127.0.0.1:{front};").replace("/var/lib/nginx", str(folder))
    (folder / "foedus.conf").write_text(sample)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    words = ("serve", "--port", str(port), "--proxy-hops", "1", "--log-clients")
    with running(*words, at=port, log=folder / "log"):
        proxy = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        try:
            wait(f"http://127.0.0.1:{front}")
            time.sleep(2)  # until this client's rate is forgotten
            yield f"http://127.0.0.1:{front}", folder / "log"
        finally:
            proxy.terminate()
            proxy.wait(10)


def fetch(address: str, body: bytes | None = None, **headers: str) -> Answer:
    """Give status, headers and body, whatever the status."""
    request = urllib.request.Request(address, body, {k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_a_query_passes_the_proxy(behind: tuple[str, Path]) -> None:
    """The proxy names the request and its client; the answer and the log bear what it said, not what a stranger did."""
    address, log = behind
    lie = {"X_Forwarded_For": "192.0.2.9", "X_Request_Id": "mine"}
    status, headers, body = fetch(f"{address}/sparql?query=ASK%7B%7D&marked", **lie)
    time.sleep(0.3)
    told = [json.loads(line) for line in log.read_text().splitlines() if headers["X-Request-Id"] in line]

    assert (200, True) == (status, json.loads(body)["boolean"])
    assert ["127.0.0.1"] == [line["client"] for line in told]
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-Id"])


def test_the_plain_sentence_of_the_server_is_heard_through_the_proxy(behind: tuple[str, Path]) -> None:
    """What is too large for the server is refused by it, not by the proxy with a page of its own."""
    address, _ = behind
    kind = "application/sparql-query"
    large = fetch(f"{address}/sparql", b"#" * 2_500_000, Content_Type=kind)
    long = fetch(f"{address}/sparql?query=ASK%7B%7D%23{'x' * 30_000}")

    assert [(413, "body-is-too-large"), (414, "address-is-too-long")] == [
        (status, json.loads(body)["type"].rpartition("/")[2]) for status, _, body in (large, long)
    ]


def test_answers_of_a_version_are_kept(behind: tuple[str, Path]) -> None:
    """The second request for an answer of a version does not reach the server, and bears a name of its own."""
    address, _ = behind
    version = fetch(f"{address}/healthz")[1]["Foedus-Version"]
    path = f"{address}/v/{version}/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 3')}"
    told = [fetch(path, Accept="text/csv") for _ in range(2)]
    other = fetch(path, Accept="application/sparql-results+json")

    assert ["MISS", "HIT", "MISS"] == [headers["X-Cache"] for _, headers, _ in (*told, other)]
    assert told[0][2] == told[1][2] != other[2]
    assert 2 == len({headers["X-Request-Id"] for _, headers, _ in told})


def test_too_many_requests_are_told_when_to_come_again(behind: tuple[str, Path]) -> None:
    """A flood from one address gets 429 as a problem with Retry-After, readable by other origins, beside its share of answers."""
    address, _ = behind
    with ThreadPoolExecutor(4) as others:
        told = list(others.map(lambda _: fetch(f"{address}/sparql?query=ASK%7B%7D"), range(120)))
    refused = [(headers, body) for status, headers, body in told if status == 429]

    assert {200, 429} == {status for status, _, _ in told}
    assert 10 < len(refused) < 110
    assert {("2", "*", "application/problem+json")} == {
        (headers["Retry-After"], headers["Access-Control-Allow-Origin"], headers.get_content_type())
        for headers, _ in refused
    }
    assert 429 == json.loads(refused[0][1])["status"]
