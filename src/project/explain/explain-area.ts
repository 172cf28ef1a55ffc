import type { Node } from '../../devicetree/tree.ts';
import { type BootResult, boot } from '../../kernel/boot.ts';
import { BootTrace, type CmaStep } from '../../kernel/boot-trace.ts';
import type { BootedCmaArea, BootedKernel } from '../../kernel/booted-kernel.ts';
import { errnoName } from '../../kernel/hooks/errno-names.ts';
import { formatBytes, hex } from '../../memory/quantity.ts';
import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';
import { decidingBehaviours } from './deciding-behaviours.ts';
import type { ExplainedRange, ExplainedStep, Explanation } from './explanation.ts';
import { Occupants, seenRange } from './occupants.ts';

/** A CMA area that the kernel makes of itself; or the region that has become the area that was asked for. */
export type ExplainedArea =
  | { readonly kind: 'area'; readonly explanation: Explanation }
  | { readonly kind: 'region'; readonly node: Node };

/** The default area, by the names that people know it by: an option, a usual node, what the kernel calls it. */
const defaultNames: readonly string[] = ['cma', 'linux,cma', 'reserved'];
const mostRanges = 12;
const fourGibibytes = 1n << 32n;

/**
 * Why a CMA area that no node makes lies where it lies, or why there is none (dma_contiguous_reserve(), spec 03 §6).
 *
 * @param name of an area, or one of the default area's names; undefined: no area is called so
 */
export function explainArea(
  board: Board,
  name: string,
  request: BootRequest,
  { kernel }: BootResult,
): ExplainedArea | undefined {
  const isDefault = defaultNames.includes(name);
  const area = kernel.cma.find((one) => (isDefault ? one.isDefault : one.name === name));
  if (area?.region !== undefined) return { kind: 'region', node: area.region };

  const trace = new BootTrace();
  const { machine = {}, hooks = [] } = request;
  const result = boot({ model: board.model, profile: kernel.profile, machine, hooks, trace });
  const own = isDefault ? 'reserved' : name;
  const step = trace.areas.find((one) => one.request.name === own);
  if (step === undefined && !isDefault) return undefined;

  const explanation: Explanation = {
    node: own,
    summary: summaryOf(own, area, step, kernel),
    steps: step === undefined ? [] : stepsOf(step, area, kernel),
    log: step?.said ?? [],
    behaviours: decidingBehaviours(board, request, kernel, own),
    boot: result,
  };
  return { kind: 'area', explanation };
}

function summaryOf(
  name: string,
  area: BootedCmaArea | undefined,
  step: CmaStep | undefined,
  kernel: BootedKernel,
): string {
  if (area !== undefined) {
    const { base, size, isDefault, isActive } = area;
    const which = isDefault ? `The default CMA area (${name})` : `The CMA area ${name}`;
    const dead = isActive ? '' : ', and could not be activated';
    return `${which} lies at ${hex(base)}..${hex(base + size)} (${formatBytes(size)})${dead}.`;
  }
  if (step !== undefined) {
    const which = name === 'reserved' ? 'no default CMA area' : `no CMA area ${name}`;
    return `There is ${which}: reserving it fails with ${errnoName(step.result)}.`;
  }
  return `There is no default CMA area: ${absence(kernel)}`;
}

/** Why none was asked for. */
function absence({ profile, commandLine, outcome }: BootedKernel): string {
  if (!profile.config.dmaCma) return 'the kernel is configured without CONFIG_DMA_CMA.';
  if (outcome === 'panics') return 'the kernel panics.';
  if (commandLine.cma?.size === 0n) return 'cma= on the command line asks for 0 bytes.';
  return 'Kconfig (CONFIG_CMA_SIZE_MBYTES, CONFIG_CMA_SIZE_PERCENTAGE) asks for 0 bytes, and no region is `linux,cma-default`.';
}

function stepsOf(
  step: CmaStep,
  area: BootedCmaArea | undefined,
  kernel: BootedKernel,
): readonly ExplainedStep[] {
  const texts = [plain(askedText(step, kernel)), searchStep(step, area, kernel)];
  if (area === undefined || area.exact) return texts;
  return [
    ...texts,
    plain(
      'What the kernel takes for itself before that (page tables, for one) is not all known to the emulation: the real base can be another.',
    ),
  ];
}

function plain(text: string): ExplainedStep {
  return { text, ranges: [], more: 0 };
}

