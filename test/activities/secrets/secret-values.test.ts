import { describe, expect, it } from '@jest/globals';
import { secretValues } from '../../../activities/secrets/secret-values.js';

function of(env: NodeJS.ProcessEnv, providers: object = {}): string[] {
  return secretValues({ settings: providers, env });
}

describe('the secrets of a process', () => {
  it.each([
    ['OPENAI_API_KEY', 'sk-plain-words-only'],
    ['GITHUB_TOKEN', 'abc123def456'],
    ['GH_TOKEN', '12ab34cd56ef'],
    ['TEMPORAL_API_KEY', 'k3y-of-temporal'],
    ['NIGHTSHIFT_STORE_TOKEN', 'st0re-token'],
    ['DB_PASSWORD', 'p4ssw0rd!'],
    ['MYSQL_PWD', 'p4ssw0rd!'],
    ['npm_config__authToken', 'npm-1234567890'],
    ['AWS_SECRET_ACCESS_KEY', '/begins+with/a-slash0123'],
    ['SIGNING_KEY_2', 'aB3dE6gH9'],
    ['MY_CREDENTIALS', 'aB3dE6gH9'],
  ])('are values of variables whose names say so: %s', (name, value) => {
    expect(of({ [name]: value })).toEqual([value]);
  });

  it.each([
    ['too short', 'GITHUB_TOKEN', 'abc1234'],
    ['a word', 'SECRET_BACKEND', 'kubernetes'],
    ['words', 'SECRET_NAME', 'my-secret-name'],
    ['a number', 'MAX_TOKEN', '100000000'],
    ['a path of a file that is there', 'TLS_KEY', import.meta.filename],
    ['an address', 'TOKEN_SECRET', 'https://auth.example.com/token'],
    ['something else', 'EDITOR_THEME', 'aB3dE6gH9'],
    ['part of every path', 'DB_PASSWORD', 'home-of-42'],
  ])('are not what is %s', (_what, name, value) => {
    expect(of({ HOME: '/users/home-of-42', [name]: value })).toEqual([]);
  });

  it('are not what a path holds that has to be named', () => {
    const sources = { settings: {}, env: { DB_PASSWORD: 'shop-2026' } };
    expect(secretValues({ ...sources, paths: ['/work/shop-2026/api'] })).toEqual([]);
    expect(secretValues(sources)).toEqual(['shop-2026']);
  });

  it('are values of variables that the settings of a provider name, whatever they are called', () => {
    const providers = {
      gateway: { apiKeyEnv: 'ENTRY', headers: { 'x-team': { env: 'TEAM' }, 'x-plain': 'in-the-settings' } },
    };
    const env = { ENTRY: 'only-plain-words', TEAM: 'team-7-of-gateway', OTHER: 'only-other-words' };
    expect(of(env, providers)).toEqual(['only-plain-words', 'team-7-of-gateway']);
  });

  it("are what the forge's settings name, and the lines of an App's key one by one", () => {
    const settings = {
      github: { tokenEnv: 'A', app: { id: 1, privateKeyEnv: 'B' }, webhook: { secretEnv: 'C' }, label: 'nightshift' },
    };
    const lines = ['MIIEpAIBAAKCAQEAabcdefghij0123456789', 'klmnopqrstuvwxyz0123456789ABCDEFGHIJ'];
    const key = ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----'];
    for (const joint of ['\n', '\\n']) {
      const env = { A: 'only-plain-words', B: key.join(joint), C: 'words of a webhook' };
      expect(of(env, settings)).toEqual(expect.arrayContaining(['only-plain-words', 'words of a webhook', ...lines]));
    }
    expect(of({ GITHUB_TOKEN: 'plain-words-that-are-a-token', GH_TOKEN: 'other-plain-words-of-one' })).toHaveLength(2);
  });

  it.each(['ollama', 'scripted', 'lm-studio', 'simulated'])('are not a word that is given for a key: %s', (word) => {
    expect(of({ ENTRY: word, OPENAI_API_KEY: word }, { local: { apiKeyEnv: 'ENTRY' } })).toEqual([]);
  });

  it('are passwords and tokens in addresses, as they are written and as they are meant', () => {
    expect(of({ NIGHTSHIFT_LEDGER: 'postgres://night:p%40ss-w0rd@db/ledger' })).toEqual(['p%40ss-w0rd', 'p@ss-w0rd']);
    expect(of({ NIGHTSHIFT_STORE: 'https://tok3n-without-a-password@host/store.git' })).toEqual([
      'tok3n-without-a-password',
    ]);
    expect(of({ DATABASE_URL: 'postgres://postgres:postgres@localhost/test' })).toEqual([]);
  });

  it('are lines of a key in PEM, and what stands behind the scheme of a header', () => {
    const line = 'MIIEpAIBAAKCAQEA1234567890abcdef';
    const key = `-----BEGIN X-----\n${line}\n-----END X-----`;
    expect(of({ TEMPORAL_TLS_CLIENT_KEY_DATA: key })).toEqual([key, line]);
    expect(of({ TEMPORAL_GRPC_META_AUTHORIZATION: 'Bearer t0ken-of-grpc' })).toEqual([
      'Bearer t0ken-of-grpc',
      't0ken-of-grpc',
    ]);
  });
});
