import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BootResult, boot } from '../../src/kernel/boot.ts';
import type { KernelProfile } from '../../src/kernel/profile.ts';
import { defconfigOf } from '../../src/kernel/profiles/defconfigs.ts';
import type { Finding } from '../../src/lint/finding.ts';
import { lint } from '../../src/lint/lint.ts';
import { boardFromText } from '../helpers/board.ts';
import { memory, placement, randomBoard } from './random-boards.ts';
import { profileOf } from './rule-test.ts';

/** Lines that tell of something wrong, as rules predict them in their notes. */
const complaint =
  /unsupported node format|invalid .* property in|failed to reserve|OVERLAP DETECTED|compatible matching fail|incorrect alignment|bypass|Skipping dt/;

/** The same boards each time: what a gate says must not hang on chance. More runs and other seeds find more. */
const runs = { numRuns: 150, seed: 20 };
const kernels = [
  ['4.14', 'arm64'],
  ['5.10', 'arm64'],
  ['6.1', 'arm64'],
  ['6.12', 'arm64'],
  ['7.2', 'arm64'],
  ['6.1', 'arm'],
  ['6.12', 'arm'],
  ['6.12', 'riscv'],
] as const;

describe.each(kernels)('lint for Linux %s on %s', (version, arch) => {
  // riscv's defconfig has no CMA, of which there would be little to tell.
  const { behaviours } = profileOf({ version, arch });
  const withCma = new Map([...defconfigOf(arch, behaviours), ['DMA_CMA', 'y']] as const);
  const profile = profileOf({ version, arch, config: withCma });

  test('predicts each complaint of the emulated boot, and no other', () => {
    fc.assert(
      fc.property(randomBoard, (dts) => {
        const { findings, result } = rehearse(dts, profile);
        const comparable = (lines: readonly string[]): string =>
          lines.filter((line) => !isOfShared(line, findings)).join('\n');
        expect(comparable(predicted(findings))).toBe(comparable(printed(result)));
      }),
      runs,
    );
  });

  test('tells of each region that fails to boot, and of each pool that no device can have', () => {
    fc.assert(
      fc.property(randomBoard, (dts) => {
        const { findings, result } = rehearse(dts, profile);
        if (findings.some(({ rule }) => rule === 'reserved-root-cells')) return;

        const untold = unusable(result).filter(({ name }) => !findings.some((one) => speaksOf(one, name)));
        expect(untold).toEqual([]);
        if (result.kernel.outcome === 'panics') {
          expect(findings).toContainEqual(
            expect.objectContaining({ rule: 'region-outside-memory', severity: 'error' }),
          );
        }
      }),
      runs,
    );
  });

  test('calls no pool unusable that a device is given', () => {
    fc.assert(
      fc.property(randomBoard, (dts) => {
        const { findings, result } = rehearse(dts, profile);
        const given = result.devices
          .flatMap(({ assignments }) => assignments)
          .filter((one) => one.result === 0)
          .map(({ region }) => region);
        const errors = findings.filter(
          ({ rule, severity }) => severity === 'error' && aboutPools.includes(rule),
        );
        const overlaps = findings.filter(({ rule }) => rule === 'region-overlap');
        // A pool can become usable by a no-map region beneath it.
        const wrong = errors.filter(
          ({ node }) => given.includes(node) && !overlaps.some(({ message }) => message.includes(`${node} `)),
        );
        expect(wrong).toEqual([]);
      }),
      runs,
    );
  });
});

/** Rules whose errors say that a pool is of no use. */
const aboutPools: readonly string[] = ['shared-pool-without-mode', 'reusable-and-no-map', 'cma-alignment'];

/** Regions that failed, and pools that a device asked for in vain. */
function unusable({
  kernel,
  devices,
}: BootResult): readonly { readonly name: string; readonly why: string }[] {
  const failed = kernel.regions
    .filter(({ state }) => state === 'failed')
    .map(({ node, reason = '' }) => ({ name: node.name, why: reason }));
  const pools = kernel.regions.filter(({ compatible }) => compatible.includes('shared-dma-pool'));
  const refused = devices
    .flatMap(({ assignments }) => assignments)
    .filter(({ result }) => result !== 0)
    .flatMap(({ region, result }) => {
      const pool = pools.find(({ node }) => node.path === region);
      return pool === undefined ? [] : [{ name: pool.node.name, why: `${result}` }];
    });
  return [...failed, ...refused];
}

function rehearse(
  dts: string,
  profile: KernelProfile,
): { readonly findings: readonly Finding[]; readonly result: BootResult } {
  const { model } = boardFromText(dts);
  return {
    findings: lint({ model, profile, memory }),
    result: boot({ model, profile, machine: { ...placement, memory } }),
  };
}

/**
 * Left out are overlaps with what Linux placed itself, which hang on where that was, and with regions of size 0, which another
 * rule tells of.
 */
function printed({ log, kernel }: BootResult): readonly string[] {
  const placed = kernel.regions.filter(
    ({ node, base }) => base !== kernel.model.regionOf(node)?.reg[0]?.base,
  );
  const isLeftOut = (text: string): boolean =>
    text.includes('OVERLAP') &&
    (/\((0x\w+)--\1\)/.test(text) || placed.some(({ node }) => text.includes(`${node.name} (`)));
  return distinct(log.map(({ text }) => text).filter((text) => !isLeftOut(text)));
}

/** A region that fails gives back what it shares with another, which may fail for that: the overlap is what lint tells. */
function isOfShared(line: string, findings: readonly Finding[]): boolean {
  const [, name] = /node (r\d+) compatible matching fail/.exec(line) ?? [];
  return name !== undefined && findings.some((one) => one.rule === 'region-overlap' && speaksOf(one, name));
}

/** A message of two lines is one. */
function predicted(findings: readonly Finding[]): readonly string[] {
  return distinct(findings.flatMap(({ note = '' }) => note.split(/\n(?!r\d+ \()/)));
}

function distinct(lines: readonly string[]): readonly string[] {
  return [...new Set(lines.filter((line) => complaint.test(line)))].sort();
}

function speaksOf({ message, severity }: Finding, name: string): boolean {
  return severity !== 'info' && message.includes(`/${name} `);
}
