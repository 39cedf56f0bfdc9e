/**
 * How the tests run: real ES modules (node --experimental-vm-modules, see package.json), TypeScript stripped by swc.
 * Types are checked by `npm run check`, not here.
 */
import { existsSync } from 'node:fs';

const MAX_WORKERS = 2;
const TEST_TIMEOUT_MS = 60_000;

/** Starts what all test files share (one Temporal dev server), and stops it again. */
const globalSetup = './test/setup/global-setup.ts';

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
  ...(existsSync(new URL(globalSetup, import.meta.url)) ? { globalSetup } : {}),
};
