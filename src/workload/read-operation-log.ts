import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { attrsOf, maySleep, zoneOf } from './alloc-variant.ts';
import type { DeviceLookup } from './device-names.ts';
import { type JsonMember, scanJsonObject } from './json-line.ts';
import {
  allocCallNamed,
  checkLine,
  type LineMistake,
  type LoggedOperation,
  parseObject,
} from './log-line.ts';
import { compileOperation, eachOf } from './operations/compile-operation.ts';
import type { OperationSpec } from './operations/operation-spec.ts';
import { operationSpec } from './operations/operation-table.ts';
import { detached, type PlainLine, readPlainLine } from './plain-line.ts';
import { flag, opcode, type Program } from './program.ts';
import { ProgramBuilder } from './program-builder.ts';
import { readRecorded } from './recorded-outcome.ts';
import { workloadLimits } from './workload-limits.ts';

export interface OperationLog {
  readonly program: Program;
  /** Paths, by the program's device numbers. */
  readonly devices: readonly string[];
  readonly problems: readonly Problem[];
}

const mostProblems = 20;

/** Whether a text is an operation log rather than YAML: its first line is a JSON object that says what it does. */
export function isOperationLog(text: string): boolean {
  return /^\s*\{[^\n]*"do"\s*:/.test(text);
}

/**
 * Reads an operation log: one JSON object a line, `{"device","do":"alloc","id","size"}`, `{"device","do":"free","id"}`, or another
 * operation with its fields. What a trace adds is passed over; empty lines are too. An id belongs to its device. Every wrong line
 * is a problem at its line and column, up to 20.
 */
export function readOperationLog(
  file: SourceFile,
  pageSize = 4096,
  find: (name: string) => DeviceLookup = asItStands,
): OperationLog {
  const reader = new OperationLogReader(file, pageSize, find);
  reader.read(file, mostProblems);
  const problems = [...reader.problems, ...reader.warnings];
  return { program: reader.program, devices: reader.devices, problems };
}

function asItStands(path: string): DeviceLookup {
  return { ok: true, path, warning: undefined };
}

/** Reads a log, whole or in stretches of whole lines; ids and devices stay known from one to the next. */
export class OperationLogReader {
  /** Paths, by number. */
  readonly devices: string[] = [];
  readonly warnings: Problem[] = [];
  #file: SourceFile;
  readonly #pageSize: number;
  readonly #find: (name: string) => DeviceLookup;
  readonly #builder: ProgramBuilder;
  /** By name as written, and by path. */
  readonly #deviceOf = new Map<string, number>();
  readonly #unknown = new Set<string>();
  /** By device: group by id. */
  readonly #groups: Map<string, number>[] = [];
  /** Of this stretch: what was freed, so that its id may be forgotten. */
  readonly #freed: { readonly device: number; readonly group: number }[] = [];
  readonly #problems: Problem[] = [];

  constructor(file: SourceFile, pageSize: number, find: (name: string) => DeviceLookup) {
    this.#file = file;
    this.#pageSize = pageSize;
    this.#find = find;
    this.#builder = new ProgramBuilder(file);
  }

  get program(): Program {
    return this.#builder.build();
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Reads until there are so many problems. */
  read(file: SourceFile, most: number): void {
    this.#file = file;
    const { text } = file;
    let start = 0;
    while (start < text.length && this.#problems.length < most) {
      const newline = text.indexOf('\n', start);
      const end = newline === -1 ? text.length : newline;
      this.#line(start, end);
      start = end + 1;
      if (this.#builder.length > workloadLimits.operations) {
        this.#report(
          'workload-too-long',
          `A log that is read as a whole has at most ${workloadLimits.operations} operations.`,
          end,
          end,
        );
        break;
      }
    }
  }

  /** Forgets the instructions so far, and every id of a freed buffer. */
  restart(file: SourceFile, isLive: (group: number) => boolean): void {
    for (const { device, group } of this.#freed) {
      const groups = this.#groups[device];
      const id = this.#builder.groupName(group);
      if (isLive(group) || groups?.get(id) !== group) continue;
      groups.delete(id);
      this.#builder.dropGroup(group);
    }
    this.#freed.length = 0;
    this.#builder.restart(file);
  }

  #line(start: number, end: number): void {
    const plain = readPlainLine(this.#file.text, start, end);
    if (plain !== undefined) {
      this.#plain(plain, start, end);
      return;
    }
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
    const mistake = checkLine(operation);
    if (mistake !== undefined) this.#mistake(mistake, start, end);
    else if (operation.do === 'alloc') this.#alloc(operation, start, end);
    else if (operation.do === 'free') this.#free(operation, start, end);
    else this.#operate(operation, start, end);
  }

  #plain({ isAlloc, device: name, id, size, recorded }: PlainLine, start: number, end: number): void {
    const device = this.#device(name, start, end);
    if (device === undefined) return;
    const group = this.#group(device, id);
    if (isAlloc) {
      const flags = flag.exclusive;
      const how = { first: 1, last: 0, flags, recorded };
      this.#builder.add({ opcode: opcode.alloc, device, group, size, ...how, start, end });
      return;
    }
    this.#builder.add({ opcode: opcode.freeGroup, device, group, size: 0, last: 0, flags: 0, start, end });
    this.#freed.push({ device, group });
  }

  #alloc(operation: LoggedOperation, start: number, end: number): void {
    const device = this.#device(String(operation.device), start, end);
    if (device === undefined) return;
    const gfp = operation.gfp === undefined ? undefined : String(operation.gfp);
    this.#builder.add({
      opcode: opcode.alloc,
      device,
      group: this.#group(device, String(operation.id)),
      size: Number(operation.size),
      first: 1,
      last: this.#variant(operation, gfp),
      flags: flag.exclusive | (maySleep(gfp) ? 0 : flag.atomic),
      recorded: readRecorded(operation.recorded),
      start,
      end,
    });
  }

  #variant({ call, attrs }: LoggedOperation, gfp: string | undefined): number {
    const zone = zoneOf(gfp);
    if (call === undefined && attrs === undefined && zone === undefined) return 0;
    const bits = Array.isArray(attrs) ? attrsOf(attrs.map(String)) : 0;
    return this.#builder.addVariant({ call: allocCallNamed(call), attrs: bits, zone });
  }

  #free(operation: LoggedOperation, start: number, end: number): void {
    const device = this.#device(String(operation.device), start, end);
    if (device === undefined) return;
    const id = String(operation.id);
    const group = this.#group(device, id);
    const flags = operation.size === undefined ? 0 : flag.wrongly;
    const size = Number(operation.size ?? 0);
    const last = Number(operation.offset ?? 0);
    this.#builder.add({ opcode: opcode.freeGroup, device, group, size, last, flags, start, end });
    this.#freed.push({ device, group });
  }

  #operate(operation: LoggedOperation, start: number, end: number): void {
    const spec = operationSpec(String(operation.do));
    if (spec === undefined) return;
    const device = this.#device(String(operation.device), start, end);
    if (device === undefined) return;
    for (const one of eachOf(spec, operation)) this.#operateOne(spec, one, device, start, end);
  }

  #operateOne(
    spec: OperationSpec,
    operation: Readonly<Record<string, unknown>>,
    device: number,
    start: number,
    end: number,
  ): void {
    const compiled = compileOperation(spec, operation, {
      pageSize: this.#pageSize,
      scope: `${device} `,
      device: () => device,
      allocation: (id) => {
        const group = this.#groups[device]?.get(id);
        return group === undefined ? undefined : { group, number: 0 };
      },
      report: (message, [key = '']) => {
        const place = this.#placeOfValue(String(key), start, end);
        this.#report('operation-invalid', message, place.start, place.end);
      },
    });
    const recorded = readRecorded(operation.recorded);
    if (compiled !== undefined) this.#builder.addOperation(compiled, { device, recorded, start, end });
  }

  /** Its number; undefined, and reported at its first use, if there is no such device. */
  #device(name: string, start: number, end: number): number | undefined {
    const found = this.#deviceOf.get(name);
    if (found !== undefined || this.#unknown.has(name)) return found;

    const lookup = this.#find(name);
    const place = this.#placeOfValue('device', start, end);
    if (!lookup.ok) {
      this.#unknown.add(name);
      this.#report('unknown-device', lookup.message, place.start, place.end, lookup.help);
      return undefined;
    }
    if (lookup.warning !== undefined) {
      const message = lookup.warning;
      this.warnings.push({ severity: 'warning', code: 'device-disabled', message, place });
    }
    let number = this.#deviceOf.get(lookup.path);
    if (number === undefined) {
      number = this.devices.push(lookup.path) - 1;
      this.#groups.push(new Map());
      this.#deviceOf.set(lookup.path, number);
    }
    this.#deviceOf.set(name, number);
    return number;
  }

  #group(device: number, id: string): number {
    const groups = this.#groups[device];
    const found = groups?.get(id);
    if (found !== undefined) return found;
    const name = detached(id);
    const group = this.#builder.addGroup(name);
    groups?.set(name, group);
    return group;
  }

  #mistake(mistake: LineMistake, start: number, end: number): void {
    const { key, kind, message, help } = mistake;
    const member = this.#member(key, start, end);
    const place = this.#placeOfValue(key, start, end);
    const isKey = kind === 'operation-unknown-key' && member !== undefined;
    this.#report(
      kind,
      message,
      isKey ? member.keyStart : place.start,
      isKey ? member.keyEnd : place.end,
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
