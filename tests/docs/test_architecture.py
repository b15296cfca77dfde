"""The code is built as docs/architecture.md says: who imports whom, no circles, every package with its line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest
from doc_pages import REPOSITORY, Page

ROOT = "termscheck"
PAGE = Page("docs/architecture.md")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MODULES = {
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((REPOSITORY / ROOT).rglob("*.py"))
}
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]*) \|$", re.MULTILINE)
ALLOWED = {name: set(re.findall(r"\w+", those)) for name, those in ROW.findall(PAGE.text)}


@cache
def imports(module: str, *, lazy: bool) -> frozenset[str]:
    """The modules of ours that a module imports when it runs; with `lazy` also those that its functions import."""
    path = MODULES[module]
    home = module if path.name == "__init__.py" else module.rpartition(".")[0]

    def walk(node: ast.AST) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ImportFrom):
                base = child.module or ""
                if child.level:
                    up = home.split(".")[: len(home.split(".")) - child.level + 1]
                    base = ".".join([*up, *([child.module] if child.module else [])])
                yield from (f"{base}.{name.name}" if f"{base}.{name.name}" in MODULES else base for name in child.names)
            elif isinstance(child, ast.Import):
                yield from (name.name for name in child.names)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue  # names for the type checker: nothing is imported
            elif not isinstance(child, ast.expr) and (lazy or not isinstance(child, FUNCTIONS)):
                yield from walk(child)

    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(name for name in walk(tree) if name in MODULES and name != module)


def package(module: str) -> str:
    """The package right below termscheck, or the module there; "" for termscheck itself."""
    return module.split(".")[1] if "." in module else ""


PACKAGES = sorted({package(module) for module in MODULES} - {"", "__main__"})


def test_every_package_has_its_line() -> None:
    assert sorted(ALLOWED) == PACKAGES


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_imports_what_its_line_says(name: str) -> None:
    used = {
        package(other): f"{module} imports {other}"
        for module in MODULES
        if package(module) == name
        for other in imports(module, lazy=True)
    }
    strangers = [told for other, told in used.items() if other not in {"", name, *ALLOWED.get(name, ())}]
    assert not strangers, f"{strangers}: docs/architecture.md says what {name} may import"
    assert not ALLOWED[name] - set(used), f"{name} no longer imports these: take them out of docs/architecture.md"


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {module: imports(module, lazy=False) for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_nothing_but_the_edges_imports_the_command_line_or_the_page() -> None:
    edges = {"cli", "web", "__main__"}
    inwards = [(module, other) for module in MODULES for other in imports(module, lazy=True) if package(other) in edges]
    assert [pair for pair in inwards if package(pair[0]) not in edges] == []
    assert [pair for pair in inwards if package(pair[0]) == "web" and package(pair[1]) == "cli"] == []


def test_the_flow_is_one_way() -> None:
    """What reads knows nothing of what understands; what understands nothing of what judges; and so on."""
    flow = ["model", "segment", "readers", "annotate", "engine", "pipeline"]
    for number, name in enumerate(flow):
        later = {*flow[number + 1 :], "renderers", "cli", "web", "batch", "store", "portfolio"}
        assert not ALLOWED[name] & later, name
