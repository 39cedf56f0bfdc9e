// A command that uses the local server, as a process of its own: prints the address, releases when its input ends.
import { openServer } from '../../../workers/server/open-server.js';
import { testEnvironment, testHome } from '../../setup/test-home.js';

const home = testHome(process.argv[2] ?? '');
const lease = await openServer({ home, env: testEnvironment(), say: () => undefined, keep: false });
console.log(lease.address);
process.stdin.resume().on('end', () => void lease.release());
