import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { type CertificateAuthority, startTlsFront } from './tls.ts';

/** The proxy at the edge of a company's network: it opens tunnels to some hosts, and to nobody else. */
export interface ForwardProxy {
  url: string;
  /** What else was asked for, as "host:port" or as an address. */
  refused: string[];
  /** Takes requests and says nothing, until it is closed. A test may change it at any time. */
  silent: boolean;
  close: () => Promise<void>;
}

/**
 * Starts a proxy through which `servers`, plain HTTP servers by the host names they shall have, are reached over HTTPS:
 * before each stands a front with a certificate for that name.
 */
export async function startForwardProxy(
  authority: CertificateAuthority,
  servers: Readonly<Record<string, string>>,
): Promise<ForwardProxy> {
  const fronts = await Promise.all(
    Object.entries(servers).map(async ([host, serverUrl]) => {
      const front = await startTlsFront(await authority.issue(host), serverUrl);
      return { ...front, address: `${host}:443` };
    }),
  );
  const refused: string[] = [];
  const settings = { silent: false };
  const tunnels = new Set<Duplex>();

  const proxy = createServer((request, response) => {
    if (settings.silent) return;
    refused.push(request.url ?? '');
    response.writeHead(403).end('No tunnel was asked for.\n');
  });
  proxy.on('connect', ({ url = '' }, client) => {
    tunnels.add(client);
    client.on('close', () => tunnels.delete(client));
    if (settings.silent) {
      client.on('error', () => client.destroy()).resume();
      return;
    }
    const front = fronts.find(({ address }) => address === url);
    if (!front) {
      refused.push(url);
      client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const server = connect(front.port, '127.0.0.1');
    pipeline(client, server, client, () => client.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return Object.assign(settings, {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    refused,
    async close() {
      const closed = new Promise((resolve) => proxy.close(resolve));
      proxy.closeAllConnections();
      for (const client of tunnels) client.destroy();
      await Promise.all([closed, ...fronts.map((front) => front.close())]);
    },
  });
}
