"""Imports go strictly downward, and each library is known to one module."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Every import between medlint's modules, lazy ones included."""
    return grimp.build_graph("medlint", cache_dir=None)


def layers() -> set[str]:
    """The modules that the layers contract of pyproject.toml names."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (contract,) = (contract for contract in contracts if contract["type"] == "layers")
    return {module.strip(" ()") for layer in contract["layers"] for module in layer.split("|")}


def test_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, no_logo=True) == 0, capsys.readouterr().out


def test_modules_outside_of_the_layers_are_leaves(graph: grimp.ImportGraph) -> None:
    """A helper that every layer may import must not open a way back up."""
    named = layers()
    helpers = {
        module
        for module in graph.modules
        if module.startswith("medlint.") and ".".join(module.split(".")[:2]) not in named | {"medlint.__main__"}
    }
    upward = {
        (helper, imported)
        for helper in helpers
        for imported in graph.find_modules_directly_imported_by(helper)
        if imported.startswith("medlint.") and imported not in helpers
    }
    assert upward == set()


def test_jsonschema_is_not_loaded_for_a_page_that_keeps_to_its_schema() -> None:
    """It takes longer to import than a page takes to check."""
    code = (
        "import contextlib, sys\n"
        "from medlint.cli import main\n"
        "sys.argv = ['medlint', 'check', '--no-cache', 'examples/paracetamol.md']\n"
        "with contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "print(sorted({'jsonschema', 'medlint.schema'} & set(sys.modules)))\n"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("['medlint.schema']\n")
