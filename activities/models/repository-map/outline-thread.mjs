// Parses texts of a repository in a thread of its own: a text that makes a grammar crash or run for ever must hold up
// no one else. Answers text by text, so that it is known which one broke it.
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { Language, Parser } from 'web-tree-sitter';
import { GRAMMARS } from './grammars.js';

const { resolve } = createRequire(import.meta.url);

/**
 * The parser asks whether to go on each time it has done some steps. Their number, not time, is what a text may use: so
 * the same text has the same outline on every machine. Usual code needs seven for 1,000 bytes; a text made to be read in
 * many ways needs a hundred, each slower than the last.
 */
const STEPS = { base: 200, forEachKilobyte: 25 };
const NODES_MAX = 20_000;
const DEFINITIONS_MAX = 300;
const IMPORTS_MAX = 300;
const DEPTH_MAX = 12;
const CALL_DEPTH_MAX = 3;
const SIGNATURE_CHARS_MAX = 160;
const NAME_CHARS_MAX = 100;
const IMPORT_CHARS_MAX = 300;

const languages = new Map();

await Parser.init();
let last = Promise.resolve();
parentPort.on('message', ({ language, text }) => {
  last = last.then(async () => parentPort.postMessage(await outlineOf(language, text)));
});
// What goes wrong before this is no text's fault.
parentPort.postMessage('ready');

