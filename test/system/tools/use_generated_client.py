"""Generates a client from an OpenAPI document, imports all of it and asks with it.

python use_generated_client.py ORIGIN FOLDER
"""

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path


def generate(origin: str, folder: Path) -> None:
    arguments = ["generate", "--url", f"{origin}/openapi.json", "--meta", "none"]
    where = ["--output-path", str(folder / "generated"), "--fail-on-warning"]
    command = [sys.executable, "-m", "openapi_python_client", *arguments, *where]
    # It formats what it makes with the ruff that it finds on the PATH.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)


def import_all(package) -> int:
    modules = list(pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
    for module in modules:
        importlib.import_module(module.name)
    return len(modules)


def main(origin: str, folder: Path) -> None:
    generate(origin, folder)
    sys.path.insert(0, str(folder))
    generated = importlib.import_module("generated")
    print(import_all(generated), "modules")
    query = importlib.import_module("generated.api.fitness.query")
    body = importlib.import_module("generated.models").QueryBody.from_dict(
        {
            "instance": "so2sat-lcz42",
            "architectures": [{"hash": "fb150c15ea56ec137175f9cc967397a9"}],
        }
    )
    answer = query.sync(client=generated.Client(base_url=origin), body=body)
    print(answer.to_dict()["results"][0]["hash"])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
