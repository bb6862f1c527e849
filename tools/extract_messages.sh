#!/bin/sh
# extract_messages.sh FILE: write every message of the code and the templates to FILE, in English.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/pybabel --quiet extract --mapping-file tools/babel.cfg --no-location --sort-output --no-wrap \
    --keyword=_l --keyword=lazy_gettext --keyword=lazy_ngettext:1,2 --keyword=lazy_pgettext:1c,2 \
    --project=Hemicycle --copyright-holder="Hemicycle contributors" --output-file "$1" .
