#!/bin/sh
# Install what the tests need beside Python: a browser and PostgreSQL.
set -eu
cd "$(dirname "$0")/.."
. tools/system.sh

# any COMMAND...: whether one of these is there.
any() {
    for name in "$@"; do
        command -v "$name" >/dev/null && return 0
    done
    return 1
}

any chromium chromium-browser google-chrome || install_package Chromium chromium
any initdb /usr/lib/postgresql/*/bin/initdb || install_package PostgreSQL postgresql
