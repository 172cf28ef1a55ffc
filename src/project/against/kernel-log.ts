import type { AddressRange } from '../../memory/model.ts';
import { isStartOfMessage, isWholeMessage, messageIn } from './log-message.ts';

/** A message of a real kernel that speaks of reserved memory or CMA. */
export interface LoggedMessage {
  /** Without what stood before it; a message of two lines is one text. */
  readonly text: string;
  /** Of the file, from 1. */
  readonly line: number;
}

/** What a real kernel's log tells. */
export interface KernelLogFile {
  readonly messages: readonly LoggedMessage[];
  /** False: its beginning is missing, as where a ring buffer ran over. */
  readonly hasBeginning: boolean;
  /** `6.6.30-yocto-standard`; undefined: not told. */
  readonly release: string | undefined;
  readonly commandLine: string | undefined;
  readonly machineModel: string | undefined;
  /** Whole pages of RAM, ascending, those that touch as one; undefined: not told. */
  readonly memory: readonly AddressRange[] | undefined;
  readonly panicked: boolean;
  /** Where the file holds several boots: how many, and the line at which the one that is read begins. */
  readonly chosen?: { readonly boots: number; readonly line: number } | undefined;
}

/** A wrapped message has no more lines than this. */
const mostPieces = 4;

/**
 * Reads a kernel log as it is found in the wild: dmesg's and journalctl's forms, logcat's, a serial console's with levels, colours
 * and carriage returns, wrapped or with two messages on a line. Of several boots the last one is read that is all there. Undefined: there is no kernel log in it.
 */
export function readKernelLog(text: string): KernelLogFile | undefined {
  const boots = bootsIn([...physicalLines(text)]);
  const lines = boots.findLast(isComplete) ?? boots.findLast(tellsAnything) ?? boots.at(-1) ?? [];
  const messages: LoggedMessage[] = [];
  for (let at = 0; at < lines.length; at++) {
    const { message, taken } = messageAt(lines, at);
    if (message !== undefined) messages.push({ text: message, line: lines[at]?.number ?? 0 });
    at += taken - 1;
  }

  const first = (pattern: RegExp): string | undefined => {
    for (const line of lines) {
      const found = pattern.exec(line.text)?.[1];
      if (found !== undefined) return found.trim();
    }
    return undefined;
  };
  const release = first(/\bLinux version (\S+)/);
  const isLog = messages.length > 0 || lines.some(({ text: line }) => kernelLine.test(line));
  if (!isLog && release === undefined) return undefined;

  return {
    messages,
    hasBeginning: release !== undefined || lines.some(({ text: line }) => /\bBooting Linux on /.test(line)),
    release,
    commandLine: first(/\bKernel command line: (.*)$/),
    machineModel: first(/\bMachine model: (.*)$/),
    memory: memoryOf(lines),
    panicked: lines.some(({ text: line }) => /\bKernel panic - not syncing/.test(line)),
    chosen: boots.length < 2 ? undefined : { boots: boots.length, line: lines[0]?.number ?? 1 },
  };
}

/** Each boot by itself: a serial console's file, or journalctl's, has one after the other. */
function bootsIn(lines: readonly PhysicalLine[]): readonly (readonly PhysicalLine[])[] {
  const starts: number[] = [];
  let awaitsVersion = false;
  lines.forEach(({ text }, at) => {
    const isFirst = /\bBooting Linux on /.test(text);
    const isVersion = /\bLinux version \d/.test(text);
    if (isFirst || (isVersion && !awaitsVersion)) starts.push(at);
    awaitsVersion = isFirst || (awaitsVersion && !isVersion);
  });
  // What stands before the first beginning is a boot loader's, or the end of a boot that is not all there.
  return starts.length === 0 ? [lines] : starts.map((start, index) => lines.slice(start, starts[index + 1]));
}

/** Whether a boot got past its reserved memory: the kernel counts its memory then. */
function isComplete(lines: readonly PhysicalLine[]): boolean {
  return lines.some(({ text }) => /\bMemory: \d+[Kk]\/\d+[Kk] available/.test(text));
}

