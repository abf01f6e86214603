# Puts the page of /docs together: our two files and the browser build of Swagger UI, with its licenses.
set -eu
from=node_modules/swagger-ui-dist
to=dist/src/api/reference/page
rm -rf "$to"
mkdir -p "$to"
cp src/api/reference/page/index.html src/api/reference/page/start.js "$to"
cp "$from/swagger-ui.css" "$from/swagger-ui-bundle.js" "$from/swagger-ui-bundle.js.LICENSE.txt" "$to"
cp "$from/LICENSE" "$from/NOTICE" "$to"
