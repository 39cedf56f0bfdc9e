// What a report may hold. Untrusted code writes it, and a small text can be made of so many parts that reading it would
// take all of the worker's memory.

/** Bytes of a report; larger ones are not read at all. */
export const REPORT_BYTES_MAX = 32 * 1024 * 1024;
/** Tests in one report. */
export const REPORT_TESTS_MAX = 200_000;
/** Objects and lists in a report of JSON, counted by their opening brackets. */
export const JSON_PARTS_MAX = 1_000_000;
/** Elements of a report of XML inside each other. */
export const XML_DEPTH_MAX = 100;

export const TOO_MANY_TESTS = `the report names more than ${REPORT_TESTS_MAX} tests`;
