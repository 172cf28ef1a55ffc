import type { CmaArea } from '../cma-area.ts';
import type { CoherentPool } from '../coherent-pool.ts';
import type { DmaDevice } from '../dma-device.ts';
import { gfpAtomic, gfpKernel } from '../gfp.ts';
import type { RestrictedPool } from '../restricted-pool.ts';
import type { Ask } from './ask.ts';
import type { Dispatch } from './dispatch-of.ts';
import type { DispatchRule, DispatchTest } from './dispatch-rule.ts';
import { all } from './dispatch-tests.ts';

/** The rules that are left for one device and one kind of call, and all that their tests looked at. */
interface Resolved {
  readonly attrs: number;
  readonly coherentMask: bigint;
  readonly coherentPool: CoherentPool | undefined;
  readonly cmaArea: CmaArea | undefined;
  readonly restrictedPool: RestrictedPool | undefined;
  readonly isConfigured: boolean;
  readonly rules: readonly DispatchRule[];
}

/**
 * A kernel's dispatch, with the tests made beforehand whose answers are the same for all allocations of a device by one kind of call.
 * They are made again where anything changed that they look at: the device's mask, and what it was assigned.
 */
export class ResolvedDispatch {
  readonly #dispatch: Dispatch;
  /** By device: for dma_alloc_attrs() and dma_alloc_pages(), each with GFP_KERNEL and GFP_ATOMIC. */
  readonly #devices = new Map<DmaDevice, (Resolved | undefined)[]>();

  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch;
  }

  /** The rules that answer; all of them where somebody wants to know each test, or the flags are unusual. */
  rulesFor(ask: Ask): readonly DispatchRule[] {
    const { device, request, path } = ask;
    const { gfp, call } = request;
    if (path !== undefined || (gfp !== gfpKernel && gfp !== gfpAtomic)) return this.#dispatch[call];

    let known = this.#devices.get(device);
    if (known === undefined) {
      known = [undefined, undefined, undefined, undefined];
      this.#devices.set(device, known);
    }
    const kind = (call === 'attrs' ? 0 : 2) + (gfp === gfpKernel ? 0 : 1);
    let resolved = known[kind];
    if (resolved === undefined || !holdsStill(resolved, ask)) {
      resolved = resolve(this.#dispatch[call], ask);
      known[kind] = resolved;
    }
    return resolved.rules;
  }
}

function holdsStill(resolved: Resolved, { device, request }: Ask): boolean {
  return (
    resolved.attrs === request.attrs &&
    resolved.coherentPool === device.coherentPool &&
    resolved.cmaArea === device.cmaArea &&
    resolved.restrictedPool === device.restrictedPool &&
    resolved.isConfigured === device.isConfigured &&
    resolved.coherentMask === device.coherentMask
  );
}

function resolve(rules: readonly DispatchRule[], ask: Ask): Resolved {
  const { coherentMask, coherentPool, cmaArea, restrictedPool, isConfigured } = ask.device;
  const { attrs } = ask.request;
  const looked = { attrs, coherentMask, coherentPool, cmaArea, restrictedPool, isConfigured };
  return { ...looked, rules: rulesLeft(rules, ask) };
}

/** The rules that may hold, without what is known of their tests; none behind one that is the answer. */
function rulesLeft(rules: readonly DispatchRule[], ask: Ask): readonly DispatchRule[] {
  const left: DispatchRule[] = [];
  for (const { test, way, otherwise, source } of rules) {
    const tests = test === undefined ? [] : testsLeft(test, ask);
    if (tests === undefined) continue;
    const rule = {
      way: way.kind === 'list' ? { ...way, rules: rulesLeft(way.rules, ask) } : way,
      otherwise,
      source,
    };
    const [first, ...more] = tests;
    left.push(
      first === undefined ? rule : { ...rule, test: more.length === 0 ? first : all(first, ...more) },
    );
    if (first === undefined && way.kind !== 'note' && otherwise === 'fails') break;
  }
  return left;
}

/** The parts of a test that each allocation is asked; undefined: it does not hold. */
function testsLeft(test: DispatchTest, ask: Ask): DispatchTest[] | undefined {
  if (test.parts === undefined) {
    if (test.isAskedAnew === true) return [test];
    return test.holds(ask) ? [] : undefined;
  }
  const left: DispatchTest[] = [];
  for (const part of test.parts) {
    const tests = testsLeft(part, ask);
    if (tests === undefined) return undefined;
    left.push(...tests);
  }
  return left;
}
