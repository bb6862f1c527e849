#!/bin/sh
# Run every check that needs no running site; go on after a failure, so that one run shows them all.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=0

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $name"
    else
        printf '%s\n' "$output"
        echo "FAILED  $name"
        failed=$((failed + 1))
    fi
}

check "format" "$bin/ruff" format --check .
check "lint" "$bin/ruff" check .
check "types" "$bin/mypy"
check "imports between floors and features" "$bin/lint-imports"
check "templates" "$bin/djlint" templates --lint --profile=jinja
check "translations" "$bin/python" tools/check_translations.py

[ "$failed" = 0 ] && echo "All checks passed." && exit 0
echo "$failed checks failed."
exit 1
