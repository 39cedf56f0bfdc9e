// Turns the table of refused system calls into a program of the kernel's packet filter (classic BPF), in the form in
// which bubblewrap's --seccomp reads it. Pure.
import { constants } from 'node:os';
import type { ArgumentTest, Refusal, SystemCall } from './refused-calls.js';

export type FilteredProcessor = 'x64' | 'arm64';

/** What the kernel calls a processor's own 64-bit calls (AUDIT_ARCH_...). */
const ARCHITECTURES: Record<FilteredProcessor, number> = { x64: 0xc000_003e, arm64: 0xc000_00b7 };
/** From here on, x64 counts the same calls again for 32-bit pointers (x32). */
const X32_CALLS = 0x4000_0000;
const ERROR_NUMBERS = { EPERM: constants.errno.EPERM, ENOSYS: constants.errno.ENOSYS, EAFNOSUPPORT: 97 };

const ALLOW = 0x7fff_0000;
const KILL_PROCESS = 0x8000_0000;
const FAIL_WITH = 0x0005_0000;

/** Operations, and where in `struct seccomp_data` things stand; both processors keep the lower half of words first. */
const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;
const NUMBER_OFFSET = 0;
const ARCHITECTURE_OFFSET = 4;
const ARGUMENTS_OFFSET = 16;
const ARGUMENT_BYTES = 8;
const INSTRUCTION_BYTES = 8;

/** `ifTrue` and `ifFalse` say how many of the following instructions are skipped. */
interface Instruction {
  code: number;
  ifTrue: number;
  ifFalse: number;
  value: number;
}

/** Calls of other architectures, which the same kernel often serves too, end the process. */
export function encodeFilter(refusals: readonly Refusal[], processor: FilteredProcessor): Buffer {
  const program = [
    load(ARCHITECTURE_OFFSET),
    jump(JUMP_IF_EQUAL, ARCHITECTURES[processor], 1, 0),
    answer(KILL_PROCESS),
    load(NUMBER_OFFSET),
    ...(processor === 'x64' ? [jump(JUMP_IF_AT_LEAST, X32_CALLS, 0, 1), refuse('ENOSYS')] : []),
    ...refusals.flatMap((refusal) => refusal.calls.flatMap((call) => refusedCall(refusal, call[processor]))),
    answer(ALLOW),
  ];
  return Buffer.concat(program.map(toBytes));
}

function refusedCall(refusal: Refusal, number: SystemCall[FilteredProcessor]): Instruction[] {
  if (number === null) return [];
  const body = refusal.when === undefined ? [refuse(refusal.error)] : testedRefusal(refusal.error, refusal.when);
  return [jump(JUMP_IF_EQUAL, number, 0, body.length), ...body];
}

/** Ends with an answer on each way, since the number of the call is no longer at hand. */
function testedRefusal(error: Refusal['error'], test: ArgumentTest): Instruction[] {
  const argument = load(ARGUMENTS_OFFSET + test.argument * ARGUMENT_BYTES);
  if ('hasAnyOf' in test) {
    return [argument, jump(JUMP_IF_ANY_BIT, test.hasAnyOf, 0, 1), refuse(error), answer(ALLOW)];
  }
  const values = 'isOneOf' in test ? test.isOneOf : test.isNoneOf;
  // A match skips the other comparisons and the first answer.
  const comparisons = values.map((value, index) => jump(JUMP_IF_EQUAL, value, values.length - index, 0));
  const answers = [answer(ALLOW), refuse(error)];
  return [argument, ...comparisons, ...('isOneOf' in test ? answers : answers.reverse())];
}

function load(offset: number): Instruction {
  return { code: LOAD, ifTrue: 0, ifFalse: 0, value: offset };
}

function jump(code: number, value: number, ifTrue: number, ifFalse: number): Instruction {
  return { code, ifTrue, ifFalse, value };
}

function answer(value: number): Instruction {
  return { code: RETURN, ifTrue: 0, ifFalse: 0, value };
}

function refuse(error: Refusal['error']): Instruction {
  return answer(FAIL_WITH + ERROR_NUMBERS[error]);
}

/** `struct sock_filter`. */
function toBytes(instruction: Instruction): Buffer {
  const bytes = Buffer.alloc(INSTRUCTION_BYTES);
  bytes.writeUInt16LE(instruction.code, 0);
  bytes.writeUInt8(instruction.ifTrue, 2);
  bytes.writeUInt8(instruction.ifFalse, 3);
  bytes.writeUInt32LE(instruction.value, 4);
  return bytes;
}
