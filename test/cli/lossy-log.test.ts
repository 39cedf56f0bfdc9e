import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createKnownSecrets, NO_KNOWN_SECRETS } from '../../activities/secrets/known-secrets.js';
import { lossyLog } from '../../cli/lossy-log.js';

test('a log on a full disk ends nothing, and later says how much of it is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-log-'));
  const file = join(folder, 'worker.log');
  const append = lossyLog(NO_KNOWN_SECRETS);
  append('/dev/full', '03:00', 'INFO lost');
  append('/dev/full', '03:01', 'INFO lost too');
  append(file, '03:02', 'INFO kept');
  append(file, '03:03', 'INFO kept too');
  const said = [
    '03:02 WARN 2 entries could not be written and are missing here',
    '03:02 INFO kept',
    '03:03 INFO kept too',
  ];
  expect(readFileSync(file, 'utf8')).toBe(said.map((line) => `${line}\n`).join(''));
  rmSync(folder, { recursive: true });
});

test('holds no key that the process was given', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'nightshift-log-')), 'worker.log');
  lossyLog(createKnownSecrets(['given-to-the-process-42']))(file, 'now', 'WARN {"error":"given-to-the-process-42"}');
  expect(readFileSync(file, 'utf8')).toBe('now WARN {"error":"[secret removed]"}\n');
  rmSync(dirname(file), { recursive: true });
});
