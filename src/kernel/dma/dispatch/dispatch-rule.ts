import type { Buffer } from '../buffer.ts';
import type { Operands } from '../decision-path.ts';
import type { Ask, Attempt, AttemptRefusal } from './ask.ts';

/** A question that the kernel asks of an allocation. */
export interface DispatchTest {
  /** Reads on after "if": `the device is coherent`. */
  readonly text: string;
  holds(ask: Ask): boolean;
  operands(ask: Ask): Operands;
  /**
   * Whether each allocation is asked: the answer hangs on its size, or to ask does something. Every other answer follows from the call,
   * its flags, the device's mask and what the device was assigned.
   */
  readonly isAskedAnew?: boolean;
  /** The tests that it is made of, where all must hold. */
  readonly parts?: readonly DispatchTest[];
}

/** A way that gives nothing. `isFinal`: and nothing else is tried, whatever the rule says. */
export interface Denial {
  readonly kind: 'denied';
  readonly refusal: AttemptRefusal;
  readonly isFinal: boolean;
}

/** Where memory is taken from. */
export interface MemoryWay {
  readonly kind: 'memory';
  /** A few words: `default CMA area`. */
  readonly name: string;
  take(ask: Ask): Buffer | Denial;
  /** Who was asked, for the report of a failure. */
  asked?(ask: Ask): Attempt['pool'];
}

/** The call is given to another kernel function, with rules of its own. */
export interface ListWay {
  readonly kind: 'list';
  readonly name: string;
  readonly rules: readonly DispatchRule[];
}

/** Something that is printed or kept, on the way. */
export interface NoteWay {
  readonly kind: 'note';
  readonly name: string;
  note(ask: Ask): void;
}

export type Way = MemoryWay | ListWay | NoteWay;

/** One step of a dispatch: a test, and the way that is gone if it holds. The first way that gives memory is the answer. */
export interface DispatchRule {
  /** Absent: always. */
  readonly test?: DispatchTest;
  readonly way: Way;
  /** What a way that gives nothing means: NULL, the next rule, or that only where the pool is not exclusive. */
  readonly otherwise: 'fails' | 'next' | 'next-if-shared';
  /** The kernel function. */
  readonly source: string;
}

/** Denials are made once: a busy board fails often. */
const denials = new Map<string, Denial>();

/** A way's answer that it has nothing. */
export function denied(refusal: AttemptRefusal, isFinal = false): Denial {
  const key = isFinal ? `${refusal}!` : refusal;
  let denial = denials.get(key);
  if (denial === undefined) {
    denial = { kind: 'denied', refusal, isFinal };
    denials.set(key, denial);
  }
  return denial;
}

const noPages = denied('no-pages');

/** Goes through rules in their order: the memory, or who denied it last. */
export function follow(rules: readonly DispatchRule[], ask: Ask): Buffer | Denial {
  let last = noPages;
  for (const rule of rules) {
    if (!holds(rule, ask)) continue;
    if (rule.way.kind === 'note') {
      rule.way.note(ask);
      continue;
    }

    const found = rule.way.kind === 'list' ? follow(rule.way.rules, ask) : take(rule.way, rule, ask);
    if (!('kind' in found)) return found;
    if (found.isFinal || endsWith(rule, ask)) return found;
    last = found;
  }
  return last;
}

function holds({ test, source, way }: DispatchRule, ask: Ask): boolean {
  if (test === undefined) return true;
  const answer = test.holds(ask);
  ask.path?.step({
    test: test.text,
    operands: test.operands(ask),
    answer: answer ? `yes: ${way.name}` : 'no',
    source,
  });
  return answer;
}

function take(way: MemoryWay, { source }: DispatchRule, ask: Ask): Buffer | Denial {
  const found = way.take(ask);
  if ('kind' in found) {
    ask.failed({ way: way.name, pool: way.asked?.(ask), refusal: found.refusal, source });
    ask.path?.step({ test: way.name, operands: { size: ask.size }, answer: found.refusal, source });
    return found;
  }
  ask.path?.step({
    test: way.name,
    operands: { size: ask.size, pages: found.pages },
    answer: found.firstPage < 0 ? 'memory' : `page ${found.firstPage}`,
    source,
  });
  return found;
}

function endsWith({ otherwise }: DispatchRule, { device }: Ask): boolean {
  if (otherwise === 'next-if-shared') return device.coherentPool?.isExclusive ?? true;
  return otherwise === 'fails';
}
