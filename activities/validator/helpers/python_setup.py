"""Installs what Python code needs into .venv, in two phases: `fetch` with package registries at hand, where only wheels
are installed and nothing of them runs; `build` without a network, where the repository's own package is built.

    python3 python_setup.py fetch|build pip|uv|poetry ARGUMENTS

What has no wheel can only be asked for its own needs by running it, so it is built while fetching, and that is said."""
import os
import shutil
import subprocess
import sys

SCRATCH = os.environ["NIGHTSHIFT_SCRATCH"]
WHEELS = os.path.join(SCRATCH, "wheels")
TOOLS = os.path.join(SCRATCH, "tools")
# Made by a fetch phase that left nothing to build.
COMPLETE = os.path.join(SCRATCH, "complete")
VENV = ".venv"
PYTHON = os.path.join(VENV, "bin", "python")
QUIET_PIP = ["-m", "pip", "--quiet", "--disable-pip-version-check"]
ONLY_WHEELS = ["--only-binary", ":all:"]


def run(*command, env=None):
    return subprocess.run(command, env={**os.environ, **(env or {})}).returncode


def pip(*arguments, python=PYTHON):
    return run(python, *QUIET_PIP, *arguments)


def make_venv(folder=VENV):
    code = run(sys.executable, "-m", "venv", folder)
    if code != 0:
        sys.exit(code)


def say_building():
    print("not all of it comes as wheels: building while registries can be reached", flush=True)


def project():
    """pyproject.toml as a table; empty where there is none."""
    if not os.path.exists("pyproject.toml"):
        return {}
    try:
        import tomllib
    except ImportError:
        from pip._vendor import tomli as tomllib
    with open("pyproject.toml", "rb") as file:
        return tomllib.load(file)


# Backends whose needs are known without running them, and what an editable install asks for beside the manifest.
EDITABLE_NEEDS = {
    "setuptools.build_meta": [],
    "hatchling.build": ["editables"],
    "flit_core.buildapi": [],
    "poetry.core.masonry.api": [],
    "pdm.backend": ["editables"],
    "uv_build": [],
}


def build_requirements():
    """None where only running the backend could tell."""
    system = project().get("build-system", {})
    backend = system.get("build-backend", "setuptools.build_meta")
    if backend not in EDITABLE_NEEDS or "backend-path" in system:
        return None
    return system.get("requires", ["setuptools>=64", "wheel"]) + EDITABLE_NEEDS[backend]


def group_requirements(name, groups):
    for item in groups.get(name, []):
        if isinstance(item, str):
            yield item
        elif "include-group" in item:
            yield from group_requirements(item["include-group"], groups)


def wheels_wanted(arguments):
    """The same wishes without the repository's own package: what it depends on, as its manifest says. None where only
    running its build could tell."""
    table = project().get("project", {})
    wanted = build_requirements()
    if wanted is None:
        return None
    rest = iter(arguments)
    for argument in rest:
        if argument == "-e":
            if not table or set(table.get("dynamic", [])) & {"dependencies", "optional-dependencies"}:
                return None
            extras = next(rest).partition("[")[2].rstrip("]").split(",")
            wanted += table.get("dependencies", [])
            for extra in filter(None, extras):
                wanted += table.get("optional-dependencies", {}).get(extra, [])
        elif argument == "--group":
            wanted += group_requirements(next(rest), project().get("dependency-groups", {}))
        else:
            wanted.append(argument)
    return wanted


def fetch_pip(arguments):
    make_venv()
    if "-e" in arguments:
        wanted = wheels_wanted(arguments)
        if wanted is not None and pip("download", "--dest", WHEELS, *ONLY_WHEELS, *wanted) == 0:
            return 0
    elif pip("install", *ONLY_WHEELS, *arguments) == 0:
        open(COMPLETE, "w").close()
        return 0
    say_building()
    code = pip("install", *arguments)
    open(COMPLETE, "w").close()
    return code


def build_pip(arguments):
    if os.path.exists(COMPLETE):
        return 0
    return pip("install", "--no-index", "--find-links", WHEELS, *arguments)


def tool(name):
    """A tool of the machine, or one fetched for this installation alone."""
    found = shutil.which(name)
    if found:
        return found
    fetched = os.path.join(TOOLS, "bin", name)
    if not os.path.exists(fetched):
        make_venv(TOOLS)
        if pip("install", *ONLY_WHEELS, name, python=os.path.join(TOOLS, "bin", "python")) != 0:
            sys.exit("%s is not installed and could not be fetched" % name)
    return fetched


def fetch_uv(arguments):
    uv = tool("uv")
    make_venv()
    sync = [uv, "sync", "--frozen", "--quiet", "--no-install-project", "--no-install-workspace", *arguments]
    if run(*sync, "--no-build") != 0:
        say_building()
        code = run(*sync)
        if code != 0:
            return code
    needs = build_requirements()
    if needs is None:
        say_building()
        return run(uv, "sync", "--frozen", "--quiet", *arguments)
    # Kept in uv's cache, where the build finds them.
    return run(uv, "pip", "install", "--quiet", "--target", os.path.join(SCRATCH, "backend"), *needs)


def build_uv(arguments):
    return run(tool("uv"), "sync", "--frozen", "--quiet", "--offline", *arguments)


POETRY_ENVIRONMENT = {"POETRY_VIRTUALENVS_IN_PROJECT": "true", "POETRY_NO_INTERACTION": "1"}


def fetch_poetry(arguments):
    poetry = tool("poetry")
    make_venv()
    install = [poetry, "install", "--no-root", "--quiet", *arguments]
    if run(*install, env={**POETRY_ENVIRONMENT, "POETRY_INSTALLER_ONLY_BINARY": ":all:"}) == 0:
        return 0
    say_building()
    return run(*install, env=POETRY_ENVIRONMENT)


def build_poetry(arguments):
    if project().get("tool", {}).get("poetry", {}).get("package-mode") is False:
        return 0
    return run(tool("poetry"), "install", "--only-root", "--quiet", env=POETRY_ENVIRONMENT)


STEPS = {
    ("fetch", "pip"): fetch_pip,
    ("build", "pip"): build_pip,
    ("fetch", "uv"): fetch_uv,
    ("build", "uv"): build_uv,
    ("fetch", "poetry"): fetch_poetry,
    ("build", "poetry"): build_poetry,
}
sys.exit(STEPS[(sys.argv[1], sys.argv[2])](sys.argv[3:]))
