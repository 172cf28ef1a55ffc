import type { BootResult } from '../../kernel/boot.ts';
import { DeviceAssignments, regionCount } from '../../kernel/device-assignment.ts';
import { DmaMachine } from '../../kernel/dma/dma-machine.ts';
import type { AddressRange } from '../../memory/model.ts';
import { formatBytes, hex } from '../../memory/quantity.ts';
import type { Problem } from '../../source/problem.ts';
import type { Board } from '../board.ts';
import { type BootRequest, bootBoard } from '../boot-board.ts';
import { type KernelLogFile, mergedRanges } from './kernel-log.ts';
import { type LogHint, likelyReason, logHints } from './likely-reason.ts';
import { type MessageKind, messageIn, normalized, readMessage } from './log-message.ts';
import { type AboutMessage, Waiting } from './waiting-messages.ts';

/** One thing in which a real boot and its emulation differ. */
export interface LogDifference {
  readonly kind: 'missing' | 'extra' | 'different' | 'memory' | 'outcome';
  /** Name of a region or device; undefined: of none. */
  readonly subject: string | undefined;
  readonly about: MessageKind | 'memory' | 'outcome';
  readonly emulated: string | undefined;
  readonly logged: string | undefined;
  /** Line of the log. */
  readonly line: number | undefined;
  /** Why that may be; undefined: nothing comes to mind. */
  readonly reason: string | undefined;
}

/** A real log beside the emulated boot. */
export interface LogComparison {
  readonly boot: BootResult;
  readonly log: KernelLogFile;
  /** What was taken from the log, since no option gave it: `kernel`, `cmdline`. */
  readonly takenFromLog: readonly string[];
  readonly differences: readonly LogDifference[];
  readonly agreeing: number;
  /** Emulated messages that would stand where the log's beginning is missing. */
  readonly unjudged: number;
  /** Assignments that the emulation makes and the log does not tell of. */
  readonly unasked: readonly string[];
  readonly hints: readonly LogHint[];
}

export type BoardAgainstLog =
  | { readonly ok: true; readonly comparison: LogComparison }
  | { readonly ok: false; readonly problem: Problem };

/** Boots a board as a real log says that it was booted, and compares what both tell of reserved memory. */
export function compareWithLog(board: Board, log: KernelLogFile, request: BootRequest = {}): BoardAgainstLog {
  const takesKernel = request.kernel?.version === undefined && log.release !== undefined;
  const takesCommandLine = request.machine?.cmdline === undefined && log.commandLine !== undefined;
  const asLogged: BootRequest = {
    ...request,
    kernel: { ...request.kernel, ...(takesKernel ? { version: versionIn(log.release) } : {}) },
    machine: { ...request.machine, ...(takesCommandLine ? { cmdline: log.commandLine } : {}) },
  };
  const booted = bootBoard(board, asLogged);
  if (!booted.ok) return booted;

  const { result } = booted;
  const matched = match(log, result);
  const differences = [
    ...outcomeDifference(log, result),
    ...memoryDifference(log, result),
    ...matched.differences,
  ];
  const comparison: LogComparison = {
    boot: result,
    log,
    takenFromLog: [...(takesKernel ? ['kernel'] : []), ...(takesCommandLine ? ['cmdline'] : [])],
    differences: differences.map((one) => ({ ...one, reason: likelyReason(one, result, log) })),
    agreeing: matched.agreeing,
    unjudged: matched.unjudged,
    unasked: matched.unasked,
    hints: logHints(board, result, log, request),
  };
  return { ok: true, comparison };
}

/** `6.6.30` of `6.6.30-yocto-standard`. */
function versionIn(release: string | undefined): string | undefined {
  return /^\d+\.\d+(?:\.\d+)?/.exec(release ?? '')?.[0];
}

type Found = Omit<LogDifference, 'reason'>;

function outcomeDifference(
  { panicked, hasBeginning }: KernelLogFile,
  { kernel }: BootResult,
): readonly Found[] {
  if (kernel.outcome === 'boots' || panicked || !hasBeginning) return [];
  const emulated = kernel.outcomeReason;
  return [{ ...nothing, kind: 'outcome', about: 'outcome', emulated, logged: 'no panic' }];
}

const nothing = { subject: undefined, line: undefined } as const;

