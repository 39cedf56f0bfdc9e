/** Stops what global-setup.mjs and the tests have started. */
export default async function globalTeardown() {
  await globalThis.nightshiftSharedServer?.stop();
  // Loaded by the same loader as in the setup, which is registered still.
  const { removePostgres } = await import('./postgres/postgres-server.js');
  if (globalThis.nightshiftPostgresFolder) await removePostgres(globalThis.nightshiftPostgresFolder);
}
