// The Temporal server that global-setup started for this jest run. Tests share it: give each workflow an id of its own.

export interface TestServer {
  address: string;
  namespace: string;
}

/** How the address travels from jest's global setup to its workers. */
export const TEST_ADDRESS_VARIABLE = 'NIGHTSHIFT_TEST_TEMPORAL_ADDRESS';

/** With the search attributes and the namespace that production has. */
export function testServer(): TestServer {
  const address = process.env[TEST_ADDRESS_VARIABLE];
  if (!address)
    throw new Error(`${TEST_ADDRESS_VARIABLE} is not set: run tests through jest with the project's config`);
  return { address, namespace: 'default' };
}
