import type { BootResult } from '../kernel/boot.ts';
import type { BootedCmaArea, BootedRegion } from '../kernel/booted-kernel.ts';
import { errnoName } from '../kernel/hooks/errno-names.ts';
import { formatBytes, hex } from '../memory/quantity.ts';

/** What a fact is about; a message is all but silence, the others are what a board's software meets. */
export type BootFactKind = 'outcome' | 'memory' | 'region' | 'cma' | 'device' | 'message';

/** One thing that can be said of a boot, in a form that two boots can be compared by. */
export interface BootFact {
  readonly kind: BootFactKind;
  /** A region's or device's path, a CMA area's name, a message's text. */
  readonly subject: string;
  /** Of the subject: `place`, `state`; an index of `memory-region`, or `driver`. */
  readonly aspect: string;
  readonly value: string;
}

/** The facts of a boot by their keys, in the order in which they are told. */
export type BootFacts = ReadonlyMap<string, BootFact>;

/**
 * What a boot comes to: whether the kernel boots, how much memory is left to it, each region's place and fate, each CMA area,
 * what each device gets, and how often each message is printed at which level.
 *
 * Not in it: the base of an area that is not exact, and the order of messages.
 */
export function bootFacts({ kernel, devices, log }: BootResult): BootFacts {
  const facts = new Map<string, BootFact>();
  const tell = (kind: BootFactKind, subject: string, aspect: string, value: string): void => {
    facts.set(factKey(kind, subject, aspect), { kind, subject, aspect, value });
  };

  tell('outcome', 'kernel', 'outcome', kernel.outcomeReason ?? 'boots');
  tell('memory', 'memory', 'left to the kernel', formatBytes(freeBytes(kernel.memblock)));
  for (const region of kernel.regions) {
    tell('region', region.node.path, 'place', placeOf(region));
    tell('region', region.node.path, 'state', stateOf(region));
  }
  for (const area of kernel.cma) tell('cma', area.name, 'area', areaOf(area));
  for (const { node, works, assignments } of devices) {
    tell('device', node.path, 'driver', works ? 'works' : 'gives up');
    for (const { index, result } of assignments)
      tell('device', node.path, `${index}`, result === undefined ? 'not read' : errnoName(result));
  }
  for (const [text, levels] of levelsByText(log)) tell('message', text, 'level', levels);
  return facts;
}

export function factKey(kind: BootFactKind, subject: string, aspect: string): string {
  return `${kind}\0${subject}\0${aspect}`;
}

function freeBytes(memblock: BootResult['kernel']['memblock']): bigint {
  let bytes = 0n;
  for (const { base, end } of memblock.freeRanges()) bytes += end - base;
  return bytes;
}

function placeOf({ base, size }: BootedRegion): string {
  return base === undefined ? 'nowhere' : `${hex(base)}, ${formatBytes(size ?? 0n)}`;
}

function stateOf({ state, hook }: BootedRegion): string {
  return hook === undefined ? state : `${state} by ${hook}`;
}

function areaOf({ base, size, exact, isDefault, isActive }: BootedCmaArea): string {
  const place = exact ? `${hex(base)}, ` : '';
  return `${place}${formatBytes(size)}${isDefault ? ', default' : ''}${isActive ? '' : ', not activated'}`;
}

function levelsByText(log: BootResult['log']): ReadonlyMap<string, string> {
  const levels = new Map<string, string[]>();
  for (const { level, text } of log) {
    const known = levels.get(text);
    if (known === undefined) levels.set(text, [level]);
    else known.push(level);
  }
  return new Map([...levels].map(([text, all]) => [text, all.join(', ')]));
}
