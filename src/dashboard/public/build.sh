# Puts the files of the dashboard together: our own, and htmx with its extension for server-sent events.
set -eu
from=node_modules/htmx.org/dist
to=dist/src/dashboard/public
rm -rf "$to"
mkdir -p "$to"
cp src/dashboard/public/app.css src/dashboard/public/app.js src/dashboard/public/icon.svg "$to"
cp "$from/htmx.min.js" "$from/ext/hx-sse.min.js" "$to"
cp node_modules/htmx.org/LICENSE "$to/htmx.LICENSE.txt"
