// GitHub's own description of its protocol, by which every request and every answer of the double is judged.
import { createRequire } from 'node:module';
import { OpenAPIBackend } from 'openapi-backend';
import { routeTable } from './route-table.js';

export interface Operation {
  id: string;
  method: string;
  /** With names of parameters in braces. */
  path: string;
  /** Statuses that the description knows. */
  statuses: string[];
  /** Query parameters that it knows. */
  query: string[];
  /** Properties of the body that it knows; null where it takes any. */
  properties: string[] | null;
}

export interface Described {
  operation: Operation;
  params: Record<string, string>;
  query: Record<string, unknown>;
}

export interface RequestParts {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
}

export interface OpenApi {
  /** Null: GitHub has no such route. */
  match(request: RequestParts): Described | null;
  /** What is wrong with it; null: nothing. `query` comes back with numbers and booleans in place of their texts. */
  judgeRequest(request: RequestParts, found: Described): string | null;
  judgeAnswer(operation: Operation, status: number, body: unknown): string | null;
  /** What is wrong with a webhook's payload; null: nothing. */
  judgeDelivery(event: string, action: string | null, payload: unknown): string | null;
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
/** Formats that no mistake of ours can be found by. */
const LOOSE = [
  'repo.nwo',
  'ssh-key',
  'ssh-key-fingerprint',
  'timestamp',
  'hostname',
  'ipv4',
  'uuid',
  'email',
  'date',
  'uri-template',
];

/** Read once by a process: it is 13 MB of text. */
let reading: Promise<OpenApi> | null = null;

export function loadOpenApi(): Promise<OpenApi> {
  reading ??= readDescription().then(judgeBy);
  return reading;
}

function readDescription(): Promise<OpenAPIBackend> {
  const require = createRequire(import.meta.url);
  const description = require('@octokit/openapi/generated/api.github.com.json');
  // The same route by its older name, whose parameters the router cannot tell apart.
  delete description.paths['/repos/{owner}/{repo}/compare/{base}...{head}'];
  withKnownNulls(description);
  webhooksAsPaths(description);
  nullsAsTypes(description);
  const backend = new OpenAPIBackend({
    definition: description,
    quick: true,
    coerceTypes: true,
    ajvOpts: {
      strict: false,
      logger: false,
      validateSchema: false,
      // What it generates is run a few times only: making it fast takes longer than it saves.
      code: { optimize: false },
      formats: {
        uri: (text: string) => URL.canParse(text),
        'date-time': (text: string) => DATE_TIME.test(text),
        ...Object.fromEntries(LOOSE.map((name) => [name, true as const])),
      },
    },
  });
  return backend.init();
}

function judgeBy(backend: OpenAPIBackend): OpenApi {
  const operations = backend.getOperations();
  const byId = new Map(operations.map((operation) => [operation.operationId ?? '', operation]));
  const route = routeTable(operations);
  const judged = (
    request: { method: string; path: string; query?: Record<string, string>; body: unknown },
    id: string,
  ) => backend.validateRequest({ ...request, headers: { 'content-type': 'application/json' } }, byId.get(id));
  return {
    match(request) {
      const found = route(request.method, escapedTail(request.path));
      if (!found?.operation.operationId) return null;
      return { operation: describe(found.operation), params: found.params, query: request.query };
    },
    judgeRequest({ method, path, query, body }, found) {
      // What GitHub does not know, it overlooks.
      const known = Object.entries(query).filter(([name]) => found.operation.query.includes(name));
      const asked = { method, path: escapedTail(path), query: Object.fromEntries(known), body: body ?? undefined };
      const { errors, coerced } = judged(asked, found.operation.id);
      found.query = (coerced?.query as Record<string, unknown> | undefined) ?? asked.query;
      return told(errors);
    },
    judgeAnswer(operation, status, body) {
      const found = byId.get(operation.id);
      return found ? told(backend.validateResponse(body, found, status).errors) : `there is no ${operation.id}`;
    },
    judgeDelivery(event, action, payload) {
      const id = hookId(`${event}${action === null ? '' : `-${action}`}`.replaceAll('_', '-'));
      if (!byId.has(id)) return `GitHub has no webhook ${event} ${action ?? ''}`;
      return told(judged({ method: 'post', path: `/${id}`, body: payload }, id).errors);
    },
  };
}

function told(errors: { instancePath: string; message?: string | undefined }[] | null | undefined): string | null {
  if (!errors?.length) return null;
  return errors.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ');
}

interface Found {
  operationId?: string | undefined;
  method: string;
  path: string;
  responses?: object | undefined;
  parameters?: unknown;
  requestBody?: unknown;
}

function describe(found: Found): Operation {
  const parameters = (found.parameters ?? []) as { in: string; name: string }[];
  const body = found.requestBody as { content?: Record<string, { schema?: { properties?: object } }> } | undefined;
  const properties = body?.content?.['application/json']?.schema?.properties;
  return {
    id: found.operationId ?? '',
    method: found.method.toUpperCase(),
    path: found.path,
    statuses: Object.keys(found.responses ?? {}),
    query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    properties: properties ? Object.keys(properties) : null,
  };
}

/** A branch or a path may have slashes, where the description knows one part only. */
function escapedTail(path: string): string {
  if (/^\/repos\/[^/]+\/[^/]+\/contents\/?$/.test(path)) return `${path.replace(/\/$/, '')}/%2F`;
  const tail =
    /^(\/repos\/[^/]+\/[^/]+\/(?:contents|compare|branches|git\/ref|git\/refs|git\/matching-refs))\/(.+)$/.exec(path);
  if (tail?.[1] && tail[2]) return `${tail[1]}/${tail[2].replaceAll('/', '%2F')}`;
  const of = /^(\/repos\/[^/]+\/[^/]+\/commits)\/(.+?)(\/(?:status|statuses|check-runs|check-suites|pulls))?$/.exec(
    path,
  );
  return of?.[1] && of[2] ? `${of[1]}/${of[2].replaceAll('/', '%2F')}${of[3] ?? ''}` : path;
}

interface Schema {
  properties: Record<string, Schema>;
  items: Schema;
  nullable?: boolean;
  $ref?: string;
}
interface Description {
  paths: Record<string, unknown>;
  components: { schemas: Record<string, Schema> };
  'x-webhooks': Record<string, { post: { requestBody: unknown } }>;
}

/**
 * Where GitHub answers null though its description does not say so: remarks on lines that are no more, heads whose fork was
 * deleted, labels of pull requests that nobody described.
 */
function withKnownNulls({ components: { schemas } }: Description): void {
  const nullable = (schema: Schema | undefined, ...names: string[]): void => {
    for (const name of names) {
      const { [name]: property } = schema?.properties ?? {};
      if (property?.$ref)
        Object.assign(schema?.properties ?? {}, { [name]: { anyOf: [{ ...property }], nullable: true } });
      else if (property) property.nullable = true;
    }
  };
  nullable(schemas['pull-request-review-comment'], 'position', 'line');
  nullable(schemas['review-comment'], 'line');
  const pull = schemas['pull-request-simple'];
  nullable(pull?.properties['labels']?.items, 'description');
  for (const whole of [pull, schemas['pull-request']]) nullable(whole?.properties['head'], 'repo', 'user');
}

/** So that what stands in them is found and judged as the rest is. */
function webhooksAsPaths(description: Description): void {
  for (const [name, { post }] of Object.entries(description['x-webhooks'])) {
    const { requestBody } = post;
    description.paths[`/${hookId(name)}`] = { post: { operationId: hookId(name), requestBody, responses: {} } };
  }
}

function hookId(name: string): string {
  return `webhook-${name}`;
}

/** `nullable` of OpenAPI 3.0 as JSON Schema has it, in place: also where no type is named, and for enumerations. */
function nullsAsTypes(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const value of Object.values(node)) nullsAsTypes(value);
  const schema = node as Record<string, unknown>;
  if (schema['nullable'] !== true) return;
  delete schema['nullable'];
  if (typeof schema['type'] === 'string') {
    schema['type'] = [schema['type'], 'null'];
    if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) schema['enum'].push(null);
    return;
  }
  const inner = { ...schema };
  for (const key of Object.keys(schema)) delete schema[key];
  schema['anyOf'] = [inner, { type: 'null' }];
}
