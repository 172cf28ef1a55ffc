import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { type JsonMember, scanJsonObject } from './json-line.ts';
import { nearestNames } from './nearest-name.ts';
import { flag, opcode, type Program } from './program.ts';
import { ProgramBuilder } from './program-builder.ts';
import { workloadLimits } from './workload-limits.ts';

/** A device as the log names it, and where it does so first. */
export interface LoggedDevice {
  readonly name: string;
  readonly place: Place;
}

export interface OperationLog {
  readonly program: Program;
  /** By the program's device numbers. */
  readonly devices: readonly LoggedDevice[];
  readonly problems: readonly Problem[];
}

const mostProblems = 20;

/** What an operation has, and what `run --trace` adds to it, which reading passes over. */
const knownKeys = ['device', 'do', 'id', 'size', 'gfp', 'ok', 'dma', 'from', 'exact', 'why'];
const known = new Set(knownKeys);

/** The members of a line's object that say what is done, not yet known to be right. */
interface LoggedOperation {
  readonly device?: unknown;
  readonly do?: unknown;
  readonly id?: unknown;
  readonly size?: unknown;
  readonly gfp?: unknown;
}

interface MemberCheck {
  readonly key: keyof LoggedOperation;
  readonly expected: string;
  readonly holds: (value: unknown, operation: LoggedOperation) => boolean;
}

const checks: readonly MemberCheck[] = [
  { key: 'device', expected: 'the path of a node', holds: isName },
  { key: 'do', expected: '`alloc` or `free`', holds: (value) => value === 'alloc' || value === 'free' },
  {
    key: 'id',
    expected: 'a text that names the buffer',
    holds: (value) => isName(value) || Number.isSafeInteger(value),
  },
  {
    key: 'gfp',
    expected: '`atomic` or `kernel`',
    holds: (value) => value === undefined || value === 'atomic' || value === 'kernel',
  },
  {
    key: 'size',
    expected: 'a whole number of bytes, up to 2^53 - 1',
    holds: (value, operation) =>
      operation.do === 'free' || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0),
  },
];

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** Whether a text is an operation log rather than YAML: its first line is a JSON object that says what it does. */
export function isOperationLog(text: string): boolean {
  return /^\s*\{[^\n]*"do"\s*:/.test(text);
}

/**
 * Reads an operation log: one JSON object a line, `{"device","do":"alloc","id","size"}` or `{"device","do":"free","id"}`,
 * with `"gfp":"atomic"` where the driver may not sleep. What a trace adds is passed over; empty lines are too. An id
 * belongs to its device. Every wrong line is a problem at its line and column, up to 20.
 */
export function readOperationLog(file: SourceFile): OperationLog {
  return new LogReader(file).read();
}

class LogReader {
  readonly #file: SourceFile;
  readonly #builder: ProgramBuilder;
  readonly #devices: LoggedDevice[] = [];
  readonly #deviceOf = new Map<string, number>();
  /** By device: group by id. */
  readonly #groups: Map<string, number>[] = [];
  readonly #problems: Problem[] = [];

  constructor(file: SourceFile) {
    this.#file = file;
    this.#builder = new ProgramBuilder(file);
  }

  read(): OperationLog {
    const { text } = this.#file;
    let start = 0;
    while (start < text.length && this.#problems.length < mostProblems) {
      const newline = text.indexOf('\n', start);
      const end = newline === -1 ? text.length : newline;
      this.#line(start, end);
      start = end + 1;
      if (this.#builder.length > workloadLimits.operations) {
        this.#report(
          'workload-too-long',
          `A log has at most ${workloadLimits.operations} operations.`,
          end,
          end,
        );
        break;
      }
    }
    return { program: this.#builder.build(), devices: this.#devices, problems: this.#problems };
  }

  #line(start: number, end: number): void {
    const line = this.#file.text.slice(start, end);
    const operation = parseObject(line);
    if (operation === undefined) {
      if (line.trim() === '') return;
      const { mistake } = scanJsonObject(this.#file.text, start, end);
      const at = mistake?.offset ?? start;
      this.#report(
        'operation-syntax',
        mistake?.message ?? 'This is not a JSON object.',
        at,
        Math.min(at + 1, end),
      );
      return;
    }

    for (const key in operation) {
      if (known.has(key)) continue;
      this.#unknownKey(key, start, end);
      return;
    }
    this.#operation(operation, start, end);
  }

  #operation(operation: LoggedOperation, start: number, end: number): void {
    const wrong = checks.find(({ key, holds }) => !holds(operation[key], operation));
    if (wrong !== undefined) {
      this.#wrong(wrong.key, operation[wrong.key], wrong.expected, start, end);
      return;
    }

    const device = this.#device(String(operation.device), start, end);
    const group = this.#group(device, String(operation.id));
    if (operation.do === 'free') {
      this.#builder.add({ opcode: opcode.freeGroup, device, group, start, end });
      return;
    }
    const flags = flag.exclusive | (operation.gfp === 'atomic' ? flag.atomic : 0);
    this.#builder.add({
      opcode: opcode.alloc,
      device,
      group,
      size: Number(operation.size),
      first: 1,
      flags,
      start,
      end,
    });
  }

  #device(name: string, start: number, end: number): number {
    const found = this.#deviceOf.get(name);
    if (found !== undefined) return found;
    const number = this.#devices.push({ name, place: this.#placeOfValue('device', start, end) }) - 1;
    this.#deviceOf.set(name, number);
    this.#groups.push(new Map());
    return number;
  }

  #group(device: number, id: string): number {
    const groups = this.#groups[device];
    const found = groups?.get(id);
    if (found !== undefined) return found;
    const group = this.#builder.addGroup(id);
    groups?.set(id, group);
    return group;
  }

  #wrong(key: string, value: unknown, expected: string, start: number, end: number): void {
    const place = this.#placeOfValue(key, start, end);
    if (value === undefined)
      this.#report(
        'operation-key-missing',
        `An operation needs \`${key}\`: ${expected}.`,
        place.start,
        place.end,
      );
    else {
      const found = JSON.stringify(value);
      const shown = found.length > 60 ? `${found.slice(0, 57)}…` : found;
      this.#report('operation-invalid', `\`${key}\` is ${expected}; found ${shown}.`, place.start, place.end);
    }
  }

  #unknownKey(key: string, start: number, end: number): void {
    const member = this.#member(key, start, end);
    const meant = nearestNames(key, knownKeys, 1)[0];
    const help = meant === undefined ? `Known: ${knownKeys.join(', ')}.` : `Did you mean \`${meant}\`?`;
    this.#report(
      'operation-unknown-key',
      `An operation has no \`${key}\`.`,
      member?.keyStart ?? start,
      member?.keyEnd ?? end,
      help,
    );
  }

  #placeOfValue(key: string, start: number, end: number): Place {
    const member = this.#member(key, start, end);
    const lineEnd = start + this.#file.text.slice(start, end).trimEnd().length;
    return { file: this.#file, start: member?.valueStart ?? start, end: member?.valueEnd ?? lineEnd };
  }

  #member(key: string, start: number, end: number): JsonMember | undefined {
    // The last one counts, as for JSON.parse().
    return scanJsonObject(this.#file.text, start, end).members.findLast((member) => member.key === key);
  }

  #report(code: string, message: string, start: number, end: number, help?: string): void {
    const place = { file: this.#file, start, end };
    this.#problems.push({ severity: 'error', code, message, place, ...(help === undefined ? {} : { help }) });
  }
}

function parseObject(line: string): LoggedOperation | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is LoggedOperation {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
