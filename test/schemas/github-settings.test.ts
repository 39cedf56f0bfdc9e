import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readOperatorConfig } from '../../schemas/operator-config.js';
import { readRepositoryConfig } from '../../schemas/repository-config.js';
import { problemsOf } from './problems-of.js';

const TOKEN = 'ghp_0123456789abcdefghij0123456789abcdef';
const NAMES_VARIABLE = /use the name of the environment variable that holds/;

function github(text: string) {
  const read = readOperatorConfig(`github:\n  repositories: [octo/shop]\n  ${text}\n`, 'config.yml');
  return read.ok ? read.value.github : problemsOf(read);
}

describe("the operator's settings for GitHub", () => {
  test('need no more than the repositories', () => {
    expect(github('')).toEqual({
      repositories: ['octo/shop'],
      host: 'github.com',
      apiUrl: null,
      webUrl: null,
      tokenEnv: null,
      app: null,
      label: null,
      pushTo: null,
      allowWorkflowFiles: false,
      followLimitMs: null,
      revisionsMax: null,
      pollMs: null,
      webhook: null,
    });
    expect(readOperatorConfig('', 'config.yml')).toMatchObject({ ok: true, value: { github: null } });
  });

  test('are read whole', () => {
    const text = `
github:
  repositories: [octo/shop, octo_corp/Web.site]
  host: GitHub.example.com
  apiUrl: https://github.example.com/api/v3/
  webUrl: https://github.example.com/
  app: { id: 123456, privateKeyEnv: NIGHTSHIFT_APP_KEY }
  label: night shift
  pushTo: { fork: helper }
  allowWorkflowFiles: true
  follow: 14d
  revisions: 0
  poll: 60s
  webhook: { port: 3111, listen: 0.0.0.0, secretEnv: NIGHTSHIFT_WEBHOOK_SECRET }
`;
    const read = readOperatorConfig(text, 'config.yml');
    expect(read.ok && read.value.github).toEqual({
      repositories: ['octo/shop', 'octo_corp/Web.site'],
      host: 'github.example.com',
      apiUrl: 'https://github.example.com/api/v3',
      webUrl: 'https://github.example.com',
      tokenEnv: null,
      app: { id: 123456, privateKeyEnv: 'NIGHTSHIFT_APP_KEY' },
      label: 'night shift',
      pushTo: { kind: 'fork', owner: 'helper' },
      allowWorkflowFiles: true,
      followLimitMs: 14 * 86_400_000,
      revisionsMax: 0,
      pollMs: 60_000,
      webhook: { port: 3111, listenHost: '0.0.0.0', secretEnv: 'NIGHTSHIFT_WEBHOOK_SECRET' },
    });
    expect(github('pushTo: branch')).toMatchObject({ pushTo: { kind: 'branch' } });
    expect(github('apiUrl: http://127.0.0.1:8080/api/v3')).toMatchObject({ apiUrl: 'http://127.0.0.1:8080/api/v3' });
  });

  test.each(['docs/configuration.md', 'docs/github.md'])('are read as %s shows them', (guide) => {
    const text = readFileSync(new URL(`../../${guide}`, import.meta.url), 'utf8');
    const examples = [...text.matchAll(/^ *```yaml\n( *github:\n[\s\S]*?)^ *```/gm)].map(([, yaml = '']) => yaml);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(problemsOf(readOperatorConfig(example, guide))).toEqual([]);
  });

  test.each<[string, string | RegExp]>([
    [
      'label: ""',
      'config.yml: github.label: "" is not allowed; use the name of a label, at most 40 characters without a comma, such as nightshift',
    ],
    [
      'label: "a,b"',
      /github\.label: "a,b" is not allowed; use the name of a label, at most 40 characters without a comma/,
    ],
    [`label: ${'x'.repeat(41)}`, /github\.label: .* at most 40 characters/],
    [
      'pushTo: main',
      'config.yml: github.pushTo: "main" is not allowed; use branch, or { fork: OWNER } with the owner of the fork',
    ],
    ['pushTo: { fork: a/b }', /github\.pushTo: .* use branch, or \{ fork: OWNER \}/],
    ['host: https://github.com', /github\.host: "https:\/\/github\.com" is not allowed; use a host without scheme/],
    ['apiUrl: http://github.example.com/api/v3', /github\.apiUrl: .* use https, as the token is sent there/],
    ['webUrl: http://localhost.example.com', /github\.webUrl: .* use https/],
    ['webUrl: github.example.com', /github\.webUrl: .* use an address such as https:\/\/github\.example\.com/],
    ['poll: 5s', 'config.yml: github.poll: "5s" is not allowed; use 10s or more, such as 60s'],
    ['follow: forever', /github\.follow: "forever" is not allowed; use a duration such as/],
    ['revisions: 51', 'config.yml: github.revisions: 51 is not allowed; use a whole number from 0 to 50'],
    ['webhook: { port: 70000, secretEnv: S }', /github\.webhook\.port: 70000 .* from 1 to 65535/],
    ['webhook: { port: 3111 }', /github\.webhook\.secretEnv is missing; use the name of the environment variable/],
    ['webhook: 3111', /github\.webhook: 3111 is not allowed; use \{ port: 3111, secretEnv/],
    ['app: { id: abc, privateKeyEnv: K }', /github\.app\.id: "abc" is not allowed; use a whole number/],
    ['allowWorkflowFiles: maybe', /github\.allowWorkflowFiles: "maybe" is not allowed; use true or false/],
    ['labels: x', 'config.yml: github.labels: there is no such key; did you mean "label"?'],
    ['tokenEnv: T\n  app: { id: 1, privateKeyEnv: K }', /github: .* is not allowed; use tokenEnv or app, not both/],
  ])('are refused by name: %s', (text, problem) => {
    expect(github(text)).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
  });

  test.each<[string, RegExp]>([
    ['[]', /github\.repositories: \[\] is not allowed; name at least one repository/],
    ['octo/shop', /github\.repositories: "octo\/shop" is not allowed; use a list of repositories/],
    ['[shop]', /github\.repositories\.0: "shop" is not allowed; use owner\/name, such as octo\/shop/],
    ['[https://github.com/octo/shop]', /github\.repositories\.0: .* use owner\/name/],
    ['[octo/..]', /github\.repositories\.0: .* use owner\/name/],
    ['[octo/shop.git]', /github\.repositories\.0: .* leave "\.git" out/],
    ['[octo/shop, Octo/Shop]', /github\.repositories: .* name each repository once/],
  ])('are refused where repositories are %s', (text, problem) => {
    const read = readOperatorConfig(`github: { repositories: ${text} }`, 'config.yml');
    expect(problemsOf(read)).toEqual([expect.stringMatching(problem)]);
  });

  test.each<[string, RegExp]>([
    [`tokenEnv: ${TOKEN}`, NAMES_VARIABLE],
    [`tokenEnv: "${TOKEN} "`, NAMES_VARIABLE],
    [`token: ${TOKEN}`, /github\.token: there is no such key/],
    [`label: "${TOKEN}, mine"`, /github\.label/],
    [`webUrl: https://${TOKEN}@github.example.com`, /github\.webUrl: .* leave name and token out/],
    [`app: { id: ${TOKEN}, privateKeyEnv: K }`, /github\.app\.id/],
    [`app: { id: 1, privateKeyEnv: "-----BEGIN RSA PRIVATE KEY-----\\n${TOKEN}" }`, NAMES_VARIABLE],
    [`webhook: { port: 1, secretEnv: "the-s3cret ${TOKEN}" }`, NAMES_VARIABLE],
  ])('never show a token that stands in the file: %s', (text, problem) => {
    const problems = github(text);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(JSON.stringify(problems)).not.toMatch(/0123456789|the-s3cret/);
  });
});

describe("a repository's own label", () => {
  test('is read, and held to the same rule', () => {
    expect(readRepositoryConfig('label: night')).toMatchObject({ ok: true, value: { label: 'night' } });
    expect(problemsOf(readRepositoryConfig('label: "a,b"'))).toEqual([
      expect.stringMatching(
        /nightshift\.yml: label: "a,b" is not allowed; use the name of a label, at most 40 characters without a comma/,
      ),
    ]);
  });
});
