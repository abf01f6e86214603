#!/bin/sh
# Makes the secrets that docker-compose.yml gives to the containers, one file each in secrets/. Existing files stay as they are.
# A value in .env, where earlier versions kept secrets, is copied; any other secret is random until you put in the provider's.
set -eu
cd "$(dirname "$0")/.."
umask 022
mkdir -p secrets
# Other users of this machine cannot enter. The files are readable, because each container reads them as another user.
chmod 700 secrets

random() {
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

from_env() {
  [ -f .env ] || return 0
  sed -n "s/^$1=//p" .env | tail -n 1 | sed "s/^[\"']//; s/[\"']\$//"
}

# NAME: the file is called like the setting, in small letters.
make() {
  file=secrets/$(printf %s "$1" | tr '[:upper:]' '[:lower:]')
  [ -s "$file" ] && return
  value=$(from_env "$1")
  if [ -n "$value" ]; then
    printf %s "$value" > "$file"
    echo "$file: copied. Now take $1 out of .env"
  else
    random > "$file"
    echo "$file: random"
  fi
}

for name in POSTGRES_PASSWORD API_TOKEN WHATSAPP_APP_SECRET WHATSAPP_VERIFY_TOKEN TWILIO_AUTH_TOKEN PMS_WEBHOOK_SECRET; do
  make "$name"
done

# Containers of one host talk without TLS, which has to be said.
printf 'postgres://bellhook:%s@postgres:5432/bellhook?sslmode=disable' "$(cat secrets/postgres_password)" > secrets/database_url
