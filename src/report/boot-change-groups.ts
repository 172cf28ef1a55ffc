import type { BootChange } from '../project/compare-boots.ts';

/** Changes that have the same causes. */
export interface ChangeGroup extends Pick<BootChange, 'causes'> {
  readonly changes: readonly BootChange[];
}

/**
 * Changes by their causes: those that change more than messages first, each in the order of the changes. A message that has one
 * such group's causes and more stands with that group: it tells of the same thing in other words.
 */
export function groupByCause(changes: readonly BootChange[]): readonly ChangeGroup[] {
  const groups = new Map<string, BootChange[]>();
  for (const change of changes) {
    const id = names(change);
    const known = groups.get(id);
    if (known === undefined) groups.set(id, [change]);
    else known.push(change);
  }

  const all = [...groups.values()];
  const audible = all.filter((some) => some.some(({ kind }) => kind !== 'message'));
  const silent = all.filter((some) => !audible.includes(some));
  const alone: BootChange[][] = [];
  for (const some of silent)
    (audible.find((group) => isPartOf(group[0], some[0])) ?? pushed(alone)).push(...some);
  return [...audible, ...alone].map((some): ChangeGroup => {
    const [{ causes }] = some as [BootChange, ...BootChange[]];
    return { causes, changes: some };
  });
}

function pushed(groups: BootChange[][]): BootChange[] {
  const group: BootChange[] = [];
  groups.push(group);
  return group;
}

function names({ causes }: BootChange): string {
  return causes.map((joint) => joint.map(({ behaviour }) => behaviour).join()).join(';');
}

function isPartOf(some: BootChange | undefined, more: BootChange | undefined): boolean {
  const [few, ...noAlternative] = some?.causes ?? [];
  const [many, ...others] = more?.causes ?? [];
  if (few === undefined || many === undefined || noAlternative.length + others.length > 0) return false;
  return few.every(({ behaviour }) => many.some((one) => one.behaviour === behaviour));
}
