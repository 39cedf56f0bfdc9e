// A bubblewrap that is started as if on a virtual machine of a cloud that runs Docker: with a metadata service and with
// Docker's socket, in namespaces of its own, since neither may be put onto the machine that runs the tests.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { freshFolder } from './harness.js';

export const METADATA_ADDRESS = '169.254.169.254';
export const DOCKER_SOCKET = '/run/docker.sock';

/** Whoever reaches one of the services is told `reached`. Returns the program's path. */
export function inCloud(bubblewrap: string): string {
  const python = execaSync('python3', ['-c', 'import sys; print(sys.executable)']).stdout;
  const program = join(freshFolder(), 'bwrap');
  writeFileSync(program, `#!${python}\n${START.replace('BUBBLEWRAP', bubblewrap)}`, { mode: 0o755 });
  return program;
}

const START = `import ctypes, fcntl, os, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, NEW_USER, NEW_NETWORK, PRIVATE, DEATH_SIGNAL = 0x20000, 0x10000000, 0x40000000, 0x44000, 1
def done(result):
    if result != 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
uid, gid = os.geteuid(), os.getegid()
done(libc.unshare(NEW_MOUNTS | NEW_NETWORK | (NEW_USER if uid else 0)))
if uid:
    for name, text in ('setgroups', 'deny'), ('uid_map', f'{uid} {uid} 1'), ('gid_map', f'{gid} {gid} 1'):
        with open(f'/proc/self/{name}', 'w') as file: file.write(text)
done(libc.mount(b'none', b'/', None, PRIVATE, None))
done(libc.mount(b'tmpfs', b'/run', b'tmpfs', 0, b'mode=755'))
tcp, unix = socket.socket(), socket.socket(socket.AF_UNIX)
address = struct.pack('16sHH4s8x', b'lo:1', socket.AF_INET, 0, socket.inet_aton('${METADATA_ADDRESS}'))
fcntl.ioctl(tcp, 0x8916, address)
fcntl.ioctl(tcp, 0x8914, struct.pack('16sh22x', b'lo', 1))
tcp.bind(('${METADATA_ADDRESS}', 80))
unix.bind('${DOCKER_SOCKET}')
os.chmod('${DOCKER_SOCKET}', 0o666)
parent = os.getpid()
for server in tcp, unix:
    server.listen()
    if os.fork() == 0:
        libc.prctl(DEATH_SIGNAL, 9)
        if os.getppid() != parent: os._exit(0)
        for fd in range(100):
            if fd != server.fileno():
                try: os.close(fd)
                except OSError: pass
        while True: server.accept()[0].send(b'reached')
os.execv('BUBBLEWRAP', ['BUBBLEWRAP'] + sys.argv[1:])
`;
