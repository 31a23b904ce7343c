#!/usr/bin/env bash
# git's pre-receive and post-receive hook: tells the sandbox of the push and does what it answers, line by line.
# Bash opens the connection by itself, which saves a push the start of another program.
exec 3<>"/dev/tcp/127.0.0.1/$SANDBOX_HOOK_PORT" || exit 1

{
  echo "hook ${0##*/}"
  echo "no-wait ${PLATFORMSH_PUSH_NO_WAIT-}"
  echo "objects ${GIT_OBJECT_DIRECTORY-}"
  echo "alternates ${GIT_ALTERNATE_OBJECT_DIRECTORIES-}"
  for ((index = 0; index < ${GIT_PUSH_OPTION_COUNT:-0}; index++)); do
    option=GIT_PUSH_OPTION_$index
    printf 'option %s\n' "${!option}"
  done
  while read -r change; do
    printf 'ref %s\n' "$change"
  done
  echo end
} >&3

while IFS= read -r answer <&3; do
  case $answer in
  'say '*) printf '%s\n' "${answer#say }" ;;
  'exit '*) exit "${answer#exit }" ;;
  esac
done
# The sandbox is gone.
exit 1
