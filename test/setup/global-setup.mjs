/**
 * Starts what all test files share: one Temporal dev server, and a place for one PostgreSQL server, which starts when a
 * test asks for it. Plain JavaScript, as jest loads this file natively; it first teaches Node to read our sources.
 */
import { register } from 'node:module';

export default async function globalSetup() {
  register('./ts-loader.mjs', import.meta.url);
  const { startSharedServer } = await import('./shared-server.js');
  const { TEST_ADDRESS_VARIABLE } = await import('./temporal.js');
  const server = await startSharedServer();
  process.env[TEST_ADDRESS_VARIABLE] = server.address;
  globalThis.nightshiftSharedServer = server;
  const { makePostgresFolder, POSTGRES_FOLDER_VARIABLE } = await import('./postgres/shared-postgres.js');
  const folder = await makePostgresFolder();
  process.env[POSTGRES_FOLDER_VARIABLE] = folder;
  globalThis.nightshiftPostgresFolder = folder;
}
