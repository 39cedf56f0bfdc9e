// A Docker engine for the tests, where one answers: an image made of this machine's own programs, so that no registry is
// asked.
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';

const IMAGE = 'nightshift-test:1';
const PROGRAMS = [
  ...['sh', 'bash', 'env', 'prlimit', 'sleep', 'cat', 'ls', 'id', 'head', 'tail', 'tr', 'grep', 'seq', 'mkdir', 'rm'],
  ...['touch', 'dd', 'setsid', 'nohup', 'stat', 'readlink', 'cut', 'df', 'yes', 'mkfifo', 'ln', 'wc', 'sort'],
];

/** The image's name; null where no engine answers. */
export function testImage(): string | null {
  if (execaSync('docker', ['version'], { reject: false, timeout: 10_000 }).failed) return null;
  if (execaSync('docker', ['image', 'inspect', IMAGE], { reject: false }).failed) makeImage();
  return IMAGE;
}

function makeImage(): void {
  const programs = [...PROGRAMS.flatMap(pathOf), process.execPath];
  const files = [...new Set([...programs, ...programs.flatMap(librariesOf)])];
  const root = mkdtempSync(join(tmpdir(), 'nightshift-test-image-'));
  try {
    execaSync('cp', ['--dereference', '--parents', ...files, root]);
    symlinkSync('usr/bin', join(root, 'bin'));
    execaSync('sh', ['-c', 'tar -C "$1" -c . | docker import - "$2"', 'sh', root, IMAGE]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function pathOf(name: string): string[] {
  return existsSync(`/usr/bin/${name}`) ? [`/usr/bin/${name}`] : [];
}

function librariesOf(program: string): string[] {
  const answer = execaSync('ldd', [program], { reject: false });
  return answer.stdout?.match(/\/\S+/g) ?? [];
}
