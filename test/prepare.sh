#!/bin/sh
# Runs before `npm test`. The compiler uses one processor, so the linter and the build of tap's plugins run beside it.
npm run --silent lint &
lint=$!
npm exec -- tap build &
plugins=$!
npm run --silent build:test
compiled=$?
wait "$lint"
linted=$?
wait "$plugins"
exit $((compiled || linted || $?))
