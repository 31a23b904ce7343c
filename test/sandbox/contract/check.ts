import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exchange, ServerName } from '../server.ts';
import { deviations, undocumented } from './deviations.ts';
import { type ApiDocument, loadDocument } from './document.ts';

export interface Violation {
  /** "METHOD /path" of the request. */
  where: string;
  what: string;
}

/** What the vendors promise of their APIs. */
export interface Contract {
  /** In what the exchanges break the vendors' documents, each breach once. */
  violations: (exchanges: readonly Exchange[]) => Violation[];
}

/** Which document speaks for a server. */
interface Rule {
  file: string;
  /** What stands before the paths of the document. */
  base: RegExp;
  /** The document has every request that this server gets. */
  complete: boolean;
}

const upsunFile = 'upsun.oas.json';
const bitbucketFile = 'bitbucket-cloud.oas.json';
const dataCenterFile = 'bitbucket-data-center.oas.json';
const rules: Record<ServerName, Rule> = {
  'upsun-api': { file: upsunFile, base: /^(\/api(?=\/))?/, complete: true },
  'upsun-auth': { file: upsunFile, base: /^/, complete: false },
  'bitbucket-api': { file: bitbucketFile, base: /^\/2\.0(?=\/)/, complete: true },
  // Git is in no document.
  'bitbucket-git': { file: bitbucketFile, base: /^\/2\.0(?=\/)/, complete: false },
  // It carries git as well.
  'pipelines-proxy': { file: bitbucketFile, base: /^\/2\.0(?=\/)/, complete: false },
  'data-center': { file: dataCenterFile, base: /^\/bitbucket\/rest(?=\/)/, complete: true },
};

const contracts = new Map<string, Promise<Contract | undefined>>();

/** Where the vendors' OpenAPI documents lie. */
const specsDirectory = process.env['SPECS_DIR'] || join(import.meta.dirname, '../../../../shared/specs');

/** What is not tested where they are missing. */
export const leftOut = "checking requests against the vendors' OpenAPI documents, which are not in SPECS_DIR";

/** Reads the vendors' documents, once in a process; resolves to nothing where they are missing. */
export function createContract(directory = specsDirectory): Promise<Contract | undefined> {
  const known = contracts.get(directory) ?? readContract(directory);
  contracts.set(directory, known);
  return known;
}

async function readContract(directory: string): Promise<Contract | undefined> {
  const files = [...new Set(Object.values(rules).map(({ file }) => file))];
  const present = await Promise.all(files.map((file) => exists(join(directory, file))));
  if (present.includes(false)) return undefined;
  const documents = new Map(
    await Promise.all(files.map(async (file) => [file, await loadDocument(join(directory, file))] as const)),
  );
  return {
    violations(exchanges) {
      const found = exchanges.flatMap((exchange) => judge(documents, exchange));
      return [...new Map(found.map((violation) => [JSON.stringify(violation), violation])).values()];
    },
  };
}

function judge(documents: ReadonlyMap<string, ApiDocument>, exchange: Exchange): Violation[] {
  const { server, method } = exchange;
  const { file, base, complete } = rules[server];
  const document = documents.get(file);
  const path = exchange.path.replace(base, '');
  const operation = base.test(exchange.path) ? document?.find(method, path) : undefined;
  if (!document || !operation) {
    return complete ? unexcused(exchange, `${method} ${path}`, [undocumented]) : [];
  }
  const breaches = [
    ...document.judgeRequest(exchange, path, operation),
    // What a fault answers is wrong on purpose.
    ...(exchange.faulted ? [] : document.judgeAnswer(exchange, operation)),
  ];
  return unexcused(exchange, `${method} ${operation.path}`, breaches);
}

function unexcused(exchange: Exchange, operation: string, breaches: string[]): Violation[] {
  const { server, method, path, query } = exchange;
  const excuses = deviations.filter(
    (deviation) =>
      deviation.server === server && deviation.where.test(operation) && (deviation.query ?? /^/).test(query),
  );
  return breaches
    .filter((breach) => !excuses.some(({ what }) => what.test(breach)))
    .map((what) => ({ where: `${method} ${path}`, what }));
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
