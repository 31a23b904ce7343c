import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Data = Record<string, unknown>;

export interface HttpAccess {
  is_enabled: boolean;
  addresses: { permission: 'allow' | 'deny'; address: string }[];
  /** Passwords by user name; where there are any, visitors must give one. */
  basic_auth: Record<string, string>;
}

export interface SiteContent {
  files: Record<string, string>;
  data: Data;
  httpAccess: HttpAccess;
}

/** What a visitor asked a site for. */
export interface Visit {
  environment: string;
  path: string;
  authorization: string | undefined;
}

/** What a site answers in the place of a page. */
export interface SiteReply {
  status: number;
  headers?: Record<string, string>;
}

/** Sees who comes, and may answer first. */
type Doorkeeper = (visit: Omit<Visit, 'environment'>) => SiteReply | undefined;

/** One served environment. */
export interface Site {
  url: string;
  /** Answers nobody, and keeps its port all the same: another process could take it in the meantime. */
  pause: () => void;
  resume: () => void;
  close: () => Promise<void>;
}

/** Serves what `content` says at the moment of each request, on a loopback port of its own. */
export async function openSite(content: () => SiteContent, doorkeeper: Doorkeeper): Promise<Site> {
  const server = createServer((request, response) => {
    try {
      const reply = doorkeeper({ path: request.url ?? '/', authorization: request.headers.authorization });
      if (reply) response.writeHead(reply.status, reply.headers).end();
      else answer(site.url, content(), request, response);
    } catch {
      response.writeHead(400).end('Bad request');
    }
  });
  let paused = false;
  server.on('connection', (socket) => {
    if (paused) socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const site: Site = {
    url: `http://127.0.0.1:${port}/`,
    pause: () => {
      paused = true;
      server.closeAllConnections();
    },
    resume: () => {
      paused = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return site;
}

/** The routes of a served environment by address; only one of them is primary, and it does not come first. */
export function siteRoutes(url: string): Record<string, Route> {
  return {
    [redirectUrl(url)]: {
      ...commonRoute,
      id: null,
      primary: null,
      type: 'redirect',
      to: url,
      original_url: 'http://{default}/',
    },
    [`${url}api/`]: {
      ...commonRoute,
      id: 'api',
      primary: false,
      type: 'upstream',
      upstream: 'app:http',
      original_url: 'https://{default}/api/',
    },
    [url]: {
      ...commonRoute,
      id: 'main',
      primary: true,
      type: 'upstream',
      upstream: 'app:http',
      original_url: 'https://{default}/',
    },
  };
}

export type Route = typeof commonRoute & {
  id: string | null;
  primary: boolean | null;
  original_url: string;
} & ({ type: 'redirect'; to: string } | { type: 'upstream'; upstream: string });

const commonRoute = {
  production_url: null,
  attributes: {},
  tls: {
    strict_transport_security: { enabled: null, include_subdomains: null, preload: null },
    min_version: null,
    client_authentication: null,
    client_certificate_authorities: [],
  },
};

function redirectUrl(url: string): string {
  return url.replace('127.0.0.1', 'localhost');
}

function answer(url: string, content: SiteContent, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', url);
  if (request.headers.host?.startsWith('localhost')) {
    response.writeHead(301, { location: new URL(pathname, url).href }).end();
  } else if (!mayEnter(content.httpAccess, request.headers.authorization)) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="Protected environment"' }).end();
  } else if (pathname === '/_data') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content.data));
  } else {
    sendFile(content.files, decodeURIComponent(pathname), response);
  }
}

function mayEnter(access: HttpAccess, authorization: string | undefined): boolean {
  const users = Object.entries(access.basic_auth);
  if (!access.is_enabled || users.length === 0) return true;
  const given = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
  return users.some(([name, password]) => given === `${name}:${password}`);
}

function sendFile(files: Record<string, string>, pathname: string, response: ServerResponse): void {
  const name = `${pathname.slice(1)}${pathname.endsWith('/') ? 'index.html' : ''}`;
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  const type = name.endsWith('.html') ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
  if (file === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
  else response.writeHead(200, { 'content-type': type }).end(file);
}
