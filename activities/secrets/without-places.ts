// A redactor for texts that everybody reads: beside secrets it takes out where things lie on this machine, which messages
// of git and of the system name.
import type { Redactor } from './redactor.js';

type TextRedactor = Pick<Redactor, 'redact' | 'redactAll'>;

export const PLACE_MARK = '(a folder of the worker)';

/** `places` are absolute folders; what stands below one goes with it. */
export function withoutPlaces(redactor: TextRedactor, places: readonly string[]): TextRedactor {
  const named = places.filter((place) => place.length > 1).sort((a, b) => b.length - a.length);
  const escaped = named.map((place) => place.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const below = new RegExp(`(?<![\\w./-])(?:${escaped.join('|')})(?:/[^\\s"'\`),;:]*)?(?![\\w.-])`, 'g');
  const clean = (text: string) => (named.length === 0 ? text : text.replace(below, PLACE_MARK));
  return {
    redact: async (text) => clean(await redactor.redact(text)),
    redactAll: async (texts) => (await redactor.redactAll(texts)).map(clean),
  };
}
