/** Stands in for a package that is asked only to read what has been read already; see resolver.cjs. */
function refuse() {
  throw new Error('this package is not there in tests; see test/setup/resolver.cjs');
}
module.exports = { dereference: refuse, resolve: refuse, parse: async (document) => document };
