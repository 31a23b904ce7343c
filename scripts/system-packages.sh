#!/bin/sh
# Makes sure of the programs that the sandbox's git server runs, and of those named as arguments, whose packages are
# named like them. Says nothing where all of them are there.
set -eu

# Ordinary users do not have sshd's directory in their PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

packages=
need() {
  command -v "$1" >/dev/null && return
  case "$packages " in
  *" $2 "*) ;;
  *) packages="$packages $2" ;;
  esac
}
need bash bash
need git git
need ssh openssh-client
need ssh-keygen openssh-client
need sshd openssh-server
need openssl openssl
for name in "$@"; do
  need "$name" "$name"
done
[ -n "$packages" ] || exit 0

install="apt-get install --yes --no-install-recommends$packages"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "Programs that this needs are missing. Install them, as root:" >&2
  echo "  apt-get update && $install" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
if ! output=$({ apt-get update && $install; } 2>&1); then
  printf '%s\n' "$output" >&2
  exit 1
fi
