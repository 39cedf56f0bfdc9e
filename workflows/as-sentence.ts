// Messages of activities end without a full stop, as most stand within a sentence; here they are one.

export function asSentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
