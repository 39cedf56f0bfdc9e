// The proxy of setup by itself, asked over its Unix socket, with doubles on loopback for what lies behind it.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { knownHosts } from '../../../../activities/sandbox/registries/allowed-hosts.js';
import type { RegistryProxyOptions } from '../../../../activities/sandbox/registries/registry-proxy.js';
import { DEFAULT_TRAFFIC_LIMITS } from '../../../../activities/sandbox/registries/traffic-limit.js';
import { ask, type Listener, listen, openProxy, type TestProxy, throughTunnel } from './harness.js';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\npackages';

let registry: Listener;
let proxy: TestProxy;

beforeEach(async () => {
  registry = await listen(ANSWER);
});

afterEach(async () => {
  await proxy.close();
  await registry.close();
});

async function open(names: string[], options: Partial<RegistryProxyOptions> = {}): Promise<void> {
  proxy = await openProxy(names, options);
}

describe('a registry that the operator named', () => {
  test('is reached through a tunnel, by the name or the address as it was written', async () => {
    await open([`localhost:${registry.port}`]);
    expect(await ask(proxy.socketPath, throughTunnel(`localhost:${registry.port}`, 'GET'))).toMatch(
      /^HTTP\/1.1 200 Connection Established\r\n\r\n[\s\S]*packages$/,
    );
    expect(await ask(proxy.socketPath, throughTunnel(`127.0.0.1:${registry.port}`, 'GET'))).toMatch(/^HTTP\/1.1 403 /);
    expect(registry.received).toEqual(['GET']);
  });

  test('is asked in plain HTTP as if directly, without what is meant for the proxy', async () => {
    await open([`localhost:${registry.port}`]);
    const request = [
      `GET http://localhost:${registry.port}/a?b HTTP/1.1`,
      ...['Host: elsewhere', 'Proxy-Authorization: Basic eA==', 'Proxy-Connection: close', 'Accept: x', '', ''],
    ].join('\r\n');
    expect(await ask(proxy.socketPath, request)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*packages$/);
    expect(registry.received[0]).toMatch(/^GET \/a\?b HTTP\/1.1\r\n/);
    expect(registry.received[0]).toMatch(new RegExp(`host: localhost:${registry.port}\r\n`));
    expect(registry.received[0]).not.toMatch(/proxy-|elsewhere/i);
  });

  test('that does not answer is told apart from one that is refused', async () => {
    await open([`localhost:${registry.port}`]);
    await registry.close();
    const answer = await ask(proxy.socketPath, throughTunnel(`localhost:${registry.port}`, ''));
    expect(answer).toMatch(/^HTTP\/1.1 502 nightshift: localhost could not be reached/);
    expect(proxy.refused).toEqual([]);
  });
});

