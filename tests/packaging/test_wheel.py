"""The wheel works in an environment and a folder that know nothing of this checkout."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SAMPLE = REPOSITORY / "samples" / "harsh-sub-contract.docx"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | more
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, encoding="utf-8", timeout=300, check=False)


def succeed(*command: str | Path, cwd: Path, **more: str) -> str:
    done = run(*command, cwd=cwd, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def built(folder: Path, checkout: Path, epoch: str = "1700000000") -> Path:
    """The wheel of a checkout; `epoch` is what all its files are dated, in seconds since 1970."""
    command = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, checkout)
    succeed(*command, cwd=folder, SOURCE_DATE_EPOCH=epoch)
    (wheel,) = folder.glob("termscheck-*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("built"), REPOSITORY)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """The scripts of a new environment: the wheel, and by a path file the libraries of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    python = environment / SCRIPTS / "python"
    succeed(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = Path(succeed(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder))
    # a path file adds these folders, but does not follow path files in them: no editable checkout comes along
    libraries = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (packages / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return python.parent


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with nothing in it but a contract."""
    shutil.copy(SAMPLE, tmp_path / "contract.docx")
    return tmp_path


def test_package_rules_and_reports_all_come_from_the_wheel(installed: Path, elsewhere: Path) -> None:
    environment = installed.parent.resolve()
    ask = (
        "import termscheck; from termscheck.content import bundled;"
        "print(termscheck.__file__, bundled('rules'), bundled('reports'), sep='\\n')"
    )

    for path in succeed(installed / "python", "-I", "-c", ask, cwd=elsewhere).splitlines():
        assert Path(path).resolve().is_relative_to(environment)


def test_a_contract_in_another_folder_gets_its_report(installed: Path, elsewhere: Path) -> None:
    done = run(installed / "termscheck", "check", "contract.docx", "--out", "report.html", cwd=elsewhere)

    assert done.returncode == 1, done.stderr
    assert "report.html" in done.stderr
    report = (elsewhere / "report.html").read_text(encoding="utf-8")
    assert "contract.docx" in report
    assert "Delivery Partner" in report
    assert {path.name for path in elsewhere.iterdir()} == {"contract.docx", "report.html"}


def test_the_rules_in_the_wheel_are_those_of_the_checkout(installed: Path, elsewhere: Path) -> None:
    done = run(installed / "termscheck", "check", "contract.docx", "--format", "json", "--out", "-", cwd=elsewhere)
    ask = "from termscheck.content import bundled; print(bundled('rules'))"
    bundled = Path(succeed(installed / "python", "-I", "-c", ask, cwd=elsewhere))

    review = json.loads(done.stdout)
    assert review["findings"]
    assert review["document"]["sha256"] == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert contents(bundled) == contents(REPOSITORY / "rules")


def test_the_same_code_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """Anyone can build it again and compare: the folder, the dates of files and the clock leave no trace."""
    copy = tmp_path / "copy of the checkout"
    names = ("termscheck", "rules", "reports", "pyproject.toml", "README.md", "LICENSE", ".gitignore")
    for name in names:
        source = REPOSITORY / name
        if source.is_dir():  # shutil.copy gives every file a new date
            shutil.copytree(
                source, copy / name, copy_function=shutil.copy, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(source, copy / name)

    again = built(tmp_path, copy)

    assert again.name == wheel.name
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(wheel.read_bytes()).hexdigest()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
