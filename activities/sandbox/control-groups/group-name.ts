// Names of our control groups: each says whose it is, so that those of dead workers can be told from those in use.
import { ownedName, ownerOf } from '../../owned-name.js';

const PREFIX = 'nightshift';

/** A name that no other group has. */
export function newGroupName(): Promise<string> {
  return ownedName(PREFIX);
}

/** True for a group of ours whose maker is dead. Makers whose process numbers mean nothing to us are left alone. */
export async function isLeftover(name: string): Promise<boolean> {
  return name.startsWith(`${PREFIX}-`) && (await ownerOf(name)) === 'dead';
}
