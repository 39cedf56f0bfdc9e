// Fake keys, each of its own kind and in its own place, and a look for them in texts, whatever encoding they stand in.
// Values are put together here, so that the tests' own text holds none.

export interface PlantedKey {
  name: string;
  value: string;
}

const random = (chars: string) => [chars, 'Zq7', 'tR2', 'mK9', 'wB4', 'xN6'].join('');

/** Given to the process by its environment. No rule knows any of them. */
export const GIVEN = {
  provider: random('provider'),
  headers: random('gateway'),
  github: random('forge'),
  database: random('database'),
  service: `${random('service')}"\\/%é`,
  store: random('store'),
};

/** Known by kind alone: nothing of the process's holds them. */
export const LOOKING = {
  inFile: ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_'),
  inToolOutput: ['xoxb', '123456789012', '1234567890123', 'abcdefghijklmnopqrstuvwx'].join('-'),
  inTestFailure: ['AKIA', 'Q3EGRIBOPVW5ABCD'].join(''),
  inSpec: ['npm', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_'),
  inAgents: `sk-ant-api03-${'aB3dE6gH9j'.repeat(9)}abcAA`,
  privateKey: 'MIIEpAIBAAKCAQEA1234567890abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL',
};

/** Stands in the settings of the repository's git, which nobody reads out. */
export const REMOTE_TOKEN = random('remote');

export const ALL_KEYS: PlantedKey[] = Object.entries({ ...GIVEN, ...LOOKING, remote: REMOTE_TOKEN }).map(
  ([name, value]) => ({ name, value }),
);

/** Names of the keys that stand in a text, with the encoding. Written apart from the code that takes them out. */
export function keysIn(text: string, keys: readonly PlantedKey[] = ALL_KEYS): string[] {
  return keys.flatMap(({ name, value }) => {
    const forms: Record<string, string> = {
      plain: value,
      percent: encodeURIComponent(value),
      json: JSON.stringify(value).slice(1, -1),
    };
    for (const user of ['', 'u', 'us']) {
      // The last characters may hold bits of what follows.
      const encoded = Buffer.from(`${user}${value}`).toString('base64').replace(/=+$/, '').slice(4, -2);
      forms[`base64 behind ${user.length} characters`] = encoded;
    }
    const found = Object.entries(forms).filter(([, form]) => text.includes(form));
    return found.map(([form]) => `${name} (${form})`);
  });
}
