// Names of tests out of JUnit reports, whose writers agree on little: some name the file, some a class that repeats it.

/** What stands around a test. */
export interface JunitPlace {
  /** File of the nearest suite that names one. */
  file: string;
  /** Names of the suites around, outermost first. */
  suites: string[];
}

/** The parts of the test's id: its file, which may be empty, then its groups and its name. */
export function junitId(
  attributes: Readonly<Record<string, string>>,
  place: JunitPlace,
): [file: string, ...names: string[]] {
  const file = attributes['file'] || place.file;
  const className = attributes['classname'] ?? '';
  const name = attributes['name'] ?? '';
  // pytest reports a file that it could not load as a test without a class, named like the module.
  if (file !== '' && className === '' && name === moduleName(file)) return [file];
  return [file, ...groupOf(className, file, place), name];
}

function moduleName(file: string): string {
  return file.replace(/\.[^./]+$/, '').replaceAll('/', '.');
}

/** What stands between file and name: the class without the part that repeats the file, else the suites' names. */
function groupOf(className: string, file: string, place: JunitPlace): string[] {
  // Node writes the constant `test` here and gives the groups as nested suites.
  if (className === '' || className === 'test') return place.suites;
  if (file === '') return [className];
  const module = moduleName(file);
  if (className === module || className === file) return [];
  if (className.startsWith(`${module}.`)) return [className.slice(module.length + 1)];
  // A class of Java lies in a folder of sources that its name does not repeat, and its inner classes in the same file.
  const [outer = '', ...inner] = className.split('$');
  return module.endsWith(`.${outer}`) ? inner : [className];
}
