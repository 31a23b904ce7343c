#!/bin/sh
# All that a user of the git server may run: the two commands behind git push and git fetch, on the project's repository.
# scp-like addresses send the path as it stands, ssh:// ones with a slash before it.
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
