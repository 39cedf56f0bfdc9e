// How a Ruby repository with a Gemfile is set up and tested. Gems are fetched first and installed, which may compile them,
// without a network.
import type { Detected, RepositoryFacts } from './repository-facts.js';

const ENVIRONMENT = { BUNDLE_PATH: '/w/.bundle-gems', BUNDLE_CACHE_PATH: '.bundle-cache' };

export function detectRuby(facts: RepositoryFacts): Detected | null {
  if (facts.texts['Gemfile'] === undefined) return null;
  const test = testCommand(facts);
  if (test === null) return null;
  return {
    setup: 'bundle cache --no-install',
    build: 'bundle install --local && rm -rf .bundle-cache',
    testForPeople: test.command,
    tests: [test],
    environment: ENVIRONMENT,
    evidence: ['Gemfile: a Ruby repository', test.evidence],
  };
}

function testCommand({ files, texts }: RepositoryFacts): { command: string; evidence: string } | null {
  const spec = files.find((file) => file.startsWith('spec/') && file.endsWith('_spec.rb'));
  if (spec !== undefined) return { command: 'bundle exec rspec', evidence: `${spec}: specs of RSpec` };
  const named = /\b(?:Rake::TestTask|Minitest::TestTask|task\s+:?test)\b/.test(texts['Rakefile'] ?? '');
  return named ? { command: 'bundle exec rake test', evidence: 'Rakefile: a task "test"' } : null;
}