/** Whole pages of RAM as the kernel counts them, no-map or not. */
function memoryDifference({ memory }: KernelLogFile, { kernel }: BootResult): readonly Found[] {
  if (memory === undefined) return [];
  const page = BigInt(kernel.profile.config.pageSize);
  const pages = kernel.dump.memory.flatMap(({ base, end }): readonly AddressRange[] => {
    const first = ((base + page - 1n) / page) * page;
    const last = (end / page) * page;
    return last > first ? [{ base: first, size: last - first }] : [];
  });
  const [logged, emulated] = [memory, mergedRanges(pages)].map(shownMemory);
  if (logged === emulated) return [];
  return [{ ...nothing, kind: 'memory', about: 'memory', emulated, logged }];
}

function shownMemory(ranges: readonly AddressRange[]): string {
  return ranges.map(({ base, size }) => `${formatBytes(size)} at ${hex(base)}`).join(', ');
}

/** Messages read; one that names no region has the name of the node that is told of next. */
function readAll(
  messages: readonly { readonly text: string; readonly line?: number }[],
): readonly AboutMessage[] {
  const read = messages.map((message) => ({ ...message, ...readMessage(message.text) }));
  return read.map((message, at) => {
    const next = read[at + 1];
    const isNamedNext =
      (message.kind === 'created' && next?.kind === 'initialized') ||
      (message.kind === 'other' && next?.kind === 'hook-failed');
    return isNamedNext ? { ...message, subject: next.subject } : message;
  });
}

interface Matched {
  readonly differences: readonly Found[];
  readonly agreeing: number;
  readonly unjudged: number;
  readonly unasked: readonly string[];
}

/** Pairs the messages: first those that say the same, then those about the same thing; the rest is missing or too much. */
function match(log: KernelLogFile, result: BootResult): Matched {
  const placeOf = result.kernel.cma.some(({ exact }) => !exact)
    ? withoutPlace
    : (text: string): string => text;
  const boots = result.kernel.log.filter(({ text }) => messageIn(text) === text);
  const expected = new Waiting(readAll(boots), placeOf);
  const optional = new Map(driverMessages(result).map((text) => [normalized(text), text]));

  const asked = new Set<string>();
  const left: AboutMessage[] = [];
  for (const message of readAll(log.messages)) {
    if (expected.takeSame(message)) continue;
    const text = normalized(message.text);
    if (optional.has(text)) asked.add(text);
    else left.push(message);
  }

  const differences = left.map((message): Found => {
    const emulated = expected.takeAbout(message);
    const { kind: about, subject, text: logged, line } = message;
    const kind = emulated === undefined ? 'extra' : 'different';
    return { kind, subject, about, emulated: emulated?.text, logged, line };
  });
  const missing = expected.rest();
  const judged = log.hasBeginning ? missing : missing.filter(({ index }) => index > expected.firstTaken);
  const missed = judged.map(({ message: { text: emulated, kind: about, subject } }): Found => {
    return { kind: 'missing', subject, about, emulated, logged: undefined, line: undefined };
  });
  const unasked = result.log
    .slice(result.kernel.log.length)
    .filter(({ text }) => readMessage(text).kind === 'assigned' && !asked.has(normalized(text)));
  return {
    differences: [...differences, ...missed],
    agreeing: expected.agreed + asked.size,
    unjudged: missing.length - judged.length,
    unasked: unasked.map(({ text }) => text),
  };
}

/** A default area whose base hangs on the kernel's own allocations agrees wherever it lies. */
function withoutPlace(text: string): string {
  return text.replace(/^(cma: Reserved -?\d+ MiB) at 0x[0-9a-f]+/, '$1');
}

/**
 * What drivers may have the kernel print: of each device that is there all that its entries can lead to, since drivers that are
 * not known may ask for any.
 */
function driverMessages({ kernel, log }: BootResult): readonly string[] {
  if (kernel.outcome === 'panics') return [];
  const machine = new DmaMachine(kernel);
  const assignments = new DeviceAssignments(machine);
  const texts = log.slice(kernel.log.length).map(({ text }) => text);
  const users = new Set(kernel.model.uses.filter((use) => use.deviceAvailable).map(({ device }) => device));
  for (const node of users) {
    const device = machine.device(node);
    const ask = (index: number): void => {
      for (const { text } of assignments.initByIndex(device, index).lines) texts.push(text);
    };
    const indexes = Array.from({ length: regionCount(node) ?? 0 }, (_, index) => index);
    for (const index of indexes) ask(index);
    // A driver may let go of one region before it asks for the next.
    for (const index of indexes) {
      assignments.release(device);
      ask(index);
    }
  }
  return texts;
}
