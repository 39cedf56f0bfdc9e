import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeFilter, type FilteredProcessor } from '../../../../activities/sandbox/filter/encode-filter.js';
import { type ArgumentTest, REFUSED_CALLS } from '../../../../activities/sandbox/filter/refused-calls.js';
import { systemCallFilter } from '../../../../activities/sandbox/filter/system-call-filter.js';
import { answerOf, type KernelCall } from './run-filter.js';

const ARCHITECTURES = { x64: 0xc000_003e, arm64: 0xc000_00b7 };
const ALLOWED = 'allowed';
const ERRORS = { EPERM: 'error 1', ENOSYS: 'error 38', EAFNOSUPPORT: 'error 97' };
const X32 = 0x4000_0000;

const anyArguments = fc.array(fc.oneof(fc.nat(0xffff_ffff), fc.constantFrom(0, 1, 2, 10, 16, 40, 0x5412, 0x541c)), {
  minLength: 6,
  maxLength: 6,
});

/** What the table says, read as plainly as can be. */
function tableSays(processor: FilteredProcessor, call: KernelCall): string {
  const refusal = REFUSED_CALLS.find((each) => each.calls.some((known) => known[processor] === call.number));
  if (refusal === undefined) return ALLOWED;
  return refusal.when === undefined || holds(refusal.when, call.arguments) ? ERRORS[refusal.error] : ALLOWED;
}

function holds(when: ArgumentTest, values: readonly number[]): boolean {
  const value = values[when.argument] ?? 0;
  if ('hasAnyOf' in when) return (value & when.hasAnyOf) !== 0;
  return 'isOneOf' in when ? when.isOneOf.includes(value) : !when.isNoneOf.includes(value);
}

describe.each(['x64', 'arm64'] as const)('the filter for %s', (processor) => {
  const architecture = ARCHITECTURES[processor];
  const program = encodeFilter(REFUSED_CALLS, processor);
  const known = REFUSED_CALLS.flatMap((refusal) => refusal.calls.map((call) => call[processor])).filter(
    (number) => number !== null,
  );

  test('answers each call as the table says, whatever its arguments', () => {
    const anyNumber = fc.oneof(fc.constantFrom(...known), fc.nat(500));
    fc.assert(
      fc.property(anyNumber, anyArguments, (number, values) => {
        const call = { architecture, number, arguments: values };
        expect(answerOf(program, call)).toBe(tableSays(processor, call));
      }),
      { numRuns: 500 },
    );
  });

  test('looks only at the lower half of an argument, as the kernel does for these calls', () => {
    const ioctl = known.find((number) => number === { x64: 16, arm64: 29 }[processor]) ?? -1;
    const call = { architecture, number: ioctl, arguments: [0, 0x1_0000_5412, 0, 0, 0, 0] };
    expect(answerOf(program, call)).toBe(ERRORS.EPERM);
  });

  test('ends a process that calls in the way of another architecture', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(500), (other, number) => {
        fc.pre(other !== architecture);
        expect(answerOf(program, { architecture: other, number, arguments: [0, 0, 0, 0, 0, 0] })).toBe('killed');
      }),
    );
  });

  test('names no call twice, since only the first would count', () => {
    expect(new Set(known).size).toBe(known.length);
  });

  test('is small enough for the kernel', () => {
    expect(program.length / 8).toBeLessThan(4_096);
  });
});

test('the calls that x64 counts again for 32-bit pointers are not there', () => {
  const program = encodeFilter(REFUSED_CALLS, 'x64');
  const call = { architecture: ARCHITECTURES.x64, number: X32 + 1, arguments: [0, 0, 0, 0, 0, 0] };
  expect(answerOf(program, call)).toBe(ERRORS.ENOSYS);
});

test('a processor whose numbers are not in the table has no filter rather than a wrong one', () => {
  expect(systemCallFilter('riscv64')).toBeNull();
});
