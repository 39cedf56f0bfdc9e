// How a Rust package is set up and tested. Sources of dependencies are fetched once; each tree compiles them for itself,
// since what a compiler made for one tree could be taken for another's.
import type { Detected, RepositoryFacts } from './repository-facts.js';

export function detectCargo(facts: RepositoryFacts): Detected | null {
  if (facts.texts['Cargo.toml'] === undefined) return null;
  const locked = facts.files.includes('Cargo.lock') ? ' --locked' : '';
  return {
    setup: `cargo fetch${locked}`,
    testForPeople: 'cargo test',
    tests: [{ command: `cargo test --offline${locked}` }],
    environment: { CARGO_HOME: '/w/.cargo-home', CARGO_TERM_COLOR: 'never' },
    evidence: ['Cargo.toml: a Rust package'],
  };
}
