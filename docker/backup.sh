#!/bin/sh
# Dumps the database once a day, and keeps the newest seven dumps. A dump has its name only once it is complete. One that fails is
# tried again after five minutes.
set -eu
while :; do
  # What an interrupted dump has left would fill the disk.
  rm -f /backups/*.part
  file=/backups/bellhook-$(date -u +%Y%m%dT%H%M%SZ).dump
  if pg_dump --format=custom --no-owner --file="$file.part" "$(cat /run/secrets/database_url)"; then
    mv "$file.part" "$file"
    echo "$file"
    ls -1 /backups/*.dump | sort -r | tail -n +8 | while read -r old; do rm -- "$old"; done
    sleep 86400
  else
    echo "The dump failed. The next try is in five minutes." >&2
    sleep 300
  fi
done
