#!/bin/sh
# Bring translations/fr/LC_MESSAGES/messages.po in line with the code: new messages are added empty, gone ones dropped.
set -eu
cd "$(dirname "$0")/.."
template=$(mktemp)
trap 'rm -f "$template"' EXIT
tools/extract_messages.sh "$template"
if [ -f translations/fr/LC_MESSAGES/messages.po ]; then
    .venv/bin/pybabel --quiet update --input-file "$template" --output-dir translations --locale fr --no-wrap \
        --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
else
    .venv/bin/pybabel --quiet init --input-file "$template" --output-dir translations --locale fr --no-wrap
fi
# Says what is left to translate.
.venv/bin/python tools/check_translations.py || true
