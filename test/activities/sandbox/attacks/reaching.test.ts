// Whom hostile code would like to talk to: services of the host and of its network, by every kind of socket.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { testBubblewrap } from '../../../setup/bubblewrap.js';
import { freshFolder, removeFolders, runIn } from '../harness.js';
import { DOCKER_SOCKET, inCloud, METADATA_ADDRESS } from '../in-cloud.js';
import { weakenedBubblewrap } from '../weakened-bubblewrap.js';
import { bothWays, pythonBothWays, sandbox, worktreeWith } from './both-ways.js';

const servers: (Server | Socket)[] = [];

afterAll(() => {
  for (const server of servers) server.close();
  removeFolders();
});

async function answering(where: ListenOptions): Promise<Server> {
  const server = createServer((socket) => socket.end('reached'));
  servers.push(server);
  server.listen(where);
  await once(server, 'listening');
  return server;
}

function portOf(server: Server | Socket): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Connects and prints what the other side says. */
function connecting(family: string, address: string): string {
  return `import socket, os
try:
    s = socket.socket(socket.${family})
    s.settimeout(3)
    s.connect(${address})
    print(s.recv(100).decode())
except OSError as error:
    print(error.strerror or error)
`;
}

describe('the network', () => {
  let port: number;

  beforeAll(async () => {
    port = portOf(await answering({ host: '0.0.0.0', port: 0 }));
  });

  test("a service on the host's loopback", async () => {
    const { outside, inside } = await pythonBothWays(connecting('AF_INET', `('127.0.0.1', ${port})`));
    expect(outside).toBe('reached');
    expect(inside).toBe('Connection refused');
  });

  test("a service on the host's address, and one that names lead to", async () => {
    const own = Object.values(networkInterfaces()).flat();
    const address = own.find((each) => each?.family === 'IPv4' && !each.internal)?.address ?? '127.0.0.2';
    const { outside, inside } = await pythonBothWays(connecting('AF_INET', `('${address}', ${port})`));
    expect(outside).toBe('reached');
    expect(inside).toMatch(/Network is unreachable|Connection refused/);
  });

  test('a name server: no question gets out, so that no name can carry a secret', async () => {
    const questions: string[] = [];
    const nameServer = createSocket('udp4', (question) => questions.push(question.toString('latin1')));
    servers.push(nameServer);
    nameServer.bind(0, '127.0.0.1');
    await once(nameServer, 'listening');
    const ask = (secret: string) => `import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'${secret}', ('127.0.0.1', ${portOf(nameServer)}))
print('asked')
`;
    const { outside } = await pythonBothWays(ask('secret.example'));
    expect(outside).toBe('asked');
    const named = await runIn(sandbox, 'cat /etc/resolv.conf; getent hosts example.com || echo unknown');
    expect(named.output).toMatch(/No such file[\s\S]*unknown/);
    // One question from outside, none from inside.
    expect(questions).toEqual(['secret.example']);
  });

  test('the metadata service of a cloud, from which credentials are had', async () => {
    const worktree = worktreeWith(connecting('AF_INET', `('${METADATA_ADDRESS}', 80)`));
    const open = createBubblewrapSandbox({ bwrapPath: inCloud(await weakenedBubblewrap('--unshare-net', '')) });
    expect((await runIn(open, 'python3 attack.py', { worktree })).output).toBe('reached\n');
    const closed = createBubblewrapSandbox({ bwrapPath: inCloud(await testBubblewrap()) });
    expect((await runIn(closed, 'python3 attack.py', { worktree })).output).toBe('Network is unreachable\n');
  });

  test('there is no interface but an empty loopback, and no route', async () => {
    const result = await runIn(sandbox, 'grep : /proc/net/dev | cut -d: -f1; tail -n +2 /proc/net/route');
    expect(result.output.trim()).toBe('lo');
  });
});

describe('sockets that need no network', () => {
  test('a Unix socket of the host', async () => {
    const path = join(freshFolder(), 'service.sock');
    await answering({ path });
    const { outside, inside } = await pythonBothWays(connecting('AF_UNIX', `'${path}'`));
    expect(outside).toBe('reached');
    expect(inside).toBe('No such file or directory');
  });

  test('an abstract socket, which lies in no file tree', async () => {
    const name = `nightshift-attack-${process.pid}`;
    await answering({ path: `\0${name}` });
    // Node fills the name up with zeros.
    const address = `b'\\0${name}'.ljust(108, b'\\0')`;
    const { outside, inside } = await pythonBothWays(connecting('AF_UNIX', address));
    expect(outside).toBe('reached');
    expect(inside).toBe('Connection refused');
  });

  test("Docker's socket, whose owner is as good as root", async () => {
    const worktree = worktreeWith(connecting('AF_UNIX', `'${DOCKER_SOCKET}'`));
    const shown = await weakenedBubblewrap('--proc', '--ro-bind /run /run --proc');
    const open = createBubblewrapSandbox({ bwrapPath: inCloud(shown) });
    expect((await runIn(open, 'python3 attack.py', { worktree })).output).toBe('reached\n');
    const closed = createBubblewrapSandbox({ bwrapPath: inCloud(await testBubblewrap()) });
    const look = 'python3 attack.py; ls /var/run/docker.sock /run 2>&1; echo "[$DOCKER_HOST]"';
    const { output } = await runIn(closed, look, { worktree });
    expect(output).toMatch(/^No such file.*\n(ls: cannot access .*No such file or directory\n){2}\[\]\n$/);
  });

  test('the hypervisor of the machine, whose sockets no namespace holds back', async () => {
    const open = `import socket
try: print('opened', socket.socket(40, socket.SOCK_STREAM).family)
except OSError as error: print(error.strerror)
`;
    const { outside, inside } = await pythonBothWays(open);
    // Outside it depends on the kernel whether there are any.
    expect(outside).toMatch(/^opened|not supported/);
    expect(inside).toBe('Address family not supported by protocol');
  });

  // Where the kernel has it switched off for all, outside says so.
  test('sockets made by io_uring, which no filter would see', async () => {
    const { outside, inside } = await pythonBothWays(`import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall(425, 1, None)
print(os.strerror(ctypes.get_errno()))
`);
    expect(outside).toMatch(/Bad address|Operation not permitted|not implemented/);
    expect(inside).toBe('Function not implemented');
  });
});

test('what is refused inside works between its own processes', async () => {
  const { inside } = await bothWays(`python3 -c "
import socket, threading
s = socket.create_server(('127.0.0.1', 0)); a, b = socket.socketpair(); a.send(b'x')
threading.Thread(target=lambda: s.accept()[0].send(b'fine')).start()
print(socket.create_connection(s.getsockname()).recv(9).decode(), b.recv(1).decode(), len(socket.if_nameindex()))"`);
  expect(inside).toBe('fine x 1');
});
