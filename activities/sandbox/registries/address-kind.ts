// Tells addresses that a registry may have from those that lead into the machine or its surroundings. Pure.
import { BlockList, isIP } from 'node:net';

/**
 * `internal`: loopback and private networks, where only a registry that the operator named may be. `forbidden`: where no
 * registry ever is, such as link-local addresses with the metadata services of clouds.
 */
export type AddressKind = 'public' | 'internal' | 'forbidden';

/** The first address, and how many bits all of them share. */
type Subnet = readonly [address: string, bits: number];

const INTERNAL: readonly Subnet[] = [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  // Shared by the customers of a provider, and used inside of clouds.
  ['100.64.0.0', 10],
  ['198.18.0.0', 15],
  ['192.0.0.0', 24],
  ['::1', 128],
  ['fc00::', 7],
  // Tunnels to IPv4, long out of use, and a prefix for translating to private addresses.
  ['2002::', 16],
  ['2001::', 32],
  ['64:ff9b:1::', 48],
];
const FORBIDDEN: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Metadata services that stand in networks which are merely private otherwise.
  ['100.100.100.200', 32],
  ['fd00:ec2::', 32],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['::', 128],
];
/** Where networks without IPv4 put every IPv4 address, so that it is judged as what it holds. */
const TRANSLATED = { prefix: '64:ff9b::', bits: 96 };

const INTERNAL_LIST = blockList(INTERNAL);
const FORBIDDEN_LIST = blockList(FORBIDDEN);

/** What is no address at all is forbidden. An IPv4 address written as one of IPv6 (::ffff:10.0.0.1) counts as what it is. */
export function addressKind(address: string): AddressKind {
  const version = isIP(address);
  if (version === 0) return 'forbidden';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (FORBIDDEN_LIST.check(address, family)) return 'forbidden';
  return INTERNAL_LIST.check(address, family) ? 'internal' : 'public';
}

function blockList(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of subnets) {
    const isIPv4 = isIP(address) === 4;
    list.addSubnet(address, bits, isIPv4 ? 'ipv4' : 'ipv6');
    if (isIPv4) list.addSubnet(TRANSLATED.prefix + address, TRANSLATED.bits + bits, 'ipv6');
  }
  return list;
}
