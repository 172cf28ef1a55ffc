import { describe, expect, it } from 'vitest';
import { createDmaSystem } from '../../src/kernel/dma/dma-system.ts';
import type { Finding } from '../../src/lint/finding.ts';
import { bootBoard } from '../../src/project/boot-board.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import { findCapacity } from '../../src/workload/rules/find-capacity.ts';
import type { FailureReport } from '../../src/workload/run-result.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import { boardFromText } from '../helpers/board.ts';

/** A camera that sees 2 GiB of RAM from 0x40000000 on, and an area for it. */
const boardWith = (area: string, base: string, size: string): string => `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	compatible = "vendor,board";
	cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; }; };
	memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x80000000>, <1 0 0 0x80000000>; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		area: area { compatible = "shared-dma-pool"; ${area}; reg = <${base} 0 ${size}>; };
	};
	soc {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		dma-ranges = <0 0x40000000 0 0x40000000 0 0x80000000>;
		compatible = "simple-bus";
		camera@1000 { compatible = "vendor,camera"; reg = <0 0x1000 0 0x1000>; memory-region = <&area>; };
	};
};
`;

interface Failed {
  readonly report: FailureReport;
  readonly findings: readonly Finding[];
}

function failureOf(dts: string, size: string): Failed {
  const board = boardFromText(dts);
  const booted = bootBoard(board);
  if (!booted.ok) return expect.fail(booted.problem.message);
  const { kernel } = booted.result;
  const dma = createDmaSystem(kernel);
  const text = `version: 1\nsteps:\n  - alloc: { device: /soc/camera@1000, size: ${size}, id: a }\n`;
  const { pageSize } = kernel.profile.config;
  const { workload, problems } = loadWorkload(new SourceFile('w.yaml', text), {
    tree: board.tree,
    dma,
    pageSize,
  });
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  const result = runWorkload(dma, workload);
  const { firstFailure } = result;
  if (firstFailure === undefined) return expect.fail('it does not fail');
  return { report: firstFailure, findings: findCapacity([{ label: '', kernel, result }]) };
}

const moved =
  'Move /reserved-memory/area to addresses up to 0xbfffffff: the device does not reach it where it lies, whatever its size.';

describe('what helps an allocation that failed', () => {
  it('is a larger area where the device reaches it', () => {
    const { report, findings } = failureOf(boardWith('reusable', '0 0x50000000', '0x400000'), '8MiB');
    expect(report.remedy).toMatch(/^Enlarge \/reserved-memory\/area to 0x800000 /);
    expect(findings.map(({ rule }) => rule)).toEqual(['order-impossible']);
  });

  it('is another place for an area beyond what the device reaches, which is not called too small', () => {
    const { report, findings } = failureOf(boardWith('reusable', '1 0x40000000', '0x4000000'), '8MiB');
    expect(report.remedy).toBe(moved);
    expect(report.failure.message).toMatch(/^8 MiB: area has room for it where the device does not reach, /);
    expect(report.failure.details?.remedies).toEqual([
      'Raise the coherent mask or widen `dma-ranges`: the device reaches addresses up to 0xbfffffff.',
    ]);
    expect(findings.map(({ rule }) => rule)).toEqual([]);
  });
});
