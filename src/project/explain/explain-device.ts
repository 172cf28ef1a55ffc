import type { BootedDevice } from '../../kernel/boot.ts';
import type { AssignmentStep } from '../../kernel/boot-trace.ts';
import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { errnoName } from '../../kernel/hooks/errno-names.ts';
import type { ExplainedStep } from './explanation.ts';

/** Why one entry of a device's `memory-region` gives what it gives. */
export function explainAssignment(step: AssignmentStep, kernel: BootedKernel): ExplainedStep {
  const call = `of_reserved_mem_device_init_by_idx(${step.index}) returns ${errnoName(step.result)}`;
  return { text: `${call}: ${reasonOf(step, kernel)}`, ranges: [], more: 0 };
}

const waysOfItsOwn = {
  map: { one: 'maps it itself', many: 'maps them itself' },
  resource: { one: 'takes its place and size only', many: 'takes their places and sizes only' },
  lookup: { one: 'looks it up in the table of regions', many: 'looks them up in the table of regions' },
  unread: { one: 'does not look at it', many: 'does not look at them' },
} as const;

/** Which driver does what with the entries that it does not have assigned. */
export function explainDriver({ driver, works, assignments }: BootedDevice): readonly ExplainedStep[] {
  const known =
    driver === undefined
      ? 'Its driver is not known: it is taken to call of_reserved_mem_device_init(), which asks for entry 0.'
      : driver === 'no driver'
        ? 'Linux has no driver that binds to it, so that nobody looks at its regions.'
        : `Its driver is ${driver}.`;
  if (driver === 'no driver') return [{ text: known, ranges: [], more: 0 }];
  const verdict = works ? '' : ' What it needs is not there, and it gives up.';
  const others = runsOf(assignments.filter(({ how }) => how !== 'assign')).map(textOfRun);
  return [known + verdict, ...others].map((text) => ({ text, ranges: [], more: 0 }));
}

type Assignments = BootedDevice['assignments'];

/** Neighbours with which the driver does the same. */
function runsOf(assignments: Assignments): readonly Assignments[] {
  const runs: Assignments[number][][] = [];
  for (const one of assignments) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const isAlike = last?.how === one.how && last.result === one.result && last.index + 1 === one.index;
    if (run !== undefined && isAlike) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

function textOfRun(run: Assignments): string {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined || first.how === 'assign') return '';
  const { how, result } = first;
  const end = result === undefined || result === 0 ? '' : `, in vain: ${errnoName(result)}`;
  if (first === last)
    return `Entry ${first.index} of memory-region, ${first.region ?? 'which is no node'}: the driver ${waysOfItsOwn[how].one}${end}.`;
  const names = run.map(({ region }) => region?.replace(/^\/reserved-memory\//, '') ?? 'no node');
  const between = run.length === 2 ? 'and' : 'to';
  const entries = `Entries ${first.index} ${between} ${last.index} of memory-region (${names.join(', ')})`;
  return `${entries}: the driver ${waysOfItsOwn[how].many}${end}.`;
}

function reasonOf({ target, reason, result }: AssignmentStep, kernel: BootedKernel): string {
  const name = target?.path ?? '';
  switch (reason) {
    case 'no-entry':
      return 'memory-region has no such entry, or its phandle is no node. Most drivers take that for "none".';
    case 'disabled':
      return `${name} is disabled. Nothing is assigned, and the driver is not told.`;
    case 'not-in-table':
      return `${lookup(kernel)} does not find ${name}: ${fate(name, kernel)}`;
    case 'no-operations':
      return `${name} is there, but no hook took it: ${fate(name, kernel)} Drivers that only need its place do not make this call.`;
    case 'refused':
      return result === -16
        ? `the device already has a coherent pool, and this kernel gives it no second one (rmem_dma_device_init()).`
        : `the hook of ${name} refuses the device.`;
    case 'assigned':
      return `the hook of ${name} gives it to the device.`;
  }
}

function lookup({ profile }: BootedKernel): string {
  return profile.behaviours.regionLookup === 'name'
    ? 'of_reserved_mem_lookup(), by name,'
    : '__find_rmem(), by phandle,';
}

function fate(path: string, { regions }: BootedKernel): string {
  const region = regions.find(({ node }) => node.path === path);
  if (region === undefined) return 'it is no child of /reserved-memory.';
  switch (region.state) {
    case 'failed':
      return `it failed at boot (${region.reason ?? 'without a message'}).`;
    case 'ignored':
      return 'the early scan ignored it.';
    case 'reserved':
      return 'its memory is reserved, and that is all.';
    case 'initialized':
      return 'it was set up, under a name that is looked for in vain.';
  }
}
