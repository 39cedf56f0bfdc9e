// Names that only a test runner or a language's own library may have. A module of such a name in the tree is found before
// the real one, by Python always where it lies at the top, by others where they are told to look there.

/** Folders whose content is found like that of the top. */
const ROOTS = /^(?:src|lib|python)\//;

const RUNNERS =
  'jest mocha vitest ava tape tap chai expect pytest _pytest py pluggy iniconfig nose nose2 hypothesis tox coverage';

/** What pytest itself loads from beside the library. */
const PYTEST_NEEDS = 'packaging pygments exceptiongroup tomli';

/** Parts of Python's library that other parts of it load from files. */
const PYTHON_INNER =
  '_aix_support _asyncio _bisect _bootsubprocess _bz2 _collections_abc _colorize _compat_pickle _compression ' +
  '_contextvars _crypt _csv _ctypes _datetime _decimal _elementtree _hashlib _heapq _json _lsprof _lzma _markupbase ' +
  '_md5 _multiprocessing _opcode _opcode_metadata _osx_support _pickle _posixshmem _posixsubprocess _py_abc ' +
  '_py_warnings _pydatetime _pydecimal _pyio _pylong _pyrepl _queue _random _sha1 _sha2 _sha256 _sha3 _sha512 ' +
  '_sitebuiltins _socket _sqlite3 _ssl _statistics _strptime _struct _threading_local _uuid _weakrefset _zoneinfo';

/** Python's own library, 3.8 to 3.14, without what begins with an underscore. */
const PYTHON_LIBRARY =
  'abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 ' +
  'cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression ' +
  'concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm ' +
  'decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput ' +
  'fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib ' +
  'heapq hmac html http imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache ' +
  'locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder multiprocessing netrc nntplib ' +
  'ntpath numbers opcode operator optparse os parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib ' +
  'poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pyexpat queue quopri random re ' +
  'readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd ' +
  'smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string ' +
  'stringprep struct subprocess sunau symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile ' +
  'termios textwrap threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty types ' +
  'typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser wsgiref xdrlib xml xmlrpc ' +
  'zipapp zipfile zipimport zlib zoneinfo';

const RUNNER_NAMES: ReadonlySet<string> = new Set(RUNNERS.split(' '));
const PYTHON_NAMES: ReadonlySet<string> = new Set(`${PYTHON_LIBRARY} ${PYTHON_INNER} ${PYTEST_NEEDS}`.split(' '));
const PYTHON_FILE = /\.(?:py|so|pyd)$/;
const SCRIPT_FILE = /\.[cm]?[jt]sx?$/;

/** True for a path whose module would stand before a test runner's, or before one of Python's own. */
export function isReserved(path: string): boolean {
  const [first = '', ...below] = path.replace(ROOTS, '').split('/');
  const name = first.replace(/\..*$/, '');
  if (below.length === 0) {
    if (PYTHON_FILE.test(first)) return RUNNER_NAMES.has(name) || PYTHON_NAMES.has(name);
    // The name alone stands for a link, which would lead to a folder of another name.
    if (first === name && PYTHON_NAMES.has(name)) return true;
    return (first === name || SCRIPT_FILE.test(first)) && RUNNER_NAMES.has(name);
  }
  if (RUNNER_NAMES.has(first)) return true;
  return PYTHON_NAMES.has(first) && PYTHON_FILE.test(path);
}
