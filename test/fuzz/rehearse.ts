import { versionsOf } from '../../src/kernel/profile.ts';
import { collectFindings } from '../../src/lint/lint-report.ts';
import { reportBoard } from '../../src/project/board-report.ts';
import { bootBoard } from '../../src/project/boot-board.ts';
import { lintBoard } from '../../src/project/lint-board.ts';
import { type LoadOptions, loadInput } from '../../src/project/load-board.ts';
import type { TreeInput } from '../../src/project/tree-input.ts';
import { bootJson } from '../../src/report/boot-json.ts';
import { bootText } from '../../src/report/boot-text.ts';
import { lintJson } from '../../src/report/lint-json.ts';
import { lintPretty } from '../../src/report/lint-pretty.ts';
import { reportJson } from '../../src/report/report-json.ts';
import { reportText } from '../../src/report/report-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import type { Failure } from './failure.ts';

const architectures = ['arm64', 'arm', 'riscv'] as const;

/**
 * Lints, reports and boots what an input describes, for a kernel that `choice` chooses, and prints all of it: whatever the
 * tree says, that ends without an exception.
 */
export function rehearse(main: TreeInput, options: LoadOptions, choice: number): Failure | undefined {
  const { board } = loadInput(main, { ...options, allowErrors: choice % 5 === 0 });
  if (board === undefined) return undefined;

  const arch = architectures[choice % architectures.length] ?? 'arm64';
  const versions = versionsOf(arch);
  const version = versions[Math.floor(choice / 7) % versions.length];
  const memory = choice % 2 === 0 ? [{ base: 0x8000_0000n, size: 0x4000_0000n }] : undefined;
  const kernel = { arch, version };

  const linted = collectFindings([lintBoard(board, { kernel, memory })]);
  lintPretty(linted, plainTerminal);
  lintJson(linted, { kernel });

  const report = reportBoard(board, { memory });
  reportText(report, plainTerminal);
  reportJson(report);

  const boot = bootBoard(board, { kernel, machine: { memory } });
  if (!boot.ok) return undefined;
  bootText(boot.result, plainTerminal);
  bootJson(boot.result);
  return undefined;
}
