// The policies by the names that users know.
import type { Strategy } from '../terms.js';
import { bestOfN } from './best-of-n.js';
import { cascade } from './cascade.js';
import type { Policy } from './policy.js';

export const POLICIES: Record<Strategy, Policy> = { cascade, 'best-of-n': bestOfN };