/** Who wants an area of that size. */
function askedText(
  { request: { name, size, node } }: CmaStep,
  { profile, commandLine }: BootedKernel,
): string {
  const bytes = formatBytes(size);
  if (name.startsWith('hugetlb')) return `hugetlb_cma= asks for ${bytes} of memory node ${node?.id ?? 0}.`;
  if (node !== undefined) {
    const parameters = [
      ...(commandLine.numaCma.some((one) => one.node === node.id) ? ['numa_cma='] : []),
      ...(commandLine.cmaPerNuma === undefined ? [] : ['cma_pernuma=']),
    ];
    const who = name.startsWith('pernuma') ? 'cma_pernuma=' : (parameters[0] ?? 'CONFIG_CMA_SIZE_PERNUMA');
    return `${who} asks for ${bytes} of memory node ${node.id}.`;
  }
  if (commandLine.cma !== undefined)
    return `cma= on the command line asks for ${bytes}; Kconfig does not count.`;

  const { select, mbytes, percentage } = profile.config.cmaSize;
  const fixed = `CONFIG_CMA_SIZE_MBYTES (${mbytes} MiB)`;
  const part = `CONFIG_CMA_SIZE_PERCENTAGE (${percentage} % of memory)`;
  const who = {
    mbytes: 'CONFIG_CMA_SIZE_MBYTES asks',
    percentage: `${part} asks`,
    min: `The smaller of ${fixed} and ${part} asks`,
    max: `The larger of ${fixed} and ${part} asks`,
  }[select];
  return `${who} for ${bytes}: no region is \`linux,cma-default\`, and the command line has no cma=.`;
}

function searchStep(step: CmaStep, area: BootedCmaArea | undefined, kernel: BootedKernel): ExplainedStep {
  const { request, size, unit, result, before, said } = step;
  const { fixed, limit, node } = request;
  const wanted = `${formatBytes(size)} at a multiple of ${hex(unit)}`;
  const dramEnd = before.memory.at(-1)?.end ?? 0n;
  const end = limit === 0n || limit > dramEnd ? dramEnd : limit;
  const upwards = area !== undefined && isAboveFourGibibytes(area, kernel);
  const way = upwards ? 'upwards from 4 GiB' : 'from the top down';
  const where = `${hex(request.base)}..${hex(end)}${limitText(step, end, kernel)}`;
  const own = node === undefined ? '' : `, of it only memory of node ${node.id},`;
  const asked = fixed
    ? `cma_declare_contiguous_nid() wants ${wanted}, at ${hex(request.base)} and nowhere else.`
    : `cma_declare_contiguous_nid() searches ${where}${own} ${way}, for ${wanted}.`;
  if (area === undefined) {
    const words = said.length === 0 ? '' : ` It prints: ${said.join(' / ')}.`;
    return plain(`${asked} It fails with ${errnoName(result)}.${words}`);
  }
  if (fixed) return plain(`${asked} Nothing stands there.`);

  const occupants = new Occupants(before, kernel.machine, kernel.model);
  const [from, to] = upwards ? [fourGibibytes, area.base + area.size] : [area.base, end];
  const seen = rangesIn(occupants.takenIn(from, to), from, to, step, area.base);
  const met = upwards ? seen : seen.reverse();
  const shown = met.slice(-mostRanges);
  return {
    text: `${asked} It finds ${hex(area.base)}:`,
    ranges: shown,
    more: met.length - shown.length,
  };
}

function isAboveFourGibibytes({ base }: BootedCmaArea, { profile }: BootedKernel): boolean {
  return profile.behaviours.cmaPlacement !== 'top-down' && base >= fourGibibytes;
}

/** Why a search ends before memory does. */
function limitText({ request, before }: CmaStep, end: bigint, { commandLine }: BootedKernel): string {
  if (request.limit !== end || end === before.memory.at(-1)?.end) return '';
  const isGiven = commandLine.cma !== undefined && commandLine.cma.limit === end;
  return isGiven ? ' (the limit that cma= sets)' : " (the architecture's limit for DMA)";
}

/** What is taken and what is free of a stretch, ascending; the free range with the area in it begins or ends with it. */
function rangesIn(
  taken: readonly ExplainedRange[],
  from: bigint,
  to: bigint,
  { size, unit }: CmaStep,
  found: bigint,
): ExplainedRange[] {
  const ranges: ExplainedRange[] = [];
  const free = (base: bigint, end: bigint): void => {
    if (base >= end) return;
    const candidate = base <= found && found < end ? found : undefined;
    ranges.push(seenRange({ base, end, candidate }, size, unit));
  };

  let at = from;
  for (const range of taken) {
    free(at, range.base);
    ranges.push(range.what === 'reserved' ? { ...range, what: 'reserved by the kernel itself' } : range);
    if (range.end > at) at = range.end;
  }
  free(at, to);
  return ranges;
}
