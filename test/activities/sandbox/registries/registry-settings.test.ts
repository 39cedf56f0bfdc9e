// What the operator's package managers are set up for, as setup gets it: registries without anything secret.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { registrySettings } from '../../../../activities/sandbox/registry-settings.js';
import { freshFolder, removeFolders } from '../harness.js';

afterAll(removeFolders);

function settingsOf(files: Record<string, string>, env: NodeJS.ProcessEnv = {}) {
  const home = freshFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  const settings = registrySettings(env, home);
  expect(JSON.stringify(settings)).not.toMatch(/s3cret/);
  return { ...settings, hosts: settings.hosts.map(({ host, ports }) => `${host}:${ports.join()}`) };
}

test('npm: the registry and those of scopes, without tokens', () => {
  const npmrc = `
    registry=https://npm.example.com/repository/
    @acme:registry = https://user:s3cret@acme.example.com:8443/
    //npm.example.com/repository/:_authToken=s3cret
    _auth=s3cret
    @other:registry=https://\${s3cret}/`;
  const { files, hosts } = settingsOf({ '.npmrc': npmrc });
  expect(files).toEqual([
    {
      name: 'npmrc',
      target: '/home/s/.npmrc',
      text: 'registry=https://npm.example.com/repository/\n@acme:registry=https://acme.example.com:8443/\n',
    },
  ]);
  expect(hosts).toEqual(['npm.example.com:443', 'acme.example.com:8443']);
});

test('pip: the index and further ones, which variables of the environment override', () => {
  const files = {
    '.config/pip/pip.conf': `[global]
index-url = https://__token__:s3cret@pypi.example.com/simple
extra-index-url =
    https://a.example.com/simple
    http://b.example.com:8080/simple
trusted-host = b.example.com
`,
  };
  const { env, hosts } = settingsOf(files);
  expect(env).toEqual({
    PIP_INDEX_URL: 'https://pypi.example.com/simple',
    PIP_EXTRA_INDEX_URL: 'https://a.example.com/simple http://b.example.com:8080/simple',
  });
  expect(hosts).toEqual(['pypi.example.com:443', 'a.example.com:443', 'b.example.com:8080']);
  const overridden = settingsOf(files, { PIP_INDEX_URL: 'https://mirror.example.com/simple' });
  expect(overridden.env['PIP_INDEX_URL']).toBe('https://mirror.example.com/simple');
});

test('cargo: replaced sources and registries, and nothing that is run or secret', () => {
  const config = `[source.crates-io]
replace-with = "mirror" # ours
[source.mirror]
registry = "sparse+https://cargo.example.com/index/"
[registries.acme]
index = "https://user:s3cret@git.example.com/index"
token = "s3cret"
credential-provider = ["/bin/s3cret"]
[build]
rustc-wrapper = "/bin/s3cret"
`;
  const { files, hosts } = settingsOf({ '.cargo/config.toml': config });
  expect(files.map(({ target, text }) => ({ target, text }))).toEqual([
    {
      target: '/.cargo/config.toml',
      text: `[source.crates-io]
replace-with = "mirror" # ours
[source.mirror]
registry = "sparse+https://cargo.example.com/index/"
[registries.acme]
index = "https://git.example.com/index"
[build]
`.replace('[build]\n', ''),
    },
  ]);
  expect(hosts).toEqual(['cargo.example.com:443', 'git.example.com:443']);
});

test('maven: mirrors, without servers and their passwords', () => {
  const xml = `<?xml version="1.0"?><settings><servers><server><id>m</id><password>s3cret</password></server></servers>
    <mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>https://u:s3cret@maven.example.com/a?b&amp;c</url></mirror></mirrors>
    </settings>`;
  const { files, hosts } = settingsOf({ '.m2/settings.xml': xml });
  expect(files[0]?.target).toBe('/home/s/.m2/settings.xml');
  expect(files[0]?.text).toContain('<url>https://maven.example.com/a?b&amp;c</url>');
  expect(hosts).toEqual(['maven.example.com:443']);
});

test('variables: several registries in one value, each of them allowed', () => {
  const { env, hosts } = settingsOf(
    {},
    {
      GOPROXY: 'https://s3cret@go.example.com|https://proxy.golang.org,direct',
      UV_INDEX: 'acme=https://uv.example.com/simple',
      CARGO_REGISTRIES_ACME_INDEX: 'sparse+https://cargo.example.com/',
      CARGO_REGISTRIES_ACME_TOKEN: 's3cret',
      AWS_SECRET_ACCESS_KEY: 's3cret',
    },
  );
  expect(env).toEqual({
    GOPROXY: 'https://go.example.com|https://proxy.golang.org,direct',
    UV_INDEX: 'acme=https://uv.example.com/simple',
    CARGO_REGISTRIES_ACME_INDEX: 'sparse+https://cargo.example.com/',
  });
  expect(hosts.sort()).toEqual([
    ...['cargo.example.com:443', 'go.example.com:443', 'proxy.golang.org:443', 'uv.example.com:443'],
  ]);
});

test('settings that are damaged, or name nothing, say nothing', () => {
  const { env, files, hosts } = settingsOf({
    '.npmrc': 'fund=false\n',
    '.m2/settings.xml': '<settings><mirrors>',
    '.cargo/config.toml': '[net]\nretry = 2\n',
  });
  expect({ env, files, hosts }).toEqual({ env: {}, files: [], hosts: [] });
});
