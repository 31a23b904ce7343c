#!/bin/sh
# All that an access key with the permission to read opens: git fetch, on the one repository that the key is of.
# Until the client leaves.
[ -z "$SANDBOX_SILENT" ] || exec cat >/dev/null

case $SSH_ORIGINAL_COMMAND in
"git-upload-pack '/$SANDBOX_PROJECT.git'")
  exec git upload-pack "$SANDBOX_REPOSITORY"
  ;;
"git-receive-pack '/$SANDBOX_PROJECT.git'")
  echo 'You are not permitted to write to this repository' >&2
  exit 1
  ;;
esac

echo 'Repository not found' >&2
echo 'The requested repository does not exist, or you do not have permission to access it.' >&2
exit 1
