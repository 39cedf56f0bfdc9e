import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { whenReaderGone } from '../../cli/reader-gone.js';

function streams(): { out: EventEmitter; err: EventEmitter; left: () => number } {
  const [out, err] = [new EventEmitter(), new EventEmitter()];
  let left = 0;
  whenReaderGone([out, err], () => {
    left += 1;
  });
  return { out, err, left: () => left };
}

describe('a command whose reader went away', () => {
  test('leaves once, however much it still writes while it leaves', () => {
    const { out, err, left } = streams();
    const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    for (const stream of [out, out, err]) stream.emit('error', broken);
    expect(left()).toBe(1);
  });

  test('does not take another error for it', () => {
    const { out, left } = streams();
    expect(() => out.emit('error', new Error('EIO'))).toThrow('EIO');
    expect(left()).toBe(0);
  });
});
