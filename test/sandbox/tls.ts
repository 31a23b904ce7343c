import { mkdir, readFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';
import { execa } from 'execa';

/** What a server proves with that it is the one at an address. */
export interface ServerCertificate {
  key: string;
  cert: string;
}

/** An authority that nobody knows who was not told of it. */
export interface CertificateAuthority {
  /** Its own certificate, in PEM. */
  file: string;
  issue: (host: string) => Promise<ServerCertificate>;
}

/** A server before another one: it speaks TLS, and hands on what it is told. */
export interface TlsFront {
  port: number;
  /** Shows this certificate to whoever connects from now on. */
  renew: (certificate: ServerCertificate) => void;
  close: () => Promise<void>;
}

/** Where a key and its certificate lie. */
interface CertificateFiles {
  keyFile: string;
  certFile: string;
}

/** Creates a certificate authority for servers, whose keys lie in `directory`. */
export async function createCertificateAuthority(directory: string): Promise<CertificateAuthority> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const authority = await certify(directory, 'authority', ['basicConstraints=critical,CA:TRUE']);
  return {
    file: authority.certFile,
    async issue(host) {
      const extensions = [`subjectAltName=DNS:${host}`, 'basicConstraints=critical,CA:FALSE'];
      const { keyFile, certFile } = await certify(directory, host, extensions, authority);
      return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
    },
  };
}

/** Starts a front on a free loopback port for a plain HTTP server. */
export async function startTlsFront(certificate: ServerCertificate, serverUrl: string): Promise<TlsFront> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  const front = createServer(certificate, (client) => {
    open.add(client);
    const server = connect(Number(port), hostname);
    // Whichever side goes away first takes the other one along.
    pipeline(client, server, client, () => open.delete(client));
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    port: (front.address() as AddressInfo).port,
    renew: (next) => front.setSecureContext(next),
    async close() {
      const closed = new Promise((resolve) => front.close(resolve));
      for (const client of open) client.destroy();
      await closed;
    },
  };
}

/** Makes a key and a certificate for it, which `issuer` signs, or the key itself. */
async function certify(
  directory: string,
  name: string,
  extensions: string[],
  issuer?: CertificateFiles,
): Promise<CertificateFiles> {
  const keyFile = join(directory, `${name}.key`);
  const certFile = join(directory, `${name}.pem`);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const subject = ['-subj', `/CN=${name}`, '-days', '2', '-out', certFile];
  const issuedBy = issuer ? ['-CA', issuer.certFile, '-CAkey', issuer.keyFile] : [];
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  // An empty configuration, because that of the system may add extensions of its own.
  const request = ['req', '-x509', '-config', '/dev/null'];
  await execa('openssl', [...request, ...newKey, ...subject, ...issuedBy, ...added]);
  return { keyFile, certFile };
}
