// What tests wanted that the sandbox does not have, read off their failures: a service on this machine, the network, a
// container engine. Texts of system libraries and of the usual runtimes are known; anything else gives no hint.

const SERVICES: Readonly<Record<string, string>> = {
  1433: 'SQL Server',
  3306: 'MySQL',
  4222: 'NATS',
  5432: 'PostgreSQL',
  5672: 'RabbitMQ',
  6379: 'Redis',
  8123: 'ClickHouse',
  9092: 'Kafka',
  9200: 'Elasticsearch',
  11211: 'memcached',
  27017: 'MongoDB',
};

const REFUSED = /ECONNREFUSED|connection refused|actively refused/i;
/** An address of this machine, its port behind a colon or in words. */
const LOCAL_PORT = /(?:127\.0\.0\.1|localhost|\[?::1\]?|0\.0\.0\.0)["')]*(?::|,?\s+port[ :=]*)(\d{2,5})\b/i;
const ENGINE = /docker\.sock|cannot connect to the docker daemon|could not find a valid docker environment/i;
const NO_NAME =
  /ENOTFOUND|EAI_AGAIN|name resolution|name or service not known|could not resolve host|no such host|dns error|failed to lookup address|UnknownHostException|nodename nor servname/i;
const NO_ROUTE = /ENETUNREACH|EHOSTUNREACH|network is unreachable|no route to host/i;
const HOST_NAME =
  /(?:ENOTFOUND|EAI_AGAIN|resolve host:?|lookup|UnknownHostException:|host=)\s*['"]?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/i;
/** Lines around the one that tells, in which the address may stand. */
const LINES_AROUND = 3;

/** One or two sentences for people with the way out; empty where nothing tells of anything missing. */
export function missingSurroundings(text: string): string {
  const lines = text.split('\n');
  const engine = lines.find((line) => ENGINE.test(line));
  if (engine !== undefined)
    return 'The tests want a container engine, and the sandbox has none. Name a test command that leaves them out.';
  const refused = around(lines, REFUSED);
  if (refused !== null) return refusedHint(refused);
  const unnamed = around(lines, NO_NAME) ?? around(lines, NO_ROUTE);
  return unnamed === null ? '' : networkHint(unnamed);
}

function refusedHint(text: string): string {
  const port = LOCAL_PORT.exec(text)?.[1];
  const service = port === undefined ? undefined : SERVICES[port];
  const at = port === undefined ? 'a service' : `${service ?? 'a service'} at port ${port} of this machine`;
  return (
    `The tests want ${at}, and in the sandbox nothing runs but what the test command starts. ` +
    'Let the command start it, or leave those tests out.'
  );
}

function networkHint(text: string): string {
  const host = HOST_NAME.exec(text)?.[1];
  return (
    `The tests want ${host === undefined ? 'the network' : `${host} on the network`}, and the sandbox has none. ` +
    'Let setup fetch what they need, or leave those tests out.'
  );
}

/** The first line that matches with its neighbours, or null. */
function around(lines: readonly string[], pattern: RegExp): string | null {
  const at = lines.findIndex((line) => pattern.test(line));
  return at < 0 ? null : lines.slice(Math.max(0, at - LINES_AROUND), at + LINES_AROUND + 1).join('\n');
}
