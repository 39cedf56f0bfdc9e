// Token usage as the ledger's columns, the same in every table that has them.
import type { Usage } from '../../core/price.js';
import type { TokenColumns } from './tables.js';

export function toColumns(usage: Usage): TokenColumns {
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    output_tokens: usage.outputTokens,
  };
}

export function fromColumns(columns: TokenColumns): Usage {
  return {
    inputTokens: columns.input_tokens,
    cachedInputTokens: columns.cached_input_tokens,
    cacheWriteTokens: columns.cache_write_tokens,
    outputTokens: columns.output_tokens,
  };
}
