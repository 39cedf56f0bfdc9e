// The providers with their door watched: whatever a prompt was made of, it leaves without a secret that this process was
// given. The key itself travels in its header, which is put on behind this door.
import { wrapLanguageModel } from 'ai';
import type { Providers } from '../models/providers.js';
import type { KnownSecrets } from './known-secrets.js';

export function redactingProviders(providers: Providers, known: KnownSecrets): Providers {
  return {
    ...providers,
    languageModel: (generator, calling) =>
      wrapLanguageModel({
        // With what watches the call: the idle timer, the limit of bytes, the refusal of redirects.
        model: providers.languageModel(generator, calling),
        middleware: {
          specificationVersion: 'v3',
          transformParams: async ({ params }) => ({
            ...params,
            prompt: known.redactIn(params.prompt),
            ...(params.headers ? { headers: known.redactIn(params.headers) } : {}),
          }),
        },
      }),
    redact: (text) => known.redact(text),
  };
}