/** What only a kernel's log has: a time stamp of dmesg's, or words that each boot prints. */
const kernelLine =
  /^(?:<\d+>)?\[ *\d+\.\d{6}(?:@\d+)?\]|\bkernel: |\b(?:Kernel command line|Zone ranges|Early memory node ranges|Machine model):/;

/** Android's logcat takes what stands before the first colon for a tag, and fills it up: `… I OF      : reserved mem: …`. */
const logcat = /^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +(?:\w+ +)?\d+ +\d+ [VDIWEF] (\S[^:]*?) *: /;

/** Whether it has a message to compare: `Linux version` is what /proc/version says, too. */
function tellsAnything(lines: readonly PhysicalLine[]): boolean {
  return lines.some(({ text }) => messageIn(text) !== undefined);
}

interface PhysicalLine {
  readonly text: string;
  readonly number: number;
}

/** Lines without colours and control characters; of two messages on one line each is one. */
function* physicalLines(text: string): Iterable<PhysicalLine> {
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's are what this takes out
    const plain = raw.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/[\x00-\x08\x0b-\x1f\x7f\ufeff]/g, '');
    const told = plain.replace(logcat, '$1: ');
    for (const part of told.split(/(?<=\S.*)(?=(?:<\d+>)?\[ *\d+\.\d{6}(?:@\d+)?\])/))
      yield { text: part, number };
  }
}

/** The message that begins on a line, if one does, and how many lines it takes. */
function messageAt(
  lines: readonly PhysicalLine[],
  at: number,
): { readonly message: string | undefined; readonly taken: number } {
  const start = messageIn(lines[at]?.text ?? '');
  if (start === undefined) return { message: undefined, taken: 1 };

  let text = start;
  for (let taken = 1; taken <= mostPieces; taken++) {
    const next = lines[at + taken]?.text;
    if (isWholeMessage(text.trimEnd())) {
      // A terminal breaks where its line ends, also within the last word.
      const isRest = next !== undefined && /^[\w@,.+-]+$/.test(next) && isStamped(lines[at]?.text ?? '');
      return { message: isRest ? `${text}${next}` : text.trimEnd(), taken: isRest ? taken + 1 : taken };
    }
    if (next === undefined || isStartOfMessage(next)) break;
    text = joined(text, next);
  }
  return { message: start.trimEnd(), taken: 1 };
}

function isStamped(line: string): boolean {
  return /^(?:<\d+>)?\[[ \d.:TZ+@-]+\]/.test(line);
}

/** The second line of an overlap message stands on a line of its own; anything else was broken by a terminal. */
function joined(text: string, next: string): string {
  const overlap = /\S+ \(\S+--\S+\) overlaps with .*/.exec(next)?.[0];
  return /OVERLAP DETECTED!\s*$/.test(text) && overlap !== undefined
    ? `${text.trimEnd()}\n${overlap}`
    : `${text}${next}`;
}

/** `node   0: [mem 0x40000000-0x7fffffff]` below "Early memory node ranges". */
function memoryOf(lines: readonly PhysicalLine[]): readonly AddressRange[] | undefined {
  const ranges: AddressRange[] = [];
  for (const { text } of lines) {
    const [, first, last] = /\bnode +\d+: \[mem (0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16})\]/.exec(text) ?? [];
    if (first !== undefined && last !== undefined && BigInt(last) >= BigInt(first))
      ranges.push({ base: BigInt(first), size: BigInt(last) - BigInt(first) + 1n });
  }
  return ranges.length === 0 ? undefined : mergedRanges(ranges);
}

/** Ranges that touch as one, ascending. */
export function mergedRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const merged: AddressRange[] = [];
  for (const { base, size } of [...ranges].sort((a, b) => (a.base < b.base ? -1 : 1))) {
    const last = merged.at(-1);
    const end = last === undefined ? 0n : last.base + last.size;
    if (last === undefined || base > end) merged.push({ base, size });
    else if (base + size > end)
      merged[merged.length - 1] = { base: last.base, size: base + size - last.base };
  }
  return merged;
}
