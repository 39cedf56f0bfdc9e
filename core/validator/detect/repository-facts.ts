// What detection sees of a repository: the names of its files, and the texts of the few that say how it is tested.

export interface RepositoryFacts {
  /** Paths of all files at the commit. */
  files: readonly string[];
  /** Text of those of {@link FACT_FILES} that are there, of members' manifests and of some tests. */
  texts: Readonly<Record<string, string>>;
}

/** Files at the top of the tree whose text detection needs. */
export const FACT_FILES: readonly string[] = [
  '.gitattributes',
  'package.json',
  'pnpm-workspace.yaml',
  'pyproject.toml',
  'pytest.ini',
  'pytest.toml',
  'tox.ini',
  'setup.cfg',
  'setup.py',
  'requirements.txt',
  'requirements-dev.txt',
  'requirements-test.txt',
  'dev-requirements.txt',
  'test-requirements.txt',
  'go.mod',
  'Cargo.toml',
  'Gemfile',
  'Rakefile',
  'pom.xml',
  'Makefile',
];

/** npm scripts by name. */
export type Scripts = Readonly<Record<string, string>>;

/** A command that runs tests, before it is told to report. */
export interface DetectedTest {
  command: string;
  /** The scripts that the command may name; absent means none. */
  scripts?: Scripts;
}

/** How one ecosystem's part of a repository is set up and tested. */
export interface Detected {
  /** Fetches what is to be installed. */
  setup: string | null;
  /** Finishes that without a network; absent where nothing remains. */
  build?: string;
  /** As a person would type it. */
  testForPeople: string;
  /** What is handed to `forceReport`, at least one; differs from `testForPeople` where the validator needs more. */
  tests: readonly DetectedTest[];
  /** Variables that setup, tests and tools need; absent means none. */
  environment?: Record<string, string>;
  evidence: string[];
  /** True when little speaks for it, so that it counts only where nothing else is found. */
  weak?: boolean;
}
