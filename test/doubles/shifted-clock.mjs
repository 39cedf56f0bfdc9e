/** The clock of a machine that goes wrong, for a process that is started with `node --import`: Date is off, timers are not. */
const shiftMs = Number(process.env.NIGHTSHIFT_TEST_CLOCK_SHIFT_MS ?? 0);
const right = globalThis.Date;

globalThis.Date = class ShiftedDate extends right {
  constructor(...args) {
    if (args.length === 0) super(ShiftedDate.now());
    else super(...args);
  }
  static now() {
    return right.now() + shiftMs;
  }
};
