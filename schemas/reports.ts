// Reports that test runners write, read leniently: only what the validator uses, and unknown fields are passed over.
import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
/** Looked into entry by entry by whoever reads it. */
const list = z.custom<unknown[]>((value) => Array.isArray(value));
/** Whatever is no text in the list is passed over. */
const texts = z
  .unknown()
  .optional()
  .transform((value) => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []));

/** One test in it. */
export const jestAssertion = z.object({
  ancestorTitles: texts,
  title: text,
  fullName: text,
  status: text,
  failureMessages: texts,
});

/** One file of tests in it. */
export const jestFile = z.object({ name: text, status: text, message: text, assertionResults: list });

/**
 * What jest writes for `--json`; vitest's JSON reporter and the validator's own helpers write the same. Its lists are
 * read entry by entry, so that a hostile one ends at its first wrong entry and not with a complaint about each.
 */
export const jestReport = z.object({ wasInterrupted: z.boolean().nullish(), testResults: list });

/** One line of `go test -json`. */
export const goTestEvent = z.object({
  Action: z.string(),
  Package: text,
  Test: text,
  Output: text,
  ImportPath: text,
  FailedBuild: text,
});

/** What `cargo --message-format=json` says of a program that it built; null where it built a library. */
export const cargoArtifact = z.object({
  executable: z.string().nullish(),
  target: z.object({ src_path: z.string() }),
});

export type JestFile = z.output<typeof jestFile>;
export type JestAssertion = z.output<typeof jestAssertion>;
export type GoTestEvent = z.output<typeof goTestEvent>;
