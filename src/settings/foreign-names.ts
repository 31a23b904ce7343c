/** Set by Pipelines, the image, a shell, a CI or a common tool: wherever they turn up, they are not meant for the pipe. */
const known = new Set(
  words(`
    _ CHARSET COLUMNS DISPLAY EDITOR EUID GROUPS HISTFILE HISTSIZE HOME HOSTNAME HOSTTYPE IFS LANG LANGUAGE LESS LESSCLOSE
    LESSOPEN LINES LOGNAME LS_COLORS MACHTYPE MAIL MAILCHECK MANPATH OLDPWD OSTYPE PAGER PATH PPID PS1 PWD SHELL SHLVL TEMP
    TERM TERMINFO TMP TMPDIR TZ UID USER USERNAME VISUAL
    BROWSER CLICOLOR COLORTERM DEBIAN_FRONTEND FORCE_COLOR GPG_AGENT_INFO HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
    http_proxy https_proxy all_proxy no_proxy FTP_PROXY ftp_proxy INIT_CWD JAVA_HOME NO_COLOR PYTHONPATH VIRTUAL_ENV
    BUILD_DIR CI CONTAINER container
  `),
);

/** Others may set any of these. A setting of the pipe that begins alike may still be misspelt. */
const knownBeginnings =
  /^(AWS|BITBUCKET|CURL|DBUS|DOCKER|GIT|GPG|KUBERNETES|LC|NODE|NPM|npm|PIPELINES|SSH|SSL|XDG|YARN)_/;

/**
 * Names that resemble a setting, and that jobs outside of a pipe have for purposes of their own. `pullRequestId` is from
 * the plugins of Jenkins that build pull requests.
 */
const ordinary = new Set(
  words(`
    BATCH BATCHES BENCH BRANCH_ID BRANCH_NO BUILD_STATE COMMENT COMMENTS COMMON NDEBUG NO_LIMIT PROJECTS PROJECT_PID
    PROJECT_UID pullRequestId RESOURCE_DIR TAGS XDEBUG
  `),
);

/** Whether a variable certainly belongs to somebody else, however much its name resembles that of a setting. */
export function isForeign(name: string, { insidePipe }: { insidePipe: boolean }): boolean {
  if (known.has(name)) return true;
  // Jobs number what they have several of.
  return !insidePipe && (ordinary.has(name) || ordinary.has(name.toUpperCase()) || /_\d+$/.test(name));
}

/** Whether a variable of this name is no surprise in a pipe. */
export function isExpectedInPipe(name: string): boolean {
  return known.has(name) || knownBeginnings.test(name);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
