import type { Variables } from '../settings/variables.ts';

/** The proxies for each protocol, and the hosts that are reached without one; empty where there is none. */
export interface Proxies {
  http: string;
  https: string;
  none: string;
}

/** The proxies that the process is told to use. */
export function proxiesOf(variables: Variables): Proxies {
  const read = (name: string) => variables[name.toLowerCase()] ?? variables[name] ?? '';
  return { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), none: read('NO_PROXY') };
}
