// Reports that test runners write, read leniently: only what the validator uses, and unknown fields are passed over.
import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

const jestAssertion = z.object({
  ancestorTitles: texts,
  title: text,
  fullName: text,
  status: text,
  failureMessages: texts,
});

/** What jest writes for `--json`; vitest's JSON reporter and the validator's own helpers write the same. */
export const jestReport = z.object({
  wasInterrupted: z.boolean().nullish(),
  testResults: z.array(
    z.object({
      name: text,
      status: text,
      message: text,
      assertionResults: z.array(jestAssertion),
    }),
  ),
});

/** One line of `go test -json`. */
export const goTestEvent = z.object({
  Action: z.string(),
  Package: text,
  Test: text,
  Output: text,
  ImportPath: text,
  FailedBuild: text,
});

export type JestReport = z.output<typeof jestReport>;
export type GoTestEvent = z.output<typeof goTestEvent>;
