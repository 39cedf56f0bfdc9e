// What looks like a secret in a text, told narrowly: texts that people and models work with stay what they are, but for
// the secret itself.
import { mergeRanges, type Range } from './find-values.js';
import { halfKeysIn } from './half-keys.js';
import type { SecretMatch } from './scan-texts.js';

export interface FoundByKind extends Range {
  rule: string;
}

const PRIVATE_KEY_RULE = 'privatekey/PrivateKey';
/** Rules that find whole addresses. */
const ADDRESS_RULES = /^(?:basicauth|database-connection-string)\//;
const CREDENTIALS = /:\/\/([^/\s:@]*):([^@\s]+)@([^/\s:?#'"`]*)/;
/** What documentation and local databases use. */
const PLACEHOLDER =
  /^(?:(?:my|your|the|some|db)?[-_]?(?:pass(?:word|wd|phrase)?|pwd|pw|secret|token|api-?key|key|user(?:name)?)|root|admin|postgres|mysql|mongo(?:db)?|redis|test(?:ing)?|guest|example|demo|dummy|fake|foo|bar|hunter2|changeme|x+|\*+|\.+)\d{0,4}$/i;
/** Filled in at run time. */
const TEMPLATE = /[${}<>[\]%]|^\W*$/;
const RESERVED_HOST = /(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid)$/i;

/** In order, not overlapping. `matches` are those of the scanner in this text. */
export function secretsByKind(text: string, matches: readonly SecretMatch[]): FoundByKind[] {
  const found = matches.flatMap((match) => (ADDRESS_RULES.test(match.rule) ? passwordOf(text, match) : [match]));
  const halves = halfKeysIn(text).map((range) => ({ ...range, rule: PRIVATE_KEY_RULE }));
  return mergeRanges([...found, ...halves].map(({ start, end, rule }) => ({ start, end, rule })));
}

/** The password of an address, unless it is one that everybody knows; the rest of the address says where things are. */
function passwordOf(text: string, { start, end, rule }: SecretMatch): FoundByKind[] {
  const credentials = CREDENTIALS.exec(text.slice(start, end));
  if (!credentials) return [];
  const [whole, user = '', password = '', host = ''] = credentials;
  if (password === user || PLACEHOLDER.test(password) || TEMPLATE.test(password) || RESERVED_HOST.test(host)) return [];
  const from = start + credentials.index + whole.indexOf(`:${password}@`) + 1;
  return [{ start: from, end: from + password.length, rule }];
}
