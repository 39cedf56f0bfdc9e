export * from './duration.js';
export * from './money.js';
export * from './text.js';
