"""ARCHITECTURE.md is true: its links, its list of modules, and the direction of every import."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kbsearch"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
LAYERS = (
    ("cli",),
    ("web", "site", "demo"),
    ("kb",),
    ("releases",),
    ("tickets",),
    ("search",),
    ("articles",),
    ("people",),
)  # from the top; what is not named here is the base
BASE = len(LAYERS)
FIELDS_MODEL = {  # the model of [fields] stands with its rules
    (f"kbsearch.settings.{name}", "kbsearch.articles.fields") for name in ("settings", "tables")
}


def layer(module: str) -> int:
    room = [*module.split("."), ""][1]
    return next((place for place, rooms in enumerate(LAYERS) if room in rooms), BASE)


def imports(module: str, at_import: bool = False) -> set[str]:
    """The modules that `module` imports; with `at_import` only those that its own import brings in."""
    tree = ast.parse(MODULES[module].read_bytes())
    nodes = tree.body if at_import else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import in line {node.lineno}"
            names = {f"{node.module}.{name.name}" for name in node.names}
            found |= names if names <= set(MODULES) else {*names, str(node.module)}
    return found


def own_imports(module: str, at_import: bool = False) -> set[str]:
    return {name for name in imports(module, at_import) if name in MODULES and name != module}


@pytest.mark.parametrize("module", [name for name in MODULES if name not in ("kbsearch", "kbsearch.__main__")])
def test_imports_point_down_from_web_and_cli_to_the_settings(module: str) -> None:
    upwards = {
        name
        for name in own_imports(module)
        if layer(name) < layer(module) and name != "kbsearch" and (module, name) not in FIELDS_MODEL
    }
    assert upwards == set()


def test_no_modules_import_each_other() -> None:
    graph = {name: own_imports(name, at_import=True) for name in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


def test_only_its_own_engine_files_import_tantivy() -> None:
    users = {name for name in MODULES if any(found.split(".")[0] == "tantivy" for found in imports(name))}
    assert {name for name in users if not name.startswith("kbsearch.search.engines.tantivy")} == set()


@pytest.mark.parametrize("room", ["cli", "web"])
def test_web_and_cli_import_no_engine(room: str) -> None:
    users = {name for name in MODULES if name.startswith(f"kbsearch.{room}")}
    found = {name for user in users for name in own_imports(user) if name.startswith("kbsearch.search.engines")}
    assert found == set()


def test_every_module_is_named_in_the_map() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    headings = re.split(r"^## ", text, flags=re.MULTILINE)
    missing = []
    for path in MODULES.values():
        name = path.relative_to(PACKAGE)
        room = "kbsearch" if len(name.parts) == 1 else f"kbsearch/{name.parts[0]}"
        within = "/".join(name.parts[1:]) or name.name
        here = [part for part in headings if part.split(":")[0] == room]
        if path.name != "__init__.py" and not any(f"`{within}`" in part for part in here):
            missing.append(f"{room}: {within}")
    assert missing == []


def test_every_module_that_the_map_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE):
        room = part.split(":")[0]
        if room.startswith("kbsearch"):
            cells = re.findall(r"^\| (`.*?`) \|", part, re.MULTILINE)
            named += [ROOT / room / name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    assert named
    assert [path for path in named if not path.exists()] == []


@pytest.mark.parametrize(
    "name", ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "index/README.md", "site/README.md"]
)
def test_every_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    local = [link.split("#")[0] for link in links if not link.startswith(("http://", "https://", "#"))]
    assert [link for link in local if not (page.parent / link).exists()] == []
