/** Scripts beside the tests that check style or supply, which says nothing about behaviour and often needs the network. */
export const CHECKS_ONLY =
  /\b(?:lint|eslint|oxlint|xo|standard|prettier|biome|evalmd|audit|attw|publint|ls-engines|npmignore)\b/;
