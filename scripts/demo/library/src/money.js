const SYMBOLS = { EUR: '€', GBP: '£', JPY: '¥', USD: '$' };
const CURRENCIES_WITHOUT_CENTS = new Set(['JPY']);

/** An amount in the currency's smallest unit (cents, or yen) with symbol and thousands: `$1,234.50`. */
export function formatMoney(amount, currency = 'USD') {
  if (!Number.isSafeInteger(amount)) throw new TypeError('an amount must be a whole number of the smallest unit');
  const symbol = SYMBOLS[currency];
  if (symbol === undefined) throw new RangeError(`unknown currency: ${currency}`);
  const digits = String(Math.abs(amount));
  const sign = amount < 0 ? '-' : '';
  if (CURRENCIES_WITHOUT_CENTS.has(currency)) return `${sign}${symbol}${withThousands(digits)}`;
  const padded = digits.padStart(3, '0');
  return `${sign}${symbol}${withThousands(padded.slice(0, -2))}.${padded.slice(-2)}`;
}

function withThousands(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
