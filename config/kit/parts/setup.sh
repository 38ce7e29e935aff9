#!/bin/sh
# Installs the till from this folder, with no network. Options: ./setup.sh --help
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"

if command -v sha256sum >/dev/null 2>&1 && ! sha256sum --check --status SHA256SUMS 2>/dev/null; then
    echo "This kit is damaged or was changed. Copy the whole folder again. What differs:" >&2
    sha256sum --check SHA256SUMS 2>/dev/null | grep -v ': OK$' >&2 || true
    exit 3
fi

served=$(sed -n 's/^ *"\(3\.[0-9]*\)",\{0,1\}$/\1/p' kit.json)
for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    command -v "$python" >/dev/null 2>&1 || continue
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if echo "$served" | grep -qx "$version"; then
        exec "$python" -I -B install.py "$@"
    fi
done
echo "No suitable Python was found. This kit serves: $(echo $served)." >&2
echo "Install one of them from the system's own medium, or name it: PYTHON=/path/to/python3 ./setup.sh" >&2
exit 3
