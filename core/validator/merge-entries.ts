// Fields of a package.json that hold entries, each for itself: a candidate may add some that nothing of the base can come
// upon while the tests run. Entries of the base stay as they are.

/** Names that npm runs by itself, or before and after others. */
const RUN_BY_ITSELF =
  /^(?:pre|post)|^(?:install|prepare|prepublishOnly|dependencies|version|test|start|stop|restart|uninstall)$/;
/** Ways in which a script runs others without naming them. */
const RUNS_SEVERAL = /[*?]|\bif-present\b|\b(?:run-s|run-p|npm-run-all|wireit|concurrently|turbo|lerna|nx|ultra)\b/;
/** Stands in names of `imports` that stand for many. */
const PATTERN = '*';

type Entries = Record<string, unknown>;
type MayAdd = (name: string, base: Entries) => boolean;

const MAY_ADD: Readonly<Record<string, MayAdd>> = {
  scripts: (name, base) => {
    const texts = Object.values(base).map(String);
    const isNamed = (text: string) => text.split(/[^\w:.-]+/).includes(name);
    return !RUN_BY_ITSELF.test(name) && !texts.some((text) => RUNS_SEVERAL.test(text) || isNamed(text));
  },
  // A name that is more exact than a pattern of the base would go before it.
  imports: (name, base) => name.startsWith('#') && !Object.keys(base).some((known) => known.includes(PATTERN)),
};

/** The base's entries with those that the candidate may add; the base's own value where there are none. */
export function mergeEntries(field: string, base: unknown, candidate: unknown): unknown {
  const mayAdd = Object.hasOwn(MAY_ADD, field) ? MAY_ADD[field] : undefined;
  const [known, wished] = [asEntries(base), asEntries(candidate)];
  if (!mayAdd || !known || !wished) return base;
  const added = Object.entries(wished).filter(([name]) => !Object.hasOwn(known, name) && mayAdd(name, known));
  return added.length === 0 ? base : { ...known, ...Object.fromEntries(added) };
}

/** An absent field has no entries; null for what is no object. */
function asEntries(value: unknown): Entries | null {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value));
}
