// Runs inside the sandbox beside setup: takes connections on loopback and hands them to the proxy's Unix socket, since
// package managers speak to proxies over TCP only. Says `ready` on its standard output once it listens.
// Arguments: the socket, the proxy's port, and the ports on which registries of the operator listen on the host itself.
import { closeSync, openSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';

const [socketPath, proxyPort, ...registryPorts] = process.argv.slice(2);

/** Byte for byte to the proxy. */
function relay(client) {
  pipeline(client, connect(socketPath), client, () => undefined);
}

/** By a tunnel to the same port on the host: for clients that use no proxy for loopback addresses, as Go does not. */
function relayTo(port) {
  return (client) => {
    const proxy = connect(socketPath);
    proxy.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    let answer = Buffer.alloc(0);
    const onData = (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      const end = answer.indexOf('\r\n\r\n');
      if (end === -1) return;
      proxy.off('data', onData).pause();
      if (!answer.toString('latin1').startsWith('HTTP/1.1 200 ')) return client.destroy();
      proxy.unshift(answer.subarray(end + 4));
      pipeline(client, proxy, client, () => undefined);
    };
    proxy.on('data', onData).on('error', () => client.destroy());
    client.on('error', () => proxy.destroy());
  };
}

function listen(port, onClient) {
  return new Promise((resolve, reject) => {
    createServer({ allowHalfOpen: true }, onClient).once('error', reject).listen(Number(port), '127.0.0.1', resolve);
  });
}

await Promise.all([listen(proxyPort, relay), ...registryPorts.map((port) => listen(port, relayTo(port)))]);
writeSync(1, 'ready');
// Whoever waits for us reads until these are closed; nothing else may take their numbers.
for (const descriptor of [1, 2]) {
  closeSync(descriptor);
  openSync('/dev/null', 'w');
}
