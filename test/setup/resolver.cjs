/**
 * Our ES modules name each other by the file that tsc will write (`./plan.js`); the tests run the sources (`./plan.ts`).
 * Only relative imports made outside node_modules are looked up as sources: packages keep their own files.
 */
module.exports = function resolve(request, options) {
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
