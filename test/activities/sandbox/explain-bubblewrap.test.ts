import { expect, test } from '@jest/globals';
import { explainBubblewrap } from '../../../activities/sandbox/explain-bubblewrap.js';

const FORBIDDEN = 'bwrap: No permissions to create new namespace, likely because the kernel does not allow it.\nmore';

test('where user namespaces are forbidden, a normal user is told how to allow them, and that root needs none', () => {
  const said = explainBubblewrap(FORBIDDEN, null, 'own');
  expect(said).toContain('sysctl -w kernel.unprivileged_userns_clone=1');
  expect(said).toContain('run the worker as root');
  expect(said).toMatch(/\(bwrap: No permissions to create new namespace.*\)$/);
});

test('root of a container without the right is told which one it lacks', () => {
  expect(explainBubblewrap(FORBIDDEN, null, 'reserved')).toContain('--cap-add SYS_ADMIN');
});

test.each([
  ['bwrap: Something new\n', null, 'bubblewrap could not start the command: bwrap: Something new'],
  ['', 'SIGKILL', 'bubblewrap could not start the command: it was ended by SIGKILL'],
  ['', null, 'bubblewrap could not start the command: it said nothing'],
])('what is not known is told as it is: %j, %s', (complaints, signal, said) => {
  expect(explainBubblewrap(complaints, signal, 'own')).toBe(said);
});
