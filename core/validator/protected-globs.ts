// Paths that a candidate cannot touch: what it changes there is put back before judging. A file of tests that it adds
// is taken out for the deciding run and may come back afterwards; anything else that it adds here stays out.

/** Files that hold tests in the usual layouts. */
export const TEST_GLOBS: readonly string[] = [
  '**/test/**',
  '**/tests/**',
  '**/__tests__/**',
  '**/spec/**',
  '**/specs/**',
  '**/testdata/**',
  '**/*_test.go',
  '**/test_*.py',
  '**/*_test.py',
  '**/*.{test,spec}.*',
  '**/{test,tests}.{js,cjs,mjs,ts,cts,mts,py}',
  '**/*_spec.rb',
];

/** What runners compare with. */
const SNAPSHOT_GLOBS: readonly string[] = [
  '**/__snapshots__/**',
  '**/*.snap',
  '**/__mocks__/**',
  '**/__fixtures__/**',
  '**/{test,tests}{-,_}fixtures/**',
];

/** Configuration of test runners, compilers and package managers, and what interpreters load by themselves. */
export const CONFIGURATION_GLOBS: readonly string[] = [
  '**/{jest,vitest,vite,babel,ava,karma,playwright,rollup,webpack}.config.*',
  '**/{jest,vitest}.setup.*',
  '**/{setup,setup-,setup_}{jest,vitest,tests}.*',
  '**/{setupJest,setupVitest,setupTests}.*',
  '**/{jest,vitest,mocha,test,tests}{-setup,_setup,-globals,_helper}.*',
  '{jest,.jest}/**',
  '**/vitest.workspace.*',
  '**/.babelrc*',
  '**/.mocharc*',
  '**/.swcrc*',
  '**/.taprc*',
  '**/.nycrc*',
  '**/.c8rc*',
  '**/.npmrc',
  '**/.env{,.test,.local,.test.local,.ci}',
  '**/{bunfig.toml,deno.json,deno.jsonc}',
  '**/{nx,lerna,turbo,rush}.json',
  '**/.yarnrc*',
  '**/{.pnpmfile,pnpmfile,.pnp}.*',
  '**/.yarn/**',
  '**/.tap/**',
  '**/pnpm-workspace.yaml',
  '**/.node-version',
  '**/.nvmrc',
  '**/{ts,js}config*.json',
  '**/{pytest,.pytest,tox,mypy}.ini',
  '**/pytest.toml',
  '**/.pytest.toml',
  '**/setup.{cfg,py}',
  '**/pyproject.toml',
  '**/conftest.py',
  '**/{sitecustomize,usercustomize}.py',
  '**/*.{pth,pyc,egg-link}',
  '**/*.{egg-info,dist-info}{,/**}',
  '**/{noxfile.py,tox.toml}',
  '**/__pycache__{,/**}',
  '**/.coveragerc',
  '**/.python-version',
  '**/{Makefile,makefile,GNUmakefile,justfile,Justfile,Rakefile,.rspec}',
  '**/{Gruntfile,gulpfile}.*',
  '**/build.rs',
  '**/{rust-toolchain,rust-toolchain.toml}',
  '**/go.{mod,sum,work,work.sum}',
  'vendor/**',
];

/** Lists of Python requirements. */
export const REQUIREMENTS_GLOBS: readonly string[] = ['**/*requirements*.{txt,in}', '**/requirements/**'];

export const LOCKFILE_GLOBS: readonly string[] = [
  '**/{package-lock,npm-shrinkwrap}.json',
  '**/{pnpm-lock.yaml,yarn.lock,bun.lock,bun.lockb,uv.lock,poetry.lock,Pipfile.lock,Cargo.lock,Gemfile.lock}',
];

/** What is installed: lockfiles and manifests, and folders that only an installation may fill. */
export const DEPENDENCY_GLOBS: readonly string[] = [
  ...LOCKFILE_GLOBS,
  ...REQUIREMENTS_GLOBS,
  '**/{Pipfile,poetry.toml,uv.toml,Cargo.toml,Gemfile,pom.xml}',
  '**/*.gradle{,.kts}',
  '**/gradle.properties',
  '{buildSrc,gradle}/**',
  '{gradlew,mvnw}',
  '**/*.gemspec',
  '**/.cargo/**',
  '.mvn/**',
  '.bundle/**',
  '**/constraints*.txt',
  // The names alone stand for links, which would lead to a folder that no glob knows.
  '**/node_modules{,/**}',
  '**/{.venv,venv}{,/**}',
];

/** What other machines would do with the result, and our own settings. */
const CI_GLOBS: readonly string[] = [
  '.github/**',
  '.gitlab-ci.yml',
  '.gitlab/**',
  '.circleci/**',
  '.travis.yml',
  'azure-pipelines.yml',
  'Jenkinsfile',
  '**/.gitattributes',
  '**/.gitmodules',
  'nightshift.yml',
];

/** Merged field by field rather than put back. */
export const MANIFEST_GLOB = '**/package.json';

export const PROTECTED_GLOBS: readonly string[] = [
  ...TEST_GLOBS,
  ...SNAPSHOT_GLOBS,
  ...CONFIGURATION_GLOBS,
  ...DEPENDENCY_GLOBS,
  ...CI_GLOBS,
];
