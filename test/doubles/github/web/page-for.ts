import type { World } from '../world.js';
export async function pageFor(_world: World, _url: URL): Promise<{ text: string; type: string } | null> {
  return null;
}
