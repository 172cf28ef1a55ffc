import { attrsOf, maySleep, zoneOf } from '../alloc-variant.ts';
import type { CompileContext } from '../compile-context.ts';
import type { StepSetting } from '../compile-steps.ts';
import { flag } from '../program.ts';
import type { StepExpectation } from '../workload-document.ts';
import { workloadLimits } from '../workload-limits.ts';
import type { YamlPath } from '../yaml-source.ts';
import { type AmountReader, compileDistribution, runningSums } from './compile-distribution.ts';
import type { WorkloadRandom } from './generate-document.ts';

/** A `random`, as the one instruction that draws all of its operations. */
export function compileRandom(
  random: WorkloadRandom,
  expect: StepExpectation | undefined,
  { path, times }: StepSetting,
  context: CompileContext,
): void {
  const own = [...path, 'random'];
  const { start, end } = context.placeOf(path);
  const live = random.live ?? workloadLimits.live;
  const freedAtEnd = random.keep === true ? 0 : Math.min(live, random.operations);
  context.count(times * (random.operations + freedAtEnd), context.placeOf([...own, 'operations']));

  const devices = devicesOf(random, own, context);
  const size = compileDistribution(random.size, [...own, 'size'], sizeReader(context));
  const lifetime =
    random.lifetime === undefined
      ? undefined
      : compileDistribution(random.lifetime, [...own, 'lifetime'], countReader(context));
  checkExpectation(expect, path, context);
  if (random.id !== undefined && context.isShared(random.id)) {
    const message = `Another step allocates under \`${random.id}\`: the id of a \`random\` belongs to it alone.`;
    context.report('workload-invalid', message, context.placeOf([...own, 'id']));
  }
  if (devices === undefined || size === undefined) return;
  if (random.lifetime !== undefined && lifetime === undefined) return;

  const { builder } = context;
  const expected = context.expected(expect, random.operations, path, { device: undefined });
  builder.addRandom(
    {
      ...devices,
      operations: random.operations,
      size,
      lifetime,
      live,
      keep: random.keep === true,
      seed: random.seed ?? builder.randomCount + 1,
      runSeed: context.setting.seed,
    },
    {
      group: context.groupFor(random.id),
      last: builder.addVariant({
        call: random.call ?? 'coherent',
        attrs: attrsOf(random.attrs ?? []),
        zone: zoneOf(random.gfp),
      }),
      flags: maySleep(random.gfp) ? 0 : flag.atomic,
      ...expected,
      start,
      end,
    },
  );
}

function devicesOf(
  { device, devices }: WorkloadRandom,
  path: YamlPath,
  context: CompileContext,
): { readonly devices: readonly number[]; readonly weights: readonly number[] } | undefined {
  const named = namedDevices(device, devices);
  const numbers = named.map(({ name, at }) => context.device(name, [...path, ...at]));
  const known = numbers.filter((number) => number !== undefined);
  if (known.length < numbers.length) return undefined;
  return { devices: known, weights: runningSums(named.map(({ weight }) => weight)) };
}

interface NamedDevice {
  readonly name: string;
  readonly weight: number;
  readonly at: YamlPath;
}

function namedDevices(
  device: string | undefined,
  devices: readonly string[] | Readonly<Record<string, number>> | undefined,
): readonly NamedDevice[] {
  if (devices === undefined) return [{ name: device ?? '', weight: 1, at: ['device'] }];
  if (isList(devices)) return devices.map((name, index) => ({ name, weight: 1, at: ['devices', index] }));
  return Object.entries(devices).map(([name, weight]) => ({ name, weight, at: ['devices', name] }));
}

function isList(devices: readonly string[] | Readonly<Record<string, number>>): devices is readonly string[] {
  return Array.isArray(devices);
}

function sizeReader(context: CompileContext): AmountReader {
  return {
    read: (amount, path) => context.size(amount, path),
    report: (message, path) => context.report('workload-size', message, context.placeOf(path)),
  };
}

/** Operations: whole numbers, with or without the word. */
function countReader(context: CompileContext): AmountReader {
  const report = (message: string, path: YamlPath): void =>
    context.report('workload-invalid', message, context.placeOf(path));
  return {
    report,
    read: (amount, path) => {
      const digits = /^\s*(\d+)(?:\s*operations?)?\s*$/.exec(String(amount))?.[1];
      const number = Number(digits);
      if (digits !== undefined && number >= 1 && Number.isSafeInteger(number)) return number;
      report(`Expected a whole number of operations, at least 1; found \`${amount}\`.`, path);
      return undefined;
    },
  };
}

/** What comes of a step by chance can be told by numbers only. */
function checkExpectation(
  expect: StepExpectation | undefined,
  path: YamlPath,
  context: CompileContext,
): void {
  const isCount =
    typeof expect !== 'object' ||
    (typeof expect.fails !== 'string' && expect.from === undefined && expect.dma === undefined);
  if (expect !== 'fails' && isCount) return;
  const message = 'A `random` expects `any`, or that so many fail: `{ fails: 3 }`.';
  context.report('workload-invalid', message, context.placeOf([...path, 'expect']));
}
