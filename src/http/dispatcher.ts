import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Proxies } from './proxies.ts';

/** The way to the network. */
export interface Network {
  proxies: Proxies;
  /** Certificate authorities to trust instead of the usual ones. */
  ca?: string[] | undefined;
}

/** Connections through the proxies that this process is told to use. */
export function openDispatcher({ proxies, ca }: Network): Dispatcher {
  const tls = ca ? { ca } : {};
  return new EnvHttpProxyAgent({
    httpProxy: proxies.http,
    httpsProxy: proxies.https,
    noProxy: proxies.none,
    connect: { timeout: 10_000, ...tls },
    requestTls: tls,
  });
}
