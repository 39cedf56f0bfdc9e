// What a seed decides, and how the provider of a chaos run charges.
import { afterEach, describe, expect, test } from '@jest/globals';
import { billedMicroUsd } from '../../../scripts/chaos/account.js';
import { type Fault, misbehaviourOf } from '../../../scripts/chaos/faults.js';
import { blowOf } from '../../../scripts/chaos/plan.js';
import { type Provider, startProvider } from '../../../scripts/chaos/provider.js';
import { specsOf } from '../../../scripts/chaos/specs.js';

const plan = (seed: number) => Array.from({ length: 200 }, (_, number) => blowOf(seed, number));

describe('a seed', () => {
  test('gives the same specs and blows again, and another seed gives others', () => {
    expect([plan(1), specsOf(1, 25)]).toEqual([plan(1), specsOf(1, 25)]);
    expect(plan(2)).not.toEqual(plan(1));
    expect(specsOf(2, 25)).not.toEqual(specsOf(1, 25));
  });

  test('brings every kind of blow, and specs of every kind, within an acceptance run', () => {
    expect(new Set(plan(1).map(({ kind }) => kind)).size).toBe(7);
    const specs = specsOf(1, 25);
    for (const kind of [({ alone }) => alone, ({ slips }) => slips, ({ features }) => features.length > 1] as ((
      spec: (typeof specs)[number],
    ) => boolean)[]) {
      expect(new Set(specs.map(kind))).toEqual(new Set([true, false]));
    }
  });
});

describe("the provider's account", () => {
  let provider: Provider | null = null;
  afterEach(() => provider?.close());

  /** A call that meets this fault at its first request. */
  function attemptWith(seed: number, fault: Fault): string {
    for (let number = 1; ; number += 1) {
      if (misbehaviourOf(seed, `a.1/whole/${number} build 0`, 1).fault === fault) return `a.1/whole/${number}`;
    }
  }

  async function ask(attempt: string): Promise<string> {
    const headers = { 'x-nightshift-purpose': 'build', 'x-nightshift-run': 'a.1', 'x-nightshift-attempt': attempt };
    const body = { model: 'chaos-small', stream: true, messages: [{ role: 'user', content: 'x'.repeat(4_000) }] };
    try {
      const url = `${provider?.url}/chat/completions`;
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return `${response.status} ${(await response.text()).includes('[DONE]') ? 'whole' : 'refused'}`;
    } catch {
      return 'broken';
    }
  }

  test.each<[Fault, string, boolean]>([
    ['none', '200 whole', true],
    ['prose', '200 whole', true],
    ['halfUsage', '200 whole', true],
    ['tooMany', '429 refused', false],
    ['serverError', '500 refused', false],
    ['resetBeforeHeaders', 'broken', true],
    ['resetAfterHeaders', 'broken', true],
    ['cut', 'broken', true],
  ])('has what %s costs in full, whatever was told', async (fault, seen, billed) => {
    provider = await startProvider(1, specsOf(1, 1));
    expect(await ask(attemptWith(1, fault))).toBe(seen);
    const [line] = provider.account();
    expect(line).toMatchObject({ fault, billed });
    const tokens = (line?.inputTokens ?? 0) + 5 * (line?.outputTokens ?? 0);
    expect(line?.inputTokens).toBeGreaterThan(1_000);
    expect(billedMicroUsd(provider.account())).toBe(billed ? tokens : 0);
  });
});
