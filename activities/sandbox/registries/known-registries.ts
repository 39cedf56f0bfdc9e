// The public package registries that setup may reach on every machine, each with who needs it. HTTPS only. This is the
// one file that names them; an operator adds others with `registries`.

export interface KnownRegistry {
  host: string;
  neededBy: string;
}

export const KNOWN_REGISTRIES: readonly KnownRegistry[] = [
  { host: 'registry.npmjs.org', neededBy: 'npm, pnpm, yarn, bun' },
  { host: 'registry.yarnpkg.com', neededBy: 'yarn' },
  { host: 'repo.yarnpkg.com', neededBy: 'yarn, for the version of itself that a repository asks for' },
  { host: 'pypi.org', neededBy: 'pip, uv, poetry: the index' },
  { host: 'files.pythonhosted.org', neededBy: 'pip, uv, poetry: the packages' },
  { host: 'proxy.golang.org', neededBy: 'go: modules and toolchains' },
  { host: 'sum.golang.org', neededBy: 'go: the checksum database' },
  { host: 'index.crates.io', neededBy: 'cargo: the sparse index' },
  { host: 'static.crates.io', neededBy: 'cargo: the packages' },
  { host: 'crates.io', neededBy: 'cargo: where older lockfiles find packages' },
  { host: 'repo.maven.apache.org', neededBy: 'maven: Maven Central' },
  { host: 'repo1.maven.org', neededBy: 'gradle, sbt: Maven Central' },
  { host: 'plugins.gradle.org', neededBy: 'gradle: plugins' },
  { host: 'plugins-artifacts.gradle.org', neededBy: 'gradle: the files of plugins' },
  { host: 'rubygems.org', neededBy: 'gem, bundler' },
  { host: 'index.rubygems.org', neededBy: 'bundler: the compact index' },
];