async function outlineOf(name, text) {
  if (!languages.has(name)) {
    languages.set(name, await Language.load(resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`)));
  }
  const parser = new Parser();
  let tree = null;
  try {
    parser.setLanguage(languages.get(name));
    tree = parse(parser, text);
    return tree && readTree(tree.rootNode, name);
  } finally {
    tree?.delete();
    parser.delete();
  }
}

/** Null when the text used up its steps. */
function parse(parser, text) {
  const stepsMax = STEPS.base + (STEPS.forEachKilobyte * text.length) / 1_000;
  let steps = 0;
  return parser.parse(text, null, {
    progressCallback() {
      steps += 1;
      return steps > stepsMax;
    },
  });
}

function readTree(root, language) {
  const found = { language, grammar: GRAMMARS[language], nodes: 0, definitions: [], imports: [] };
  look(root, 0, found);
  return { definitions: found.definitions, imports: found.imports };
}

function look(node, depth, found) {
  for (const child of node.namedChildren) {
    if (child === null || found.nodes >= NODES_MAX) return;
    found.nodes += 1;
    note(child, found);
    if (depth >= DEPTH_MAX) continue;
    if (found.grammar.containers.includes(child.type)) look(child, depth + 1, found);
    // What a function does is no outline, but it may load other files.
    else if (/^(variable_declarator|assignment_expression)$/.test(child.type)) lookForCalls(child, 0, found);
  }
}

function note(node, found) {
  if (found.grammar.imports.includes(node.type)) addImports(found.imports, node, found.language);
  const definition = found.grammar.definitions.includes(node.type) ? definitionOf(node) : null;
  if (definition && found.definitions.length < DEFINITIONS_MAX) found.definitions.push(definition);
}

function lookForCalls(node, depth, found) {
  if (node.type === 'call_expression') addImports(found.imports, node, found.language);
  if (depth < CALL_DEPTH_MAX) {
    for (const child of node.namedChildren) if (child) lookForCalls(child, depth + 1, found);
  }
}

/** Null for what is no definition after all, or has no name to be found by. */
function definitionOf(node) {
  if (node.type === 'variable_declarator' && !isWorthNaming(node)) return null;
  if (node.type === 'assignment_expression' && !isAssignedExport(node)) return null;
  const name = nameOf(node);
  if (name === '' || name.startsWith('#')) return null;
  const body = node.childForFieldName('body') ?? node.childForFieldName('value')?.childForFieldName('body');
  const whole = node.text;
  const head = body ? whole.slice(0, body.startIndex - node.startIndex) : firstLine(whole);
  const signature = `${exportWord(node)}${head.slice(0, 4 * SIGNATURE_CHARS_MAX)}`
    .replace(/\s+/g, ' ')
    .replace(/\s*(=>|=)?\s*[{:;]?\s*$/, '');
  return {
    name,
    line: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
    signature: signature.length > SIGNATURE_CHARS_MAX ? `${signature.slice(0, SIGNATURE_CHARS_MAX)} ...` : signature,
  };
}

/** Up to where its parameters end, if they go on in the next line. */
function firstLine(text) {
  const end = text.search(/[{\n]/);
  const line = end < 0 ? text : text.slice(0, end);
  return line.includes('(') && !line.includes(')') ? text.slice(0, text.indexOf(')') + 1) : line;
}

/** Functions and classes, and whatever is exported. */
function isWorthNaming(declarator) {
  const value = declarator.childForFieldName('value')?.type ?? '';
  return /function|class/.test(value) || exportWord(declarator) !== '';
}

/** `exports.a = ...`, `module.exports = ...`, `A.prototype.b = function ...` */
function isAssignedExport(assignment) {
  const left = assignment.childForFieldName('left')?.text ?? '';
  const right = assignment.childForFieldName('right')?.type ?? '';
  return /^(module\.)?exports\b/.test(left) || (left.includes('.') && right.includes('function'));
}

function nameOf(node) {
  const left = node.type === 'assignment_expression' ? node.childForFieldName('left') : null;
  if (left) return left.text.slice(-NAME_CHARS_MAX).split('.').at(-1) ?? '';
  let named = node.childForFieldName('name') ?? node.childForFieldName('declarator') ?? node.childForFieldName('type');
  // In C the name stands inside the declarator of what it returns.
  for (let depth = 0; named && depth < DEPTH_MAX; depth++) {
    const inner = named.childForFieldName('declarator') ?? named.childForFieldName('name');
    if (!inner) break;
    named = inner;
  }
  return named ? named.text.slice(0, NAME_CHARS_MAX) : '';
}

function exportWord(node) {
  const parent = node.parent;
  if (parent?.type === 'export_statement') return 'export ';
  if (!parent || !/^(lexical|variable)_declaration$/.test(parent.type)) return '';
  return parent.parent?.type === 'export_statement' ? `export ${parent.text.split(/\s/, 1)[0]} ` : '';
}

function addImports(imports, node, language) {
  for (const name of importedBy(node, language)) {
    if (imports.length < IMPORTS_MAX && name.length <= IMPORT_CHARS_MAX) imports.push(name);
  }
}

function importedBy(node, language) {
  const text = (field) => node.childForFieldName(field)?.text ?? '';
  const all = node.text.slice(0, 2_000);
  switch (node.type) {
    case 'export_statement':
      return text('source') === '' ? [] : [unquoted(text('source'))];
    case 'import_statement':
      if (language !== 'python') return [unquoted(text('source'))];
      return node.namedChildren.flatMap((child) => (child ? [dottedName(child)] : []));
    case 'import_from_statement': {
      const from = text('module_name');
      const names = node.childrenForFieldName('name').map((child) => child && dottedName(child));
      return [from, ...names.map((name) => (/\.$/.test(from) ? `${from}${name}` : `${from}.${name}`))];
    }
    case 'call_expression':
      return /^(require|import)$/.test(text('function')) ? quotedIn(text('arguments')) : [];
    case 'call':
      return /^require(_relative)?$/.test(text('method'))
        ? quotedIn(text('arguments')).map((name) => (text('method') === 'require' ? name : `./${name}`))
        : [];
    case 'mod_item':
      return node.childForFieldName('body') ? [] : [`mod ${text('name')}`];
    case 'use_declaration':
      return [text('argument')];
    case 'import_spec':
    case 'preproc_include':
      return [unquoted(text('path'))];
    default:
      return [all.replace(/^(import|using|use)\s+(static\s+|function\s+)?/, '').replace(/\s*;?\s*$/, '')];
  }
}

function dottedName(node) {
  return node.childForFieldName('name')?.text ?? node.text;
}

function quotedIn(text) {
  const [, quoted] = /^\(?\s*['"`]([^'"`]*)['"`]/.exec(text) ?? [];
  return quoted === undefined ? [] : [quoted];
}

function unquoted(text) {
  return text.replace(/^['"`<]|['"`>]$/g, '');
}
