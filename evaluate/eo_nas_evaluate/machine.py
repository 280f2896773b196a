"""What machine and software a run used."""

from __future__ import annotations

import json
import platform
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import torch


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def describe_machine(device: str, threads: int) -> dict[str, str | int]:
    """Processor, accelerator and versions; no host name, no user, no paths."""
    try:
        own = version("eo-nas-evaluate")
    except PackageNotFoundError:
        own = "source"
    return {
        "processor": _processor(),
        "device": torch.cuda.get_device_name(device) if device.startswith("cuda") else device,
        "threads": threads,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "eoNasEvaluate": own,
    }


def machine_id(description: dict[str, str | int]) -> str:
    """Six hexadecimal digits that stand for the description in rows."""
    return sha256(json.dumps(description, sort_keys=True).encode()).hexdigest()[:6]
