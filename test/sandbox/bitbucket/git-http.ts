import { basename, dirname } from 'node:path';
import { execa } from 'execa';
import type { Answer, Request } from '../server.ts';
import { gitIsolation } from './git.ts';

/** Answers one request of git's smart HTTP protocol for `path` inside a bare repository. Reading only. */
export async function answerGit(repositoryPath: string, path: string, request: Request): Promise<Answer> {
  const { stdout } = await execa('git', ['http-backend'], {
    env: { ...gitIsolation, ...cgiVariables(repositoryPath, path, request) },
    input: request.raw,
    encoding: 'buffer',
    stripFinalNewline: false,
  });
  return parseCgi(Buffer.from(stdout));
}

function cgiVariables(repositoryPath: string, path: string, { method, query, headers, raw }: Request) {
  return {
    GIT_PROJECT_ROOT: dirname(repositoryPath),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(repositoryPath)}${path}`,
    REQUEST_METHOD: method,
    QUERY_STRING: query.toString(),
    CONTENT_TYPE: headers['content-type'] ?? '',
    CONTENT_LENGTH: String(raw.length),
    // Git compresses what it asks for once that gets long.
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
  };
}

function parseCgi(output: Buffer): Answer {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, end).toString().split('\r\n');
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const { status = '200', ...headers } = Object.fromEntries(pairs);
  return {
    status: Number.parseInt(status, 10),
    headers,
    stream: (response) => {
      response.end(output.subarray(end + 4));
    },
  };
}
