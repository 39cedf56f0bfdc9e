// Prints `N passed, N failed` from the file that jest's --outputFile wrote. A test file that could not be loaded counts
// as one failure. The exit code is 1 when something failed, and when nothing ran at all.
import { readFileSync } from 'node:fs';

/** jest writes nothing when it did not start; that is a run without tests. */
const text = readFileSync(process.argv[2], 'utf8');
const { numPassedTests = 0, numFailedTests = 0, numRuntimeErrorTestSuites = 0 } = text === '' ? {} : JSON.parse(text);

const failed = numFailedTests + numRuntimeErrorTestSuites;
console.log(`${numPassedTests} passed, ${failed} failed`);
process.exitCode = numPassedTests > 0 && failed === 0 ? 0 : 1;
