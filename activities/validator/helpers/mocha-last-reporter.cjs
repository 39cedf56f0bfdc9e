// Loaded before mocha, which refuses to be given two reporters: of those on its command line only the last stays, which
// is the one that writes our report. Everything else that node starts on the way is left alone.
const { basename } = require('node:path');

const MOCHA = /^_?mocha(?:\.js)?$/;
/** `--reporter x`, `--reporter=x`, `-R x`; not `--reporter-option`. */
const REPORTER = /^(?:--reporter|-R)(=|$)/;

/** Under a coverage tool its own wrapper stands before mocha. */
function startsMocha(argv) {
  return argv.slice(1, 3).some((word) => MOCHA.test(basename(word)));
}

function keepLastReporter(argv) {
  const places = argv.flatMap((word, index) => (REPORTER.test(word) ? [index] : []));
  for (const place of places.slice(0, -1).reverse()) {
    argv.splice(place, argv[place].includes('=') ? 1 : 2);
  }
}

if (startsMocha(process.argv)) keepLastReporter(process.argv);
