#!/bin/sh
# Dumps the database once a day, and keeps the newest seven dumps. A dump has its name only once it is complete.
set -eu
while :; do
  file=/backups/bellhook-$(date -u +%Y%m%dT%H%M%SZ).dump
  pg_dump --format=custom --no-owner --file="$file.part" "$(cat /run/secrets/database_url)"
  mv "$file.part" "$file"
  echo "$file"
  ls -1 /backups/*.dump | sort -r | tail -n +8 | while read -r old; do rm -- "$old"; done
  sleep 86400
done
