import type { Node } from '../devicetree/tree.ts';
import type { Place } from '../source/place.ts';
import type { BoardFacts } from './board-facts.ts';
import type { Fix, Related, Severity } from './finding.ts';
import type { DataOf, MessageTemplate } from './message-template.ts';

/**
 * What a rule needs to be told before it may speak:
 * `cells` that the kernel takes /reserved-memory at all (or that there is none), `memory-map` a bank with a size,
 * `profile` a kernel; the others what only the user knows: where the boot loader puts things, how much RAM is fitted, and the
 * firmware's memory map.
 */
export type Requirement = (typeof requirements)[number];

export const requirements = [
  'cells',
  'memory-map',
  'profile',
  'kernel-image',
  'initrd',
  'fdt',
  'ram-size',
  'efi-map',
] as const;

/** `recommended` by default, `strict` beside it where asked for; `pack`: in one of `packs/packs.ts`. */
export type Preset = 'recommended' | 'strict' | 'pack';

export type Messages = Readonly<Record<string, MessageTemplate>>;

/** What a rule says about one place. */
export interface Report<M extends Messages, Id extends keyof M = keyof M> {
  readonly message: Id;
  readonly data: DataOf<M[Id]>;
  readonly node: Node;
  readonly place: Place;
  readonly related?: readonly Related[];
  /** Where it differs from the rule's. */
  readonly severity?: Severity | undefined;
  /** In place of the template's: for what depends on the kernel. */
  readonly note?: string | undefined;
  /** In place of the template's: for a remedy that is worked out. */
  readonly help?: string | undefined;
  /** The remedy as edits, where it is mechanical. */
  readonly fix?: Fix | undefined;
}

/** What a rule sees: the board's facts, worked out once for all rules, and where to report. */
export interface RuleContext<M extends Messages> {
  readonly board: BoardFacts;
  report<Id extends keyof M>(report: Report<M, Id>): void;
}

/** A rule as its file writes it. */
export interface RuleDefinition<M extends Messages> {
  /** Kebab-case, a noun phrase of the fault. */
  readonly id: string;
  readonly severity: Severity;
  readonly preset: Preset;
  readonly requires: readonly Requirement[];
  /** `regions`: it has nothing to say about a board whose /reserved-memory has no child, and is not asked. Default: it is. */
  readonly about?: 'regions';
  /** The law in one sentence. */
  readonly summary: string;
  readonly messages: M;
  /** Numbers of the documented failures that it would have told. */
  readonly evidence: readonly number[];
  check(context: RuleContext<M>): void;
}

/** A rule of the catalogue. */
export interface Rule extends RuleDefinition<Messages> {
  /** Its page, relative to the package. */
  readonly docs: string;
}

/** Makes a rule of its definition; names and data of its messages are checked against each other by the compiler. */
export function defineRule<const M extends Messages>(definition: RuleDefinition<M>): Rule {
  const { check, ...metadata } = definition;
  return Object.freeze({
    ...metadata,
    docs: `docs/rules/${definition.id}.md`,
    // A rule's context takes the ids of that rule's messages; the engine hands each rule its own.
    check: check as (context: RuleContext<Messages>) => void,
  });
}
