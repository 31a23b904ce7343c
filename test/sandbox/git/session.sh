#!/bin/sh
# All that a user of the git server may run: the two commands behind git push and git fetch, on the project's repository.
# scp-like addresses send the path as it stands, ssh:// ones with a slash before it.
# Until the client leaves.
[ -z "$SANDBOX_SILENT" ] || exec cat >/dev/null

case $SANDBOX_STEP_UP in
mfa)
  echo "Hello Ada (UUID: 5f0c1f6e-2f0a-4b7e-9c55-0d6a1d0c7a11), you successfully authenticated," \
    "but could not connect to service $SANDBOX_PROJECT (reason: access requires MFA)" >&2
  exit 1
  ;;
access-denied)
  echo 'Error: Access denied' >&2
  echo 'Parameters: {"amr":["mfa"],"max_age":3600}' >&2
  exit 1
  ;;
esac

case $SSH_ORIGINAL_COMMAND in
"git-receive-pack '$SANDBOX_PROJECT.git'" | "git-receive-pack '/$SANDBOX_PROJECT.git'")
  exec git receive-pack "$SANDBOX_REPOSITORY"
  ;;
"git-upload-pack '$SANDBOX_PROJECT.git'" | "git-upload-pack '/$SANDBOX_PROJECT.git'")
  exec git upload-pack "$SANDBOX_REPOSITORY"
  ;;
esac

echo "Hello Ada, you successfully authenticated, but could not connect to service" \
  "${SSH_ORIGINAL_COMMAND:-shell} (reason: service doesn't exist or you do not have access to it)" >&2
exit 1
