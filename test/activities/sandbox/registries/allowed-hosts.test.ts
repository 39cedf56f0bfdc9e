import { describe, expect, test } from '@jest/globals';
import {
  findAllowed,
  hostOfUrl,
  knownHosts,
  loopbackPorts,
  readNamedHost,
} from '../../../../activities/sandbox/registries/allowed-hosts.js';

describe('what is let through', () => {
  test('a known registry by its exact name, on the port of HTTPS only', () => {
    expect(findAllowed(knownHosts(), 'registry.npmjs.org', 443)).toMatchObject({ named: false });
    expect(findAllowed(knownHosts(), 'REGISTRY.npmjs.org.', 443)).toMatchObject({ named: false });
    for (const port of [22, 80, 8443]) expect(findAllowed(knownHosts(), 'registry.npmjs.org', port)).toBeNull();
  });

  test.each(['evil-registry.npmjs.org', 'registry.npmjs.org.evil.example', 'npmjs.org', '104.16.0.35'])(
    '%s is no known registry',
    (host) => {
      expect(findAllowed(knownHosts(), host, 443)).toBeNull();
    },
  );

  test('what the operator named wins over what is known, so that a mirror under a known name may be internal', () => {
    const named = { host: 'pypi.org', ports: [443, 80], named: true };
    expect(findAllowed([...knownHosts(), named], 'pypi.org', 443)).toBe(named);
  });
});

test.each([
  ['packages.example.com', { host: 'packages.example.com', ports: [443, 80], named: true }],
  ['Packages.Example.com:8443', { host: 'packages.example.com', ports: [8443], named: true }],
  ['127.0.0.1:4873', { host: '127.0.0.1', ports: [4873], named: true }],
  ['localhost:80', { host: 'localhost', ports: [80], named: true }],
  ['[::1]:4873', { host: '::1', ports: [4873], named: true }],
  ['user@host', null],
  ['host/path', null],
])('the operator names %s', (text, host) => {
  expect(readNamedHost(text)).toEqual(host);
});

test.each([
  ['https://npm.example.com/repository/', { host: 'npm.example.com', ports: [443], named: true }],
  ['http://127.0.0.1:4873/', { host: '127.0.0.1', ports: [4873], named: true }],
  ['sparse+https://cargo.example.com/index/', { host: 'cargo.example.com', ports: [443], named: true }],
  ['direct', null],
  ['file:///srv/packages', null],
])('the address %s names a host', (url, host) => {
  expect(hostOfUrl(url)).toEqual(host);
});

test('ports of registries on this machine are those that the operator named', () => {
  const hosts = ['127.0.0.1:4873', 'localhost:8081', 'packages.example.com:8443'].map((text) => readNamedHost(text));
  expect(loopbackPorts(hosts.filter((host) => host !== null))).toEqual([4873, 8081]);
});
