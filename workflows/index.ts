// The workflows that a worker can run.
export { candidate } from './candidate/candidate.js';
export { deliver } from './deliver/deliver.js';