describe('a registry that answers what nobody can pass on', () => {
  test.each([
    ['a status of 0', 'HTTP/1.1 000 No\r\ncontent-length: 0\r\n\r\n', / 502 .*[\s\S]*the registry gave an answer/],
    ['a status below 100', 'HTTP/1.1 099 No\r\ncontent-length: 0\r\n\r\n', / 502 .*[\s\S]*the registry gave an answer/],
    ['trailers that it does not send', ANSWER.replace('content', 'trailer: x\r\ncontent'), / 200 OK[\s\S]*packages$/],
  ])('%s: the worker lives on', async (_, answer, expected) => {
    const odd = await listen(answer);
    await open([`localhost:${odd.port}`]);
    const request = `GET http://localhost:${odd.port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    expect(await ask(proxy.socketPath, request)).toMatch(expected);
    await odd.close();
  });
});

describe('what is refused', () => {
  test.each([
    ['a host that is no registry', 'example.com:443', 'example.com'],
    ['another port of a registry', 'registry.npmjs.org:22', 'registry.npmjs.org:22'],
    ['an address in place of a name', '104.16.0.35:443', '104.16.0.35'],
    ['the metadata address', '169.254.169.254:80', '169.254.169.254'],
    ['an address in an odd form', '0x7f.1:80', '127.0.0.1'],
    ['IPv4 in IPv6', '[::ffff:127.0.0.1]:80', '[::ffff:7f00:1]'],
  ])('%s, with its name and the way out', async (_, target, shown) => {
    await open([], { allowed: knownHosts() });
    const answer = await ask(proxy.socketPath, throughTunnel(target, ''));
    expect(answer).toMatch(/^HTTP\/1.1 403 nightshift: /);
    expect(answer).toContain(`${shown} is no package registry that setup may reach`);
    expect(answer).toContain(`registries: [${shown}]`);
    expect(proxy.refused).toEqual([shown]);
  });

  test('the same in plain HTTP', async () => {
    await open([], { allowed: knownHosts() });
    const address = `http://127.0.0.1:${registry.port}/`;
    expect(await ask(proxy.socketPath, `GET ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 403 [\s\S]*is no package registry/,
    );
    expect(registry.received).toEqual([]);
  });

  test('without being looked up, which would already tell a name server something', async () => {
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return ['127.0.0.1'];
    };
    await open([`known.example:${registry.port}`], { resolve });
    await ask(proxy.socketPath, throughTunnel('secret.evil.example:443', ''));
    expect(asked).toEqual([]);
    await ask(proxy.socketPath, throughTunnel(`known.example:${registry.port}`, 'GET'));
    expect(asked).toEqual(['known.example']);
  });

  test('what is no request for a proxy', async () => {
    await open([], { allowed: knownHosts() });
    expect(await ask(proxy.socketPath, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/ 400 /);
    expect(await ask(proxy.socketPath, throughTunnel('http://a b:1', ''))).toMatch(/ 400 /);
  });
});

describe('names that lead inside', () => {
  const asked: string[] = [];
  /** The judge is shown another address than whoever would look the name up again. */
  const rebinding = async (host: string) => (asked.push(host) === 1 ? ['127.0.0.1'] : ['169.254.169.254']);
  const known = (host: string) => ({ host, ports: [registry.port], named: false });

  beforeEach(() => {
    asked.splice(0);
  });

  test('the double is reached by such a name once the operator has named it', async () => {
    await open([`registry.example.com:${registry.port}`], { resolve: async () => ['127.0.0.1'] });
    expect(await ask(proxy.socketPath, throughTunnel(`registry.example.com:${registry.port}`, 'GET'))).toContain(
      'packages',
    );
  });

  test.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fe80::1'])(
    'a known registry is not looked for at %s',
    async (address) => {
      await open([], { allowed: [known('registry.example.com')], resolve: async () => [address] });
      const answer = await ask(proxy.socketPath, throughTunnel(`registry.example.com:${registry.port}`, 'GET'));
      expect(answer).toMatch(/^HTTP\/1.1 403 nightshift: registry.example.com has no address on the public network/);
      expect(proxy.refused).toEqual([`registry.example.com:${registry.port}`]);
      expect(registry.received).toEqual([]);
    },
  );

  test('a name is looked up once, and the connection goes to the address that was judged', async () => {
    await open([`registry.example.com:${registry.port}`], { resolve: rebinding });
    const answer = await ask(proxy.socketPath, throughTunnel(`registry.example.com:${registry.port}`, 'GET'));
    expect(answer).toContain('packages');
    expect(asked).toEqual(['registry.example.com']);
  });

  test('even a name of the operator does not lead to a metadata service', async () => {
    await open([`registry.example.com:${registry.port}`], { resolve: async () => ['169.254.169.254'] });
    expect(await ask(proxy.socketPath, throughTunnel(`registry.example.com:${registry.port}`, 'GET'))).toMatch(/ 403 /);
  });
});

describe("the operator's own proxy", () => {
  let upstream: Listener;

  afterEach(() => upstream.close());

  const env = () => ({ https_proxy: `http://me:s%40cret@127.0.0.1:${upstream.port}` });
  const credentials = Buffer.from('me:s@cret').toString('base64');

  test('is asked for the tunnel with its credentials, and looks the name up itself', async () => {
    upstream = await listen('HTTP/1.1 200 OK\r\n\r\npackages');
    await open(['registry.example.com:443'], { hostEnv: env() });
    expect(await ask(proxy.socketPath, throughTunnel('registry.example.com:443', 'GET'))).toContain('packages');
    expect(upstream.received[0]).toMatch(/^CONNECT registry.example.com:443 HTTP\/1.1\r\n/);
    expect(upstream.received[0]).toContain(`proxy-authorization: Basic ${credentials}`);
  });

  test('is asked for nothing that is no registry', async () => {
    upstream = await listen('HTTP/1.1 200 OK\r\n\r\n');
    await open([], { hostEnv: env() });
    expect(await ask(proxy.socketPath, throughTunnel('example.com:443', ''))).toMatch(/ 403 /);
    expect(upstream.received).toEqual([]);
  });

  test('forwards plain HTTP, and is passed by for hosts in NO_PROXY', async () => {
    upstream = await listen(ANSWER);
    const http_proxy = `http://127.0.0.1:${upstream.port}`;
    const request = `GET http://localhost:${registry.port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    await open([`localhost:${registry.port}`], { hostEnv: { http_proxy } });
    expect(await ask(proxy.socketPath, request)).toContain('packages');
    expect(upstream.received[0]).toMatch(new RegExp(`^GET http://localhost:${registry.port}/ `));
    await proxy.close();
    await open([`localhost:${registry.port}`], { hostEnv: { http_proxy, NO_PROXY: 'example.com, localhost' } });
    expect(await ask(proxy.socketPath, request)).toContain('packages');
    expect(registry.received).toHaveLength(1);
  });

  test('that refuses says so without showing its credentials', async () => {
    upstream = await listen('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
    await open(['registry.example.com:443'], { hostEnv: env() });
    const answer = await ask(proxy.socketPath, throughTunnel('registry.example.com:443', ''));
    expect(answer).toMatch(/^HTTP\/1.1 502 nightshift: the proxy 127.0.0.1:\d+: it answered 407/);
    expect(answer).not.toContain('cret');
  });
});

describe('limits', () => {
  test('a run that has sent more than a setup needs gets no connection any more', async () => {
    const limits = { ...DEFAULT_TRAFFIC_LIMITS, sentBytesMax: 1_000 };
    await open([`localhost:${registry.port}`], { limits });
    const request = (bytes: number) => throughTunnel(`localhost:${registry.port}`, 'x'.repeat(bytes));
    expect(await ask(proxy.socketPath, request(100))).toContain('packages');
    await ask(proxy.socketPath, request(2_000));
    expect(await ask(proxy.socketPath, request(100))).toBe('');
  });

  test('connections beyond the limit are closed', async () => {
    await open([`localhost:${registry.port}`], { limits: { ...DEFAULT_TRAFFIC_LIMITS, connectionsMax: 1 } });
    const held = connect(proxy.socketPath);
    await once(held, 'connect');
    expect(await ask(proxy.socketPath, throughTunnel(`localhost:${registry.port}`, 'GET'))).toBe('');
    held.destroy();
  });
});
