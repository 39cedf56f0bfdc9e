// What detection sees of a repository: the names of its files, and the texts of the few that say how it is tested.

export interface RepositoryFacts {
  /** Paths of all files at the commit. */
  files: readonly string[];
  /** Text of the files named by {@link FACT_FILES} that are there. */
  texts: Readonly<Record<string, string>>;
}

/** Files at the top of the tree whose text detection needs. */
export const FACT_FILES: readonly string[] = [
  'package.json',
  'pyproject.toml',
  'pytest.ini',
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

/** How one ecosystem's part of a repository is set up and tested. */
export interface Detected {
  /** Fetches what is to be installed. */
  setup: string | null;
  /** Finishes that without a network; absent where nothing remains. */
  build?: string;
  /** As a person would type it. */
  testForPeople: string;
  /** What is handed to `forceReport`; differs from `testForPeople` where the validator needs more. */
  test: string;
  /** Variables that setup, tests and tools need; absent means none. */
  environment?: Record<string, string>;
  evidence: string[];
}
