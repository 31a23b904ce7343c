/** Which servers a run talks to, and by what way: all that the settings and the process say of the network. */
import { proxiedApiUrl } from './bitbucket/cloud/proxy.ts';
import type { Settings } from './settings/parse.ts';
import type { Variables } from './settings/variables.ts';
import { type Hosts, vendors } from './upsun/vendors.ts';

/** The API as the proxy of Pipelines takes requests for it, and nothing else. */
export function throughProxy(proxyUrl: string) {
  return {
    allowedOrigins: [new URL(proxiedApiUrl).origin],
    proxies: { http: proxyUrl, https: '', none: '' },
  };
}

/** Jenkins' plugin for Bitbucket exports the address also where that is Bitbucket Cloud. */
export function dataCenterUrl({ bitbucketServerUrl: url }: Settings): string | undefined {
  return url && new URL(url).hostname !== 'bitbucket.org' ? url : undefined;
}

export function hostsOf(settings: Settings): Hosts {
  const preset = vendors[settings.vendor];
  return {
    api: settings.upsunApiUrl ?? preset.api,
    auth: settings.upsunAuthUrl ?? preset.auth,
    console: settings.upsunConsoleUrl ?? preset.console,
  };
}

export function proxiesOf(variables: Variables) {
  const read = (name: string) => variables[name.toLowerCase()] ?? variables[name] ?? '';
  return { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), none: read('NO_PROXY') };
}

/**
 * What git and ssh may know of the process: how to be found, and how to reach the network. `authoritiesFile` is what git
 * trusts in place of its usual file.
 */
export function gitEnvironment(
  variables: Variables,
  authoritiesFile: string | undefined,
): Record<string, string> {
  const names = [
    'PATH',
    'TMPDIR',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'GIT_SSL_CAINFO',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
  ];
  const all = [...names, ...names.map((name) => name.toLowerCase())];
  return {
    ...Object.fromEntries(all.flatMap((name) => (variables[name] ? [[name, variables[name]]] : []))),
    ...(authoritiesFile ? { GIT_SSL_CAINFO: authoritiesFile } : {}),
  };
}
