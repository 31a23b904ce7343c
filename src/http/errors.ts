import { PipeError } from '../errors.ts';

/** An answer that is no success. Adapters turn it into a sentence for the user. */
export class HttpError extends Error {
  override name = 'HttpError' as const;
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Host and port. */
  readonly server: string;
  /** Milliseconds that the server asked to be left alone for; 0 where it did not. */
  readonly requestedWait: number;

  constructor(
    url: string,
    what: string,
    answer: { status: number; body: string; headers: Readonly<Record<string, string>> },
    requestedWait = 0,
  ) {
    const said = explanation(answer.body);
    super(`${what} was answered with ${answer.status}${said ? `: ${said}` : ''}`);
    this.server = serverOf(new URL(url));
    this.status = answer.status;
    this.body = answer.body;
    this.headers = answer.headers;
    this.requestedWait = requestedWait;
  }

  /** The body, where it is JSON. */
  get json(): unknown {
    return jsonOf(this.body);
  }

  /** What the server said, as far as it can be read. */
  get said(): string {
    return explanation(this.body) || `HTTP ${this.status}`;
  }
}

/** Whether `error` is an answer with one of these statuses. */
export function hasStatus(error: unknown, ...statuses: number[]): error is HttpError {
  return error instanceof HttpError && statuses.includes(error.status);
}

/** The answer with one of these statuses that `error` was translated from, if it was. */
export function answerBehind(error: unknown, ...statuses: number[]): HttpError | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return hasStatus(cause, ...statuses) ? cause : undefined;
}

/** Whether `error` was translated from an answer with one of these statuses. */
export function isDueTo(error: unknown, ...statuses: number[]): boolean {
  return answerBehind(error, ...statuses) !== undefined;
}

/**
 * A request got no answer: the server is away, or the connection to it is not to be trusted. `authoritySetting` takes the
 * certificate of a private authority.
 */
export function unreachable(
  url: URL,
  cause: unknown,
  seconds: number,
  authoritySetting = 'NODE_EXTRA_CA_CERTS',
): PipeError {
  const server = serverOf(url);
  const status = proxyStatus(cause);
  if (status) return noTunnel(server, status, cause);
  const code = networkCode(cause);
  if (isTlsProblem(code)) {
    return new PipeError('configuration', `The TLS certificate of ${server} cannot be trusted (${code}).`, {
      cause,
      remedy: `If the server has a certificate of a private authority, set ${authoritySetting} to a PEM file with that authority's own. Otherwise somebody may be listening in: do not go on.`,
    });
  }
  return new PipeError('failure', `${server} could not be reached for ${seconds} s (${code}).`, {
    cause,
    remedy:
      'Check the address, the network of this step and the status page of the service, then run the step again.',
  });
}

function noTunnel(server: string, status: number, cause: unknown): PipeError {
  const kind = status < 500 ? 'configuration' : 'failure';
  const what = `The proxy of this step opens no connection to ${server}: it answers ${status}.`;
  const remedy =
    status === 407
      ? 'Write the user name and password of the proxy into HTTPS_PROXY, as in http://user:password@host:port.'
      : 'Let the proxy open connections to it, or name the host in NO_PROXY if this step reaches it without the proxy.';
  return new PipeError(kind, what, { cause, remedy });
}

function serverOf(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
}

/** An answer that is not what the vendor's documentation says. */
export function malformed(what: string, problem: string, cause?: unknown): PipeError {
  return new PipeError(
    'failure',
    `${what} was answered with something this pipe does not understand: ${problem}.`,
    {
      cause,
      remedy:
        'Run the step again. If it stays so, check the configured address, or report it with DEBUG=true output.',
    },
  );
}

/** The status with which a proxy answered instead of opening a tunnel, which undici tells in words only. */
export function proxyStatus(error: unknown): number | undefined {
  const status = error instanceof Error && /^Proxy response \((\d+)\)/.exec(error.message)?.[1];
  return status ? Number(status) : undefined;
}

export function isTlsProblem(code: string): boolean {
  return /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code);
}

/** The code of a network error, which undici may have wrapped. */
export function networkCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('cause' in error && error.cause) return networkCode(error.cause);
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return networkCode(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

/** The sentence in an error body, whichever of the keys in use on either side carries it. */
function explanation(body: string): string {
  if (/^\s*</.test(body)) return '';
  const json = jsonOf(body);
  const parsed = json === undefined ? body.trim() : json;
  if (typeof parsed === 'string') return parsed.slice(0, 300);
  return sentences(parsed).join(': ').slice(0, 500);
}

function sentences(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return [value.flatMap((item) => sentences(item)).join(', ')];
  if (typeof value !== 'object' || value === null) return [];
  const entries = new Map(Object.entries(value));
  const keys = ['message', 'title', 'detail', 'error_description', 'error_hint', 'error', 'errors', 'fields'];
  const known = keys.filter((key) => entries.has(key));
  // A validation error maps field names to sentences.
  if (known.length === 0)
    return [...entries].flatMap(([key, inner]) => [[key, ...sentences(inner)].join(' ')]);
  return [...new Set(known.flatMap((key) => sentences(entries.get(key))))];
}

/** `undefined` where it is no JSON. */
function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
