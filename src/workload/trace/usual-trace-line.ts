import type { TraceLine } from './trace-line.ts';

/** An event that is not wanted. */
export interface PassedOver {
  readonly kind: 'passed-over';
}

export const passedOver: PassedOver = { kind: 'passed-over' };

const space = 0x20;
const dash = 0x2d;
const dot = 0x2e;
const colon = 0x3a;
const underscore = 0x5f;
const closingBracket = 0x5d;
const closingParenthesis = 0x29;

/**
 * A line as tracefs, trace-cmd and perf write nearly all of them: comm-pid or comm pid, (tgid), [cpu], flags, time, system: and event.
 * A trace has ten million of them, most of events that nobody wants: these are told by their characters, without an expression.
 *
 * @param text without spaces around it
 * @returns undefined where it may be something else: it needs a closer look
 */
export function readUsualLine(
  text: string,
  isWanted: (event: string) => boolean,
): TraceLine | PassedOver | undefined {
  const open = text.indexOf('[');
  let at = digitsEnd(text, open + 1);
  if (open < 3 || at === open + 1 || text.charCodeAt(at) !== closingBracket) return undefined;

  at = spacesEnd(text, at + 1);
  let timeEnd = timeEndOf(text, at);
  if (text.charCodeAt(timeEnd) !== colon) {
    const flagsEnd = text.indexOf(' ', at);
    if (flagsEnd - at < 3 || flagsEnd - at > 8) return undefined;
    at = spacesEnd(text, flagsEnd);
    timeEnd = timeEndOf(text, at);
  }
  if (timeEnd === at || text.charCodeAt(timeEnd) !== colon) return undefined;

  let nameStart = spacesEnd(text, timeEnd + 1);
  let nameEnd = wordEnd(text, nameStart);
  if (nameStart === timeEnd + 1 || text.charCodeAt(nameEnd) !== colon) return undefined;
  const behind = wordEnd(text, nameEnd + 1);
  if (behind > nameEnd + 1 && text.charCodeAt(behind) === colon) {
    nameStart = nameEnd + 1;
    nameEnd = behind;
  }

  let pidEnd = spacesStart(text, open);
  if (text.charCodeAt(pidEnd - 1) === closingParenthesis)
    pidEnd = spacesStart(text, text.lastIndexOf('(', pidEnd));
  let pidStart = pidEnd;
  while (isDigit(text.charCodeAt(pidStart - 1))) pidStart--;
  const before = text.charCodeAt(pidStart - 1);
  if (pidStart === pidEnd || !(before === dash || before === space)) return undefined;

  const event = text.slice(nameStart, nameEnd);
  if (!isWanted(event)) return passedOver;
  return {
    task: text.slice(pidStart, pidEnd),
    time: Number(text.slice(at, timeEnd)),
    event,
    text: text.slice(spacesEnd(text, nameEnd + 1)),
  };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Digits, a dot and digits. */
function timeEndOf(text: string, from: number): number {
  const whole = digitsEnd(text, from);
  return whole > from && text.charCodeAt(whole) === dot ? digitsEnd(text, whole + 1) : whole;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  for (; ; at++) {
    const code = text.charCodeAt(at);
    const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
    if (!(isLetter || code === underscore || isDigit(code))) return at;
  }
}

function spacesEnd(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === space) at++;
  return at;
}

/** The end of what stands before the spaces before a place. */
function spacesStart(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at - 1) === space) at--;
  return at;
}
