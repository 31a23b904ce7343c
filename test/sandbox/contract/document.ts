import { readFile } from 'node:fs/promises';
import { type Document, OpenAPIBackend, type Operation } from 'openapi-backend';
import type { Exchange } from '../server.ts';

/** A vendor's OpenAPI document, ready to judge exchanges by. */
export interface ApiDocument {
  /** The operation that a request means, by its path below the API's base. */
  find: (method: string, path: string) => Operation | undefined;
  /** What is wrong with a request. */
  judgeRequest: (exchange: Exchange, path: string, operation: Operation) => string[];
  /** What is wrong with its answer. Failures are judged only where the document and the answer have a body for them. */
  judgeAnswer: (exchange: Exchange, operation: Operation) => string[];
}

type Result = ReturnType<OpenAPIBackend['validateRequest']>;

/** Reads an OpenAPI document. Schemas are compiled when an exchange first needs them. */
export async function loadDocument(file: string): Promise<ApiDocument> {
  const definition = JSON.parse(await readFile(file, 'utf8')) as Document;
  nameOperations(definition);
  nameMediaTypes(definition);
  allowNull(definition);
  completeRoutes(definition);
  const backend = createBackend(definition);
  await backend.init();

  const found = new Map<string, Operation | undefined>();
  return {
    find(method, path) {
      const key = `${method} ${path}`;
      if (!found.has(key)) found.set(key, backend.matchOperation({ method, path, headers: {} }));
      return found.get(key);
    },
    judgeRequest({ method, query, headers, body }, path, operation) {
      const request = { method, path, query, headers: definedHeaders(headers), body: asJson(body) };
      return describeErrors(backend.validateRequest(request, operation), 'request');
    },
    judgeAnswer: (exchange, operation) => judgeAnswer(backend, exchange, operation),
  };
}

function createBackend(definition: Document): OpenAPIBackend {
  return new OpenAPIBackend({
    definition,
    // Checking the document itself, which is the vendor's, takes seconds.
    quick: true,
    ajvOpts: {
      allErrors: true,
      formats,
      // The documents use formats of their own making, and a warning for each use of one says nothing new.
      logger: false,
      // Each schema is compiled once and judges little: faster code is not worth the time to make it.
      code: { optimize: false },
      inlineRefs: false,
    },
  });
}

function judgeAnswer(backend: OpenAPIBackend, { status, answer }: Exchange, operation: Operation): string[] {
  const statuses = Object.keys(operation.responses ?? {});
  const documented = statuses.includes(String(status));
  const succeeded = status >= 200 && status < 300;
  // `default` is the success: the documents that have it say nothing of errors.
  if (!succeeded && !(documented && isObject(answer))) return [];
  if (!documented && !statuses.includes('default')) return [`answer: status ${status} is not documented`];
  return describeErrors(backend.validateResponse(asJson(answer) ?? null, operation, status), 'answer');
}

const formats = {
  'date-time': /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
  uri: (value: string) => URL.canParse(value),
};

/**
 * The backend keeps what it compiled by operationId, which many operations of Bitbucket Cloud's document lack and some
 * of Data Center's share.
 */
function nameOperations({ paths = {} }: Document): void {
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations ?? {})) {
      if (isOperation(operation)) operation.operationId = `${method} ${path}`;
    }
  }
}

function isOperation(value: unknown): value is { responses: object; operationId?: string } {
  return isObject(value) && 'responses' in value;
}

/** The backend looks under `application/json` alone, where Data Center's document adds a charset or has any type. */
function nameMediaTypes(part: unknown): void {
  if (!isObject(part)) return;
  if ('content' in part && isObject(part.content)) {
    part.content = Object.fromEntries(
      Object.entries(part.content).map(([type, media]) => [
        type.replace(jsonInOtherWords, 'application/json'),
        media,
      ]),
    );
  }
  for (const inner of Object.values(part)) nameMediaTypes(inner);
}

const jsonInOtherWords = /^(application\/json;.*|\*\/\*)$/;

/** Upsun's document calls enumerations nullable without listing `null`, which validators take to rule it out. */
function allowNull(schema: unknown): void {
  if (!isObject(schema)) return;
  if ('nullable' in schema && schema.nullable === true && 'enum' in schema && Array.isArray(schema.enum)) {
    schema.enum = [...(schema.enum as unknown[]), null];
  }
  for (const part of Object.values(schema)) allowNull(part);
}

/** Upsun's clients read where a route comes from in the project's files, which the document leaves out. */
function completeRoutes({ components }: Document): void {
  for (const name of ['ProxyRoute', 'RedirectRoute', 'UpstreamRoute']) {
    const schema: unknown = components?.schemas?.[name];
    if (isObject(schema) && 'properties' in schema) {
      schema.properties = { ...Object(schema.properties), original_url: { type: 'string' } };
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A value as it went over the wire. */
function asJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function definedHeaders(headers: Exchange['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function describeErrors({ errors }: Result, where: string): string[] {
  return (errors ?? []).map(({ instancePath, message = 'is invalid', params }) => {
    const details = ['additionalProperty', 'allowedValues']
      .filter((name) => name in params)
      .map((name) => `: ${String(params[name])}`);
    return `${where}${instancePath} ${message}${details.join('')}`;
  });
}
