// The receipt for machines, where people do not see it: JSON in an HTML comment. What could end the comment, or call
// somebody where GitHub looks into it after all, is written in the escapes that JSON has for it.
import type { Receipt } from '../receipt.js';

const BEGIN = '<!-- nightshift:receipt ';
const END = ' -->';
const DANGEROUS = /[<>@#&]|-(?=-)|-$/g;

export function receiptBlock(receipt: Receipt): string {
  // Conversations are of use to the run alone, and say nothing that the ledger does not.
  const candidates = receipt.candidates.map(({ conversation: _own, ...rest }) => rest);
  const json = JSON.stringify({ ...receipt, candidates });
  return `${BEGIN}${json.replace(DANGEROUS, escaped)}${END}`;
}

/** They stand in strings only: JSON's own signs are others, and a minus is followed by a digit. */
function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
