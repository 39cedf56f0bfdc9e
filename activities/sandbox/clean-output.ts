// Makes a command's output fit for people, prompts and databases: plain text without terminal codes.

// Escape sequences of terminals: CSI (colours, cursor), OSC (titles, links) up to BEL or ST, and the short ones.
const TERMINAL_CODES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Removes terminal codes and all control characters but tab and newline; every kind of line end becomes a newline. */
export function cleanOutput(text: string): string {
  return text.replace(TERMINAL_CODES, '').replace(/\r\n?/g, '\n').replace(CONTROL_CHARACTERS, '');
}
