// The files that say what is to be installed, of all package managers that are known.
import { pathMatcher } from '../path-matcher.js';

/** Manifests, lockfiles, lists of requirements, and settings of package managers. */
export const isManifest = pathMatcher([
  '**/package.json',
  '**/{package-lock,npm-shrinkwrap}.json',
  '**/{pnpm-lock,pnpm-workspace}.yaml',
  '**/yarn.lock',
  '**/{.npmrc,.yarnrc,.yarnrc.yml}',
  '**/.pnpmfile.*',
  '.yarn/{patches,releases,plugins}/**',
  '**/requirements*.{txt,in}',
  '**/requirements/**',
  '**/*-requirements.txt',
  '**/constraints*.txt',
  '**/{pyproject.toml,setup.py,setup.cfg,Pipfile,Pipfile.lock,uv.lock,poetry.lock,poetry.toml,uv.toml}',
  '**/go.{mod,sum,work}',
  '**/{Cargo.toml,Cargo.lock,rust-toolchain,rust-toolchain.toml}',
  '.cargo/**',
  '**/{Gemfile,Gemfile.lock,.ruby-version}',
  '**/*.gemspec',
  '.bundle/config',
  '**/pom.xml',
  '.mvn/**',
]);
