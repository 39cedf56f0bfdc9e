// A disk that is full, a real one of 4 MB: a tmpfs that bubblewrap mounts, for which no rights are needed. The child runs
// the built program, see `pretest` in package.json.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { testBubblewrap } from '../setup/bubblewrap.js';
import { temporaryFolder, userRepository } from './workspace/repositories.js';

const CHILD = fileURLToPath(new URL('../../dist/test/doubles/full-disk.js', import.meta.url));
const DISK_BYTES = 4 * 1024 * 1024;
type Told = Record<'store' | 'ledger', Record<string, unknown>>;
let told: Told;

beforeAll(async () => {
  const disk = temporaryFolder();
  const program = [process.execPath, CHILD, disk, userRepository(), temporaryFolder()];
  const options = ['--dev-bind', '/', '/', '--size', String(DISK_BYTES), '--tmpfs', disk, '--'];
  told = JSON.parse(execFileSync(await testBubblewrap(), [...options, ...program], { encoding: 'utf8' })) as Told;
});

describe('when the disk is full', () => {
  test('a commit is tried again with a clear message, and is stored once there is room', () => {
    expect(told.store['failed']).toMatchObject({
      type: 'GitTrouble',
      nonRetryable: false,
      message: expect.stringContaining('No space left on device'),
    });
    expect(told.store['files']).toContainEqual(expect.objectContaining({ path: 'large', bytes: 600_000 }));
  });

  test('a call in flight stays booked at its worst case, and is booked rightly once there is room', () => {
    expect(told.ledger).toEqual({
      failed: {
        type: 'LedgerTrouble',
        nonRetryable: false,
        message: expect.stringMatching(/^The ledger .*ledger\.db cannot grow: the disk is full \(SQLITE_FULL\)\. Free/),
      },
      worstWhileFull: 9,
      booked: 7,
      problems: [],
    });
  });
});
