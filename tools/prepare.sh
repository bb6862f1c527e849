#!/bin/sh
# prepare.sh run|dev: make .venv hold what requirements/run.txt or dev.txt pins, and compile the translations.
# A second run installs nothing: .venv/.installed-* holds the checksum of what was installed.
set -eu
cd "$(dirname "$0")/.."
. tools/system.sh
wanted=$1

# find_python: the newest Python from 3.11 on; prints nothing when there is none.
find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

# make_venv: a fresh .venv with the newest Python.
make_venv() {
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "Hemicycle needs Python 3.11 or newer, and none was found: please install it." >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_package "The part of Python that makes virtual environments" "python$version-venv"
    fi
    echo "Making a virtual environment in .venv with $("$python" --version)."
    "$python" -m venv --clear .venv
}

# stamp FILE: what .venv/.installed-* holds once requirements/FILE.txt is installed.
stamp() {
    cksum <"requirements/$1.txt"
}

# installed FILE: whether requirements/FILE.txt is installed as it is now.
installed() {
    [ -f ".venv/.installed-$1" ] && [ "$(cat ".venv/.installed-$1")" = "$(stamp "$1")" ]
}

# install FILE: install exactly what requirements/FILE.txt pins. One library comes as its source, which pip is to build the
# same way whatever its version (PEP 517).
install() {
    echo "Installing the libraries of requirements/$1.txt (once; it may take a minute)."
    cache=
    [ -n "${HOME:-}" ] || cache=--no-cache-dir
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input $cache --use-pep517 --require-hashes \
        --requirement "requirements/$1.txt" </dev/null
    stamp "$1" >".venv/.installed-$1"
}

.venv/bin/python -c 'import pip' 2>/dev/null || make_venv
if ! installed "$wanted"; then
    install "$wanted"
    # The larger set holds the smaller one, at the same versions.
    [ "$wanted" = run ] || stamp run >.venv/.installed-run
fi

for source in translations/*/LC_MESSAGES/messages.po; do
    compiled=${source%.po}.mo
    if [ -f "$source" ] && ! [ -n "$(find "$compiled" -newer "$source" 2>/dev/null)" ]; then
        .venv/bin/pybabel --quiet compile --input-file "$source" --output-file "$compiled"
    fi
done
