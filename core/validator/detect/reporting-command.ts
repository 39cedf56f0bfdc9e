// A test command that also says where and how its results can be read.
import type { ReportFormat } from '../../validator.js';

export interface ReportingCommand {
  /** `{report}` in it stands for the path that the report is to be written to. */
  command: string;
  format: ReportFormat;
  /** The runner's name, or empty when it is not known. */
  runner: string;
}
