// The workflows that a worker can run.
export { candidate } from './candidate/candidate.js';
export { deliver } from './deliver/deliver.js';
export { intake } from './intake.js';
export { poll } from './poll.js';
