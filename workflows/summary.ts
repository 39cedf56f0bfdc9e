// One-line summaries beside each activity and child in Temporal's UI.
import { clampMiddle } from '../core/clamp.js';

const SUMMARY_BYTES_MAX = 200;

/** A text as a summary: one line, at most 200 bytes. */
export function summary(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return clampMiddle(line, SUMMARY_BYTES_MAX).replace(/\s+/g, ' ');
}
