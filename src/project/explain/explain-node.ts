import type { Node } from '../../devicetree/tree.ts';
import { type BootResult, boot } from '../../kernel/boot.ts';
import { type BootStep, BootTrace } from '../../kernel/boot-trace.ts';
import { deviceName } from '../../kernel/device-name.ts';
import { formatBytes, hex } from '../../memory/quantity.ts';
import { isReachable } from '../../memory/status.ts';
import type { Problem } from '../../source/problem.ts';
import type { Board } from '../board.ts';
import { type BootRequest, bootBoard } from '../boot-board.ts';
import { decidingBehaviours } from './deciding-behaviours.ts';
import { explainArea } from './explain-area.ts';
import { explainAssignment, explainDriver } from './explain-device.ts';
import { explainRegionStep } from './explain-region.ts';
import type { ExplainedStep, Explanation } from './explanation.ts';
import { findNode } from './find-node.ts';

export type ExplainedNode =
  | { readonly ok: true; readonly explanation: Explanation }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Why a region lies where it lies, or why it failed; why a device gets what it gets. Told from a recording of what the
 * emulation did about the node.
 *
 * @param name path, label, alias or name of the node; or name of a CMA area, `cma` for the default one
 */
export function explainNode(board: Board, name: string, request: BootRequest = {}): ExplainedNode {
  const found = findNode(board.model.tree, name);
  if (!found.ok && found.problem.code !== 'unknown-node') return found;
  const booted = bootBoard(board, request);
  if (!booted.ok) return found.ok ? booted : found;

  if (found.ok) return { ok: true, explanation: explain(board, found.node, request, booted.result) };
  const area = explainArea(board, name, request, booted.result);
  if (area === undefined) return found;
  if (area.kind === 'area') return { ok: true, explanation: area.explanation };
  return { ok: true, explanation: explain(board, area.node, request, booted.result) };
}

function explain(board: Board, node: Node, request: BootRequest, booted: BootResult): Explanation {
  const trace = new BootTrace(node);
  const { profile } = booted.kernel;
  const { machine = {}, hooks = [] } = request;
  const result = boot({ model: board.model, profile, machine, hooks, trace });
  return {
    node: node.path,
    summary: bootSummary(node, result),
    steps: stepsOf(node, trace, result),
    log: linesAbout(node, trace, result),
    behaviours: decidingBehaviours(board, request, result.kernel, node.path),
    boot: result,
  };
}

/** Which driver it is, what it asks for, and what it does with the rest. */
function stepsOf(node: Node, trace: BootTrace, result: BootResult): readonly ExplainedStep[] {
  const [driver, ...others] = result.devices.filter((one) => one.node === node).flatMap(explainDriver);
  const done = trace.steps.flatMap((step) => explained(step, result));
  return [...(driver === undefined ? [] : [driver]), ...done, ...others];
}

function explained(step: BootStep, { kernel }: BootResult): readonly ExplainedStep[] {
  if (step.kind === 'assignment') return [explainAssignment(step, kernel)];
  const told = explainRegionStep(step, kernel);
  return told === undefined ? [] : [told];
}

/** Lines that name it, and what its hooks printed. */
function linesAbout(node: Node, { steps }: BootTrace, { log }: BootResult): readonly string[] {
  const said = new Set(steps.flatMap((step) => (step.kind === 'hook' ? step.said : [])));
  return log.map(({ text }) => text).filter((text) => said.has(text) || lineNames(text, node));
}

/** Whether a line of the log speaks of a node, by its whole name. */
export function lineNames(text: string, node: Node): boolean {
  if (node.parent === undefined) return false;
  return speaksOf(text, node.name) || text.includes(` ${deviceName(node)}: `);
}

function speaksOf(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isWhole = !/[\w,.+-]/.test(text[at - 1] ?? ' ');
    if (isWhole && !/^(?:[\w+@-]|,\S)/.test(text.slice(at + name.length))) return true;
  }
  return false;
}

/** What a boot comes to for a region or device, in a sentence. */
export function bootSummary(node: Node, { kernel, devices }: BootResult): string {
  const region = kernel.regions.find((one) => one.node === node);
  if (region !== undefined) {
    const { base, size, state, reason, hook } = region;
    const place =
      base === undefined
        ? 'lies nowhere'
        : `lies at ${hex(base)}..${hex(base + (size ?? 0n))} (${formatBytes(size ?? 0n)})`;
    const area = kernel.cma.find((one) => one.region === node);
    const dead = area !== undefined && !area.isActive && kernel.outcome === 'boots';
    if (state === 'ignored') return `${node.path} is passed over: nothing is reserved for it.`;
    const how = {
      initialized: `and the hook ${hook} set it up`,
      reserved: 'and stays reserved; no hook took it',
      failed: `and failed: ${reason ?? 'no reason given'}`,
    }[state];
    const end = dead
      ? ', but its CMA area could not be activated'
      : area?.isDefault
        ? '; it is the default CMA area'
        : '';
    const panic = kernel.outcomeReason?.includes(region.node.name) ? ` ${kernel.outcomeReason}.` : '';
    return `${node.path} ${place}, ${how}${end}.${panic}`;
  }

  const device = devices.find((one) => one.node === node);
  if (device !== undefined) {
    const count = device.assignments.length;
    const given = device.assignments.filter(({ how, result }) => how === 'assign' && result === 0).length;
    const regions = count === 1 ? '1 region' : `${count} regions`;
    return `${node.path} names ${regions}, and ${given === 0 ? 'none' : given} ${given < 2 ? 'is' : 'are'} assigned to it.`;
  }
  if (kernel.outcome === 'panics') return `The kernel panics before any device is there.`;
  if (node === kernel.model.reservedMemory) {
    const children = kernel.regions.map((one) => one.node.name).join(', ');
    return `${node.path} is no region itself, but holds them; name one of these: ${children || 'there is none'}.`;
  }
  if (kernel.model.memoryNodes.some((memory) => memory.node === node))
    return `${node.path} is memory, not a region: carveout boot --only memory shows what became of it.`;
  if (node.property('memory-region') === undefined)
    return `${node.path} is neither a region nor a device with a memory-region: the emulated boot does nothing about it.`;
  return isReachable(node)
    ? `${node.path} has a memory-region without entries.`
    : `${node.path} is disabled, or a node above it is: Linux makes no device of it.`;
}
