#!/bin/sh
# Pin every library with its checksums: requirements/run.txt, extras.txt (run.txt and all extras) and dev.txt from
# pyproject.toml (for maintainers).
# With --upgrade, take the newest versions that pyproject.toml allows.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/python" -m pip install --quiet --disable-pip-version-check 'pip-tools>=7.5'

pin() {
    output=$1
    shift
    CUSTOM_COMPILE_COMMAND=tools/pin_requirements.sh "$bin/pip-compile" --quiet --generate-hashes \
        --annotation-style=line --allow-unsafe --strip-extras --no-emit-options --output-file "$output" "$@"
}

groups() {
    "$bin/python" -c '
import tomllib
for group in tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"].values():
    print(*group, sep="\n")
'
}

# The larger set first, so that what runs is what was tested.
groups | pin requirements/dev.txt "$@" --all-extras pyproject.toml -
# "-" is how pip-compile calls its standard input.
sed -i 's/via -r -,/via pyproject.toml,/; s/via -r -$/via pyproject.toml/; s/, -r -$/, pyproject.toml/' requirements/dev.txt
pin requirements/run.txt --constraint requirements/dev.txt "$@" pyproject.toml
pin requirements/extras.txt --constraint requirements/dev.txt "$@" --all-extras pyproject.toml
sed -i -E 's/-c requirements\/dev.txt, //; s/, -c requirements\/dev.txt//' requirements/run.txt requirements/extras.txt
