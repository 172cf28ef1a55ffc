import type { BootChange } from '../project/compare-boots.ts';
import type { Cause, JointCauses } from '../project/find-causes.ts';

/** Changes of a group that need further behaviours, or none. */
export interface ChangePart {
  readonly also: readonly Cause[];
  readonly changes: readonly BootChange[];
}

/** All that one cause changes. */
export interface ChangeGroup extends Pick<BootChange, 'causes'> {
  readonly parts: readonly ChangePart[];
}

/** What a board's software meets first, first; messages at the end. */
const order: readonly BootChange['kind'][] = ['outcome', 'region', 'cma', 'device', 'memory', 'message'];

/**
 * Changes by their causes, each cause once: what has a group's cause and more stands with that group. Groups that change most
 * come first, those that change messages only last.
 */
export function groupByCause(changes: readonly BootChange[]): readonly ChangeGroup[] {
  const byCauses = new Map<string, BootChange[]>();
  for (const change of changes) {
    const id = idOf(change.causes);
    const known = byCauses.get(id);
    if (known === undefined) byCauses.set(id, [change]);
    else known.push(change);
  }

  const groups: { causes: readonly JointCauses[]; parts: ChangePart[] }[] = [];
  for (const some of [...byCauses.values()].sort((a, b) => weight(a) - weight(b))) {
    const [{ causes }] = some as [BootChange, ...BootChange[]];
    const host = groups.find((group) => beyond(group.causes, causes) !== undefined);
    if (host === undefined) groups.push({ causes, parts: [{ also: [], changes: ranked(some) }] });
    else host.parts.push({ also: beyond(host.causes, causes) ?? [], changes: ranked(some) });
  }
  return groups
    .map(({ causes, parts }) => ({ causes, parts: joined(parts) }))
    .sort((a, b) => rankOf(a) - rankOf(b));
}

function idOf(causes: readonly JointCauses[]): string {
  return causes.map((joint) => joint.map(({ behaviour }) => behaviour).join()).join(';');
}

/** Hosts before those that they take in: the fewest behaviours first, and of as many those that change more than messages. */
function weight(changes: readonly BootChange[]): number {
  const causes = changes[0]?.causes ?? [];
  const behaviours = causes.reduce((sum, { length }) => sum + length, 0);
  const isAudible = changes.some(({ kind }) => kind !== 'message');
  return (isAudible ? 0 : 1000) + behaviours;
}

/** What a change needs beyond a group's cause; undefined: that has no part in it. */
function beyond(group: readonly JointCauses[], causes: readonly JointCauses[]): readonly Cause[] | undefined {
  const [own, ...alternatives] = group;
  if (own === undefined || alternatives.length > 0) return undefined;
  const names = new Set(own.map(({ behaviour }) => behaviour));
  for (const joint of causes) {
    const more = joint.filter(({ behaviour }) => !names.has(behaviour));
    if (joint.length - more.length === own.length) return more;
  }
  return undefined;
}

/** Parts that need nothing more as one, in front. */
function joined(parts: readonly ChangePart[]): readonly ChangePart[] {
  const plain = parts.filter(({ also }) => also.length === 0).flatMap(({ changes }) => changes);
  const others = parts.filter(({ also }) => also.length > 0);
  return [...(plain.length === 0 ? [] : [{ also: [], changes: ranked(plain) }]), ...others];
}

function ranked(changes: readonly BootChange[]): readonly BootChange[] {
  return [...changes].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function rankOf({ parts }: ChangeGroup): number {
  return Math.min(...parts.flatMap(({ changes }) => changes.map(({ kind }) => order.indexOf(kind))));
}
