import type { LimitKeeper } from '../limits.js';
import type { RestRequest, RestResult } from '../rest/serve-rest.js';
import type { World } from '../world.js';
export async function serveGraphql(
  _w: World,
  _l: LimitKeeper,
  _r: RestRequest,
): Promise<RestResult & { field: string }> {
  return { status: 404, headers: {}, text: '', login: null, field: '' };
}
