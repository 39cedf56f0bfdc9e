/**
 * Starts what all test files share: one Temporal dev server. Plain JavaScript, as jest loads this file natively, which
 * first teaches Node to read our sources.
 */
import './register-ts.mjs';

export default async function globalSetup() {
  const { startSharedServer } = await import('./shared-server.ts');
  const { TEST_ADDRESS_VARIABLE } = await import('./temporal.ts');
  const server = await startSharedServer();
  process.env[TEST_ADDRESS_VARIABLE] = server.address;
  globalThis.nightshiftSharedServer = server;
}
