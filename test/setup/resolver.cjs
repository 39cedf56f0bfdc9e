/**
 * Our ES modules name each other by the file that tsc will write (`./plan.js`); the tests run the sources (`./plan.ts`).
 * Only relative imports made outside node_modules are looked up as sources: packages keep their own files.
 *
 * openapi-backend requires a package that is an ES module, which jest cannot do on Node 20. It asks it to read where
 * nothing is left to be read, as in test/doubles/github: there another stands in.
 */
module.exports = function resolve(request, options) {
  if (request === '@apidevtools/json-schema-ref-parser') return require.resolve('./read-already.cjs');
  const isOurs = request.startsWith('.') && request.endsWith('.js') && !options.basedir.includes('/node_modules/');
  if (!isOurs) {
    return options.defaultResolver(request, options);
  }
  try {
    return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
  } catch {
    return options.defaultResolver(request, options);
  }
};
