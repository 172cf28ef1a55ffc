import type { Node } from '../../devicetree/tree.ts';
import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { Severity } from '../../lint/finding.ts';
import type { Messages, Report } from '../../lint/rule.ts';
import type { Place } from '../../source/place.ts';
import type { PoolFigures, RunResult } from '../run-result.ts';

/** A workload that was performed on a board, as rules look at it. */
export interface CapacityRun {
  readonly kernel: BootedKernel;
  readonly result: RunResult;
}

/** What a capacity rule sees, and where it reports. */
export interface CapacityContext<M extends Messages> {
  readonly run: CapacityRun;
  report<Id extends keyof M>(report: Report<M, Id>): void;
}

/** A rule as its file writes it. */
interface CapacityRuleDefinition<M extends Messages> {
  /** Kebab-case, a noun phrase of the fault. */
  readonly id: string;
  readonly severity: Severity;
  /** The law in one sentence. */
  readonly summary: string;
  readonly messages: M;
  /** Numbers of the documented failures that it would have told. */
  readonly evidence: readonly number[];
  check(context: CapacityContext<M>): void;
}

/** A rule about a workload on a board: what `run` and `check` find, where lint sees the tree alone. */
export interface CapacityRule extends CapacityRuleDefinition<Messages> {
  /** Its page, relative to the package. */
  readonly docs: string;
}

/** Makes a rule of its definition, as `defineRule` does for lint's. */
export function defineCapacityRule<const M extends Messages>(
  definition: CapacityRuleDefinition<M>,
): CapacityRule {
  const { check, ...metadata } = definition;
  return Object.freeze({
    ...metadata,
    docs: `docs/rules/${definition.id}.md`,
    // A rule's context takes the ids of that rule's messages; the engine hands each rule its own.
    check: check as (context: CapacityContext<Messages>) => void,
  });
}

/** Where a pool is written: its region, or for an area that no region describes the root of the tree. */
export function placeOfPool(
  { kernel: { model } }: CapacityRun,
  { region }: Pick<PoolFigures, 'region'>,
): { readonly node: Node; readonly place: Place } {
  const node = model.regions.find(({ path }) => path === region)?.node ?? model.tree.root;
  return { node, place: node.place };
}

/** The node of a device that the workload names. */
export function nodeOfDevice({ kernel: { model } }: CapacityRun, path: string): Node {
  return model.tree.nodeByPath(path) ?? model.tree.root;
}

/** As messages call it: the path of its region, or the area that no region describes. */
export function poolName({ region, name, kind }: Pick<PoolFigures, 'region' | 'name' | 'kind'>): string {
  return region ?? (kind === 'default-cma' ? 'the default CMA area' : name);
}

/** A share of a whole for people: `87 %`. */
export function percentText(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
