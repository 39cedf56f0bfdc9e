import { expect, test } from '@jest/globals';
import { addressKind } from '../../../../activities/sandbox/registries/address-kind.js';

test.each([
  ['104.16.0.35', 'public'],
  ['2606:4700::6810:23', 'public'],
  ['127.0.0.1', 'internal'],
  ['127.255.255.254', 'internal'],
  ['::1', 'internal'],
  ['10.1.2.3', 'internal'],
  ['172.31.255.255', 'internal'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'internal'],
  ['100.64.0.1', 'internal'],
  ['fd12:3456::1', 'internal'],
  ['::ffff:127.0.0.1', 'internal'],
  ['::ffff:10.0.0.1', 'internal'],
  ['64:ff9b::7f00:1', 'internal'],
  ['64:ff9b::a9fe:a9fe', 'forbidden'],
  ['64:ff9b::6810:23', 'public'],
  ['169.254.169.254', 'forbidden'],
  ['::ffff:169.254.169.254', 'forbidden'],
  ['fd00:ec2::254', 'forbidden'],
  ['100.100.100.200', 'forbidden'],
  ['fe80::1', 'forbidden'],
  ['0.0.0.0', 'forbidden'],
  ['::', 'forbidden'],
  ['224.0.0.1', 'forbidden'],
  ['255.255.255.255', 'forbidden'],
  ['not an address', 'forbidden'],
])('%s is %s', (address, kind) => {
  expect(addressKind(address)).toBe(kind);
});
