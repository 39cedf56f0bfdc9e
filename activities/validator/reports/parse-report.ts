// One entry for all report formats.
import type { ParsedReport } from '../../../core/validator/to-test-run.js';
import type { ReportFormat } from '../../../core/validator.js';
import { parseCargoReport } from './parse-cargo.js';
import { parseGoTestReport } from './parse-go-test.js';
import { parseJestReport } from './parse-jest.js';
import { parseJunitReport } from './parse-junit.js';
import { parseTapReport } from './parse-tap.js';
import { ReadingTooLong } from './pauses.js';

const PARSERS: Readonly<Record<Exclude<ReportFormat, 'exitCode'>, (text: string) => Promise<ParsedReport>>> = {
  jest: parseJestReport,
  junit: parseJunitReport,
  tap: parseTapReport,
  gotest: parseGoTestReport,
  cargo: parseCargoReport,
};

/** Never throws for what a report holds: one that cannot be read is a report with a problem. */
export async function parseReport(format: Exclude<ReportFormat, 'exitCode'>, text: string): Promise<ParsedReport> {
  try {
    return await PARSERS[format](text);
  } catch (error) {
    if (error instanceof ReadingTooLong) return { ok: false, problem: error.message };
    throw error;
  }
}
