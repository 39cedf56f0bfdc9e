// Sees to it that a command neither fills the disk nor takes more of it than its share. Asking a volume how much is
// free costs next to nothing, so that is done all the time; the folders are looked through only when the volume has lost
// so much that the command could be over its limit, since others write to the same volume.
import { errorCode } from '../../workspace/error-code.js';
import type { SandboxLimits } from '../sandbox.js';
import { type Growth, measureGrowth } from './measure-growth.js';
import { onePerVolume, type VolumeRoom, volumeRoom } from './volume.js';

const LOOK_INTERVAL_MS = 200;
/** After a look through the folders, this many times as long goes by before the next. */
const PAUSE_FACTOR = 3;

/** Below this a command is stopped, whoever filled the disk: the ledger and the server need room to write. */
const FREE_BYTES_FLOOR = 500_000_000;
const FREE_FILES_FLOOR = 10_000;
/** Of small volumes the floor is this share. */
const FREE_SHARE_FLOOR = 0.02;

const ALMOST_FULL = 'the disk is almost full';

export type DiskLimits = Pick<SandboxLimits, 'diskBytesMax' | 'diskFilesMax'>;

export interface DiskWatch {
  /** True when so little is free that nothing should be started. */
  full: boolean;
  /** Looks on until the returned function is called; `stop` is called at most once, with what is the matter. */
  start(pid: number, stop: (why: string) => void): () => void;
}

/** Begins before the command does, so that all it writes counts. */
export async function openDiskWatch(folders: readonly string[], limits: DiskLimits): Promise<DiskWatch> {
  const share = { bytes: limits.diskBytesMax, files: limits.diskFilesMax };
  const sinceMs = Date.now();
  const volumes = await onePerVolume(folders);
  const rooms = await roomsOf(volumes);
  const alarms = new Map(rooms.map(({ folder, room }) => [folder, alarmFor(room, share)]));
  let left = share;
  let measureAgainAtMs = 0;
  let measuring: Promise<void> | null = null;
  let complaint: string | null = null;

  /** What is the matter, or null. Never waits for a look through the folders: the floor holds meanwhile, too. */
  async function look(pid: number): Promise<string | null> {
    const now = await roomsOf(volumes);
    if (now.some(({ room }) => isFull(room))) return ALMOST_FULL;
    if (now.filter(raisesAlarm).length > 0 && measuring === null && performance.now() >= measureAgainAtMs) {
      measuring = measure(pid, now).finally(() => {
        measuring = null;
      });
    }
    return complaint;
  }

  async function measure(pid: number, before: readonly Seen[]): Promise<void> {
    const beganMs = performance.now();
    try {
      const growth = await measureGrowth({ folders, sinceMs, pid, enough: share });
      complaint = complaintAbout(growth, share);
      left = { bytes: share.bytes - growth.bytes, files: share.files - growth.files };
      for (const { folder, room } of before) alarms.set(folder, alarmFor(room, left));
    } catch (error) {
      complaint = unwatched(error);
    }
    measureAgainAtMs = performance.now() + PAUSE_FACTOR * (performance.now() - beganMs);
  }

  /** Room that others gave back lifts the mark, or the command could fill it unseen. */
  function raisesAlarm({ folder, room }: Seen): boolean {
    const before = alarms.get(folder) ?? alarmFor(room, left);
    const mark = alarmFor(room, left);
    const alarm = { bytes: Math.max(before.bytes, mark.bytes), files: Math.max(before.files, mark.files) };
    alarms.set(folder, alarm);
    return room.freeBytes < alarm.bytes || (room.freeFiles ?? Number.POSITIVE_INFINITY) < alarm.files;
  }

  return {
    full: rooms.some(({ room }) => isFull(room)),
    start: (pid, stop) => repeatUntil(() => look(pid), stop),
  };
}

interface Seen {
  folder: string;
  room: VolumeRoom;
}

/** Less room than this, and the command may have written more than is left to it. */
interface Alarm {
  bytes: number;
  files: number;
}

function alarmFor(room: VolumeRoom, left: Alarm): Alarm {
  return { bytes: room.freeBytes - left.bytes, files: (room.freeFiles ?? 0) - left.files };
}

function isFull(room: VolumeRoom): boolean {
  const { freeBytes, totalBytes, freeFiles, totalFiles } = room;
  if (freeBytes < Math.min(FREE_BYTES_FLOOR, totalBytes * FREE_SHARE_FLOOR)) return true;
  return freeFiles !== null && freeFiles < Math.min(FREE_FILES_FLOOR, totalFiles * FREE_SHARE_FLOOR);
}

function complaintAbout(growth: Growth, share: Alarm): string | null {
  if (growth.bytes > share.bytes) return `its files grew by more than ${share.bytes} bytes`;
  if (growth.files > share.files) return `it wrote more than ${share.files} files`;
  return growth.hidden ? 'it took much space and hid what for' : null;
}

/** A folder that is not there any more takes no room. */
async function roomsOf(folders: readonly string[]): Promise<Seen[]> {
  const rooms: Seen[] = [];
  for (const folder of folders) {
    try {
      rooms.push({ folder, room: await volumeRoom(folder) });
    } catch (error) {
      if (errorCode(error) === null) throw error;
    }
  }
  return rooms;
}

/**
 * Asks at intervals until there is an answer, which is handed on, or until the returned function is called. A command
 * may have brought about that nothing can be found out, so that is an answer too.
 */
function repeatUntil(ask: () => Promise<string | null>, tell: (answer: string) => void): () => void {
  let ended = false;
  let timer = setTimeout(() => void next(), LOOK_INTERVAL_MS);
  async function next(): Promise<void> {
    const answer = await ask().catch(unwatched);
    if (ended) return;
    if (answer !== null) tell(answer);
    else timer = setTimeout(() => void next(), LOOK_INTERVAL_MS);
  }
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

function unwatched(error: unknown): string {
  return `its use of the disk cannot be watched: ${String(error)}`;
}
