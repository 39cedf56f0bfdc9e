// A small interpreter of the kernel's packet filter, for the operations that our filters use.

export interface KernelCall {
  architecture: number;
  number: number;
  arguments: readonly number[];
}

const INSTRUCTION_BYTES = 8;
const ARGUMENTS_OFFSET = 16;

/** `allowed`, `killed` or `error N`. */
export function answerOf(program: Buffer, call: KernelCall): string {
  const data = seccompData(call);
  let loaded = 0;
  for (let at = 0; at * INSTRUCTION_BYTES < program.length; at += 1) {
    const bytes = program.subarray(at * INSTRUCTION_BYTES, (at + 1) * INSTRUCTION_BYTES);
    const code = bytes.readUInt16LE(0);
    const value = bytes.readUInt32LE(4);
    if (code === 0x06) return nameOf(value);
    if (code === 0x20) loaded = data.readUInt32LE(value);
    else at += bytes.readUInt8(jumps(code, loaded, value) ? 2 : 3);
  }
  throw new Error('the program ended without an answer');
}

/** `struct seccomp_data`. */
function seccompData(call: KernelCall): Buffer {
  const data = Buffer.alloc(ARGUMENTS_OFFSET + 6 * 8);
  data.writeUInt32LE(call.number, 0);
  data.writeUInt32LE(call.architecture, 4);
  for (const [index, value] of call.arguments.entries())
    data.writeBigUInt64LE(BigInt(value), ARGUMENTS_OFFSET + 8 * index);
  return data;
}

function jumps(code: number, loaded: number, value: number): boolean {
  switch (code) {
    case 0x15:
      return loaded === value;
    case 0x35:
      return loaded >= value;
    case 0x45:
      return (loaded & value) !== 0;
    default:
      throw new Error(`unknown operation ${code}`);
  }
}

function nameOf(answer: number): string {
  if (answer === 0x7fff_0000) return 'allowed';
  return answer === 0x8000_0000 ? 'killed' : `error ${answer & 0xffff}`;
}
