"""Workers in processes of their own, which tests can kill.

Run as ``python -m tests.processes``: reads one JSON job a line from standard input and forks a
process for each, so that PyTorch is loaded once. Answers each line with the process's number, or
with exit codes where the line is "wait".
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

_ROOT = Path(__file__).resolve().parents[1]


class Workers:
    """Starts workers quickly, each a process that may be killed at any time."""

    def __enter__(self) -> Workers:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.processes"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server.stdin
        self._server.stdin.close()
        self._server.wait()

    def start(self, plan: Path, images: Path, folder: Path) -> int:
        """Forks a worker and returns its process number."""
        return int(self._ask({"plan": str(plan), "images": str(images), "folder": str(folder)}))

    def wait(self, pid: int) -> int:
        """Exit code of a worker; minus the signal where one ended it."""
        return int(self._ask({"wait": pid}))

    def _ask(self, question: dict[str, str | int]) -> str:
        assert self._server.stdin and self._server.stdout
        print(json.dumps(question), file=self._server.stdin, flush=True)
        return self._server.stdout.readline()


def _serve() -> None:
    import torch

    from eo_nas_evaluate.command import main

    # Loads what a first training loads lazily, without starting any thread.
    torch.set_num_threads(1)
    for line in sys.stdin:
        question = json.loads(line)
        if "wait" in question:
            status = os.waitpid(question["wait"], 0)[1]
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            command = ["run"]
            for name in ("plan", "images", "folder"):
                command += [f"--{name}", question[name]]
            os._exit(main(command))
        print(pid, flush=True)


if __name__ == "__main__":
    _serve()
