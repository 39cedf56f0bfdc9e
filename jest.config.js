/**
 * How the tests run: real ES modules (node --experimental-vm-modules, see package.json), TypeScript stripped by swc.
 * Types are checked by `npm run check`, not here.
 */
const MAX_WORKERS = 2;
const TEST_TIMEOUT_MS = 60_000;

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/fixtures/', '/scripts/demo/library/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/fixtures/'],
  extensionsToTreatAsEsm: ['.ts'],
  resolver: '<rootDir>/test/setup/resolver.cjs',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' }, keepClassNames: true },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testTimeout: TEST_TIMEOUT_MS,
  maxWorkers: MAX_WORKERS,
  globalSetup: './test/setup/global-setup.mjs',
  globalTeardown: './test/setup/global-teardown.mjs',
};
