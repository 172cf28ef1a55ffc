import type { Operation } from './operation.ts';
import type { ObjectFamily } from './operation-spec.ts';

/** What an id stands for now. */
export interface NamedObject<Thing> {
  readonly family: ObjectFamily;
  /** False: it was ended, and is kept for whoever names it still. */
  readonly isLive: boolean;
  readonly thing: Thing;
}

/** Why an operation cannot be performed, whatever the kernel says. */
export interface NameMistake {
  readonly kind: 'never-made' | 'wrong-kind' | 'still-live' | 'too-many';
  /** The field that says it. */
  readonly field: string;
  readonly id: string;
  /** What the id stands for, where that is the mistake. */
  readonly family: ObjectFamily | undefined;
}

/** Ended objects that are still known: a driver that names older ones is told that they never were. */
const mostKept = 10_000;

/** What is live at one time; each is kept with what the kernel knows of it. */
const mostLive = 1_000_000;

/** The ids of a workload that are not allocations: memory, mappings, DMA pools and their blocks. */
export class ObjectNames<Thing> {
  readonly #objects = new Map<string, NamedObject<Thing>>();
  /** Keys of ended objects, the one that ended first at the front. */
  readonly #kept = new Set<string>();

  /** Of those that have no id, which nothing can end. */
  #unnamed = 0;
  readonly #most: number;

  constructor(most: number = mostLive) {
    this.#most = most;
  }

  get liveCount(): number {
    return this.#objects.size - this.#kept.size + this.#unnamed;
  }

  find(scope: string, id: string): NamedObject<Thing> | undefined {
    return this.#objects.get(scope + id);
  }

  /** What is wrong with the ids of an operation; `undefined`: nothing. */
  check({ spec, operands, allocation, scope }: Operation): NameMistake | undefined {
    for (const { name: field, type } of spec.fields) {
      if (type.kind === 'entries') {
        for (const { buffer } of operands.entries(field)) {
          const mistake = buffer === undefined ? undefined : this.#use(scope, buffer, ['memory'], field);
          if (mistake !== undefined) return mistake;
        }
        continue;
      }
      const id = operands.text(field);
      if (type.kind === 'makes' && this.liveCount >= this.#most)
        return { kind: 'too-many', field, id: id ?? spec.name, family: type.family };
      if (id === undefined) continue;
      if (type.kind === 'makes' && this.find(scope, id)?.isLive)
        return { kind: 'still-live', field, id, family: undefined };
      if (type.kind !== 'uses' || (field === 'id' && allocation !== undefined)) continue;
      const mistake = this.#use(scope, id, type.families, field);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  }

  /** Notes what an operation made, and what it ended. */
  apply({ spec, operands, allocation, scope }: Operation, made: Thing): void {
    for (const { name, type } of spec.fields) {
      const id = operands.text(name);
      if (id === undefined) {
        if (type.kind === 'makes') this.#unnamed++;
        continue;
      }
      const key = scope + id;
      if (type.kind === 'makes') {
        this.#kept.delete(key);
        this.#objects.set(key, { family: type.family, isLive: true, thing: made });
      } else if (type.kind === 'uses' && type.ends !== undefined && allocation === undefined)
        this.#end(key, type.ends);
    }
  }

  #use(scope: string, id: string, families: readonly ObjectFamily[], field: string): NameMistake | undefined {
    const known = this.find(scope, id);
    if (known === undefined) return { kind: 'never-made', field, id, family: undefined };
    if (families.includes(known.family)) return undefined;
    return { kind: 'wrong-kind', field, id, family: known.family };
  }

  #end(key: string, how: 'gone' | 'kept'): void {
    const known = this.#objects.get(key);
    if (known === undefined) return;
    if (how === 'gone') {
      this.#objects.delete(key);
      this.#kept.delete(key);
      return;
    }
    this.#objects.set(key, { ...known, isLive: false });
    this.#kept.delete(key);
    this.#kept.add(key);
    if (this.#kept.size <= mostKept) return;
    for (const oldest of this.#kept) {
      this.#kept.delete(oldest);
      this.#objects.delete(oldest);
      break;
    }
  }
}

const familyWords: Readonly<Record<ObjectFamily, string>> = {
  allocation: 'an allocation',
  memory: 'a buffer of the driver',
  mapping: 'a mapping',
  pool: 'a DMA pool',
  block: 'a block of a DMA pool',
};

/** A mistake as a sentence. */
export function nameMistakeText({ kind, id, family }: NameMistake, { spec }: Operation): string {
  if (kind === 'too-many')
    return 'More buffers, mappings, blocks and pools are live at once here than 1,000,000: nothing ends them.';
  if (kind === 'still-live') return `\`${id}\` is in use: what it stands for has not been ended.`;
  if (kind === 'wrong-kind' && family !== undefined)
    return `\`${id}\` is ${familyWords[family]}, of which there is no \`${spec.name}\`.`;
  return `\`${id}\` stands for nothing here: no earlier operation makes it, or it was given back.`;
}
