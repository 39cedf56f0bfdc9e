// Memory of fixed size for bytes that come in pieces of any size: the last so many of them.

const FIRST_CAPACITY_BYTES = 16_384;

export interface ByteWindow {
  add(bytes: Buffer): void;
  /** The last bytes that were added, at most as many as the window is long. Valid until more is added. */
  bytes(): Buffer;
}

/** Keeps the last `bytesMax` bytes, in at most twice the room; each byte is moved a constant number of times. */
export function byteWindow(bytesMax: number): ByteWindow {
  let room = Buffer.alloc(Math.min(FIRST_CAPACITY_BYTES, 2 * bytesMax));
  let used = 0;

  function add(bytes: Buffer): void {
    const piece = bytes.subarray(Math.max(0, bytes.length - bytesMax));
    if (used + piece.length > room.length) makeRoom(piece.length);
    used += piece.copy(room, used);
  }

  /** Grows while it may; then drops what is older than the window. */
  function makeRoom(wanted: number): void {
    const kept = room.subarray(Math.max(0, used - bytesMax), used);
    const capacity = Math.min(2 * bytesMax, Math.max(2 * room.length, kept.length + wanted));
    if (capacity > room.length) {
      const larger = Buffer.alloc(capacity);
      kept.copy(larger);
      room = larger;
    } else {
      room.copyWithin(0, used - kept.length, used);
    }
    used = kept.length;
  }

  return { add, bytes: () => room.subarray(Math.max(0, used - bytesMax), used) };
}
