// Dollars as people read and write them. Inside, all money is integer micro-dollars (1 USD = 1,000,000).

export const MICRO_USD_PER_USD = 1_000_000;
export const MICRO_USD_PER_CENT = 10_000;

/** The largest amount that is taken from people: far above any budget, far below where integers stop being exact. */
export const USD_MAX = 1_000_000;

const DECIMALS_MIN = 2;
const DECIMALS_SHOWN_MAX = 4;
const DECIMALS_READ_MAX = 6;
const SMALLEST_SHOWN_MICRO_USD = 10 ** (DECIMALS_READ_MAX - DECIMALS_SHOWN_MAX);
const AMOUNT = /^\$?(\d{1,15})?(?:\.(\d*))?$/;

/** Micro-dollars as `$1.23`, `$0.0123` or `$5.00`: at least two decimals, at most four, rounded to the nearest. */
export function formatUsd(microUsd: number): string {
  if (microUsd < 0) return `-${formatUsd(-microUsd)}`;
  if (microUsd > 0 && microUsd < SMALLEST_SHOWN_MICRO_USD) return '<$0.0001';
  const fixed = (microUsd / MICRO_USD_PER_USD).toFixed(DECIMALS_SHOWN_MAX);
  const spareZeros = new RegExp(`0{1,${DECIMALS_SHOWN_MAX - DECIMALS_MIN}}$`);
  return `$${fixed.replace(spareZeros, '')}`;
}

/** Micro-dollars to the last digit as people would type them, such as `10.00` or `0.000125`. */
export function typedUsd(microUsd: number): string {
  const whole = Math.floor(microUsd / MICRO_USD_PER_USD);
  const fraction = String(microUsd % MICRO_USD_PER_USD).padStart(DECIMALS_READ_MAX, '0');
  return `${whole}.${fraction.replace(/0{1,4}$/, '')}`;
}

/** Micro-dollars with four decimals, for columns of figures that are read one below the other. */
export function columnUsd(microUsd: number): string {
  return `$${(microUsd / MICRO_USD_PER_USD).toFixed(DECIMALS_SHOWN_MAX)}`;
}

export type ParsedUsd = { ok: true; microUsd: number } | { ok: false; problem: string };

/** Reads an amount above zero, such as `5`, `$5.00` or `0.25`. The problem says what is wrong and what is allowed. */
export function parseUsd(text: string): ParsedUsd {
  const allowed = 'use an amount above 0 in dollars, such as 5, $5.00 or 0.25';
  const match = AMOUNT.exec(text.trim());
  const [, whole = '', fraction = ''] = match ?? [];
  if (!match || whole + fraction === '')
    return { ok: false, problem: `"${text}" is not an amount of dollars; ${allowed}` };
  if (fraction.length > DECIMALS_READ_MAX) {
    return { ok: false, problem: `"${text}" has more than ${DECIMALS_READ_MAX} decimals; ${allowed}` };
  }
  const microUsd = Number(whole || '0') * MICRO_USD_PER_USD + Number(fraction.padEnd(DECIMALS_READ_MAX, '0'));
  if (microUsd === 0) return { ok: false, problem: `"${text}" is nothing to spend; ${allowed}` };
  if (microUsd > USD_MAX * MICRO_USD_PER_USD) {
    return { ok: false, problem: `"${text}" is more than $${USD_MAX}, the most that can be given` };
  }
  return { ok: true, microUsd };
}
