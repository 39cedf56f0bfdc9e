// Looks for secrets in what a candidate's commits add: before it may pass, and again before anything is published. What
// the base holds, what a person gave as acceptance files and what the operator allows is no finding.
import type { ArtifactRef } from '../../core/artifact.js';
import type { RepositoryRef } from '../../core/repository.js';
import { type FoundSecret, maskSecret, SECRET_MARK, type SecretScan } from '../../core/secret.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import type { Artifacts } from '../ledger/ledger.js';
import { readAcceptanceFiles } from '../validator/acceptance-files.js';
import { pathMatcher } from '../validator/path-matcher.js';
import type { AddedFile, AddedView, Workspace } from '../workspace/workspace.js';
import { type KnownSecrets, NO_KNOWN_SECRETS } from './known-secrets.js';
import { rememberScans } from './remember-scans.js';
import { type ScanTexts, type SecretMatch, scanTexts } from './scan-texts.js';

export interface SecretScanner {
  /** Throws `SecretScanFailed` when the scanner breaks down, and what the workspace throws. */
  scan(input: SecretScanInput): Promise<SecretScan>;
}

export interface SecretScanInput {
  repository: RepositoryRef;
  baseCommit: string;
  commit: string;
  acceptance: ArtifactRef | null;
}

export interface SecretScannerParts {
  workspace: Pick<Workspace, 'addedLines'>;
  artifacts: Artifacts;
  /** Globs of paths in which the operator expects what looks like secrets. */
  allowedPaths: readonly string[];
  /** What the process was given. No path allows it. Absent: nothing. */
  known?: KnownSecrets;
}

/** Of git's patch, for each of the two views. */
const PATCH_BYTES_MAX = 16 * 1024 * 1024;
const BYTES_PER_MEGABYTE = 1024 * 1024;
const SCAN_TIMEOUT_MS = 60_000;
/** The kind of what the process was given. */
const GIVEN_RULE = 'environment/VALUE';
const NOTHING: SecretScan = { inResult: [], inHistory: [], problem: null };

export function createSecretScanner(parts: SecretScannerParts): SecretScanner {
  const { workspace, artifacts, allowedPaths, known = NO_KNOWN_SECRETS } = parts;
  const isAllowed = pathMatcher(allowedPaths);
  const scan = withKnown(rememberScans(scanTexts), known, isAllowed);
  return {
    async scan({ repository, baseCommit, commit, acceptance }) {
      const added = (view: AddedView) => workspace.addedLines(repository, baseCommit, commit, view, PATCH_BYTES_MAX);
      const [result, history, given] = await Promise.all([
        added('result'),
        added('history'),
        readAcceptanceFiles(artifacts, acceptance),
      ]);
      if (result.cut || history.cut) return { ...NOTHING, problem: tooLarge() };
      const looksAt = (files: readonly AddedFile[]) => files.map((file) => withoutGiven(file, given));
      return scanFiles(scan, looksAt(result.files), looksAt(history.files));
    },
  };
}

/** Paths that are allowed are looked through for known secrets only. */
function withKnown(scan: ScanTexts, known: KnownSecrets, isAllowed: (path: string) => boolean): ScanTexts {
  return async (texts, timeoutMs) => {
    const places = texts.flatMap((text, index) => (isAllowed(text.path) ? [] : [{ text, index }]));
    const matches = await scan(
      places.map(({ text }) => text),
      timeoutMs,
    );
    if (matches === null) return null;
    const byKind = matches.map((match) => ({ ...match, text: places[match.text]?.index ?? 0 }));
    const given = texts.flatMap(({ content }, text) =>
      known.find(content).map((range): SecretMatch => ({ text, rule: GIVEN_RULE, ...range })),
    );
    return [...byKind, ...given];
  };
}

async function scanFiles(
  scan: ScanTexts,
  result: readonly AddedFile[],
  history: readonly AddedFile[],
): Promise<SecretScan> {
  const contents = new Set(result.map(contentOf));
  // Mostly one commit made the whole change: the same text need not be read twice.
  const onlyThen = history.filter((file) => !contents.has(contentOf(file)));
  const files = [...result, ...onlyThen];
  const matches = await scan(
    files.map((file) => ({ path: file.path, content: contentOf(file) })),
    SCAN_TIMEOUT_MS,
  );
  if (matches === null) return { ...NOTHING, problem: `it took longer than ${SCAN_TIMEOUT_MS / 1_000} s` };
  const inResult = matches.filter(({ text }) => text < result.length).map((match) => toSecret(files, match));
  const inHistory = matches.filter(({ text }) => text >= result.length).map((match) => toSecret(files, match));
  return { inResult, inHistory, problem: null };
}

/** Lines that a person gave for this very file are theirs, whoever commits them. */
function withoutGiven(file: AddedFile, given: AcceptanceFiles): AddedFile {
  const text = Object.hasOwn(given, file.path) ? given[file.path] : undefined;
  if (text === undefined) return file;
  const theirs = new Set(text.split('\n'));
  return { ...file, lines: file.lines.filter((line) => !theirs.has(line.text)) };
}

/** NULs are left out, so that text in two bytes a letter is read like any other. */
function contentOf({ lines }: AddedFile): string {
  return lines.map(({ text }) => text.replaceAll('\0', '')).join('\n');
}

function toSecret(files: readonly AddedFile[], { text, rule, start, end }: SecretMatch): FoundSecret {
  const file = files[text];
  const content = file ? contentOf(file) : '';
  const index = content.slice(0, start).split('\n').length - 1;
  const line = file?.lines[index]?.number ?? 0;
  const masked = rule === GIVEN_RULE ? SECRET_MARK : maskSecret(content.slice(start, end));
  return { path: file?.path ?? '', line, rule, masked };
}

function tooLarge(): string {
  return `it adds more than ${PATCH_BYTES_MAX / BYTES_PER_MEGABYTE} MB; leave out what the program does not need`;
}
