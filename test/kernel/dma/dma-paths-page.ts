import { dispatchOf } from '../../../src/kernel/dma/dispatch/dispatch-of.ts';
import type { DispatchRule } from '../../../src/kernel/dma/dispatch/dispatch-rule.ts';
import type { KernelProfile } from '../../../src/kernel/profile.ts';
import { profileFor, versionsOf } from '../../../src/kernel/profile.ts';
import type { Behaviours } from '../../../src/kernel/profiles/behaviours.ts';

/** Orders of 32-bit Arm that are older than any profile. */
const older: readonly { readonly name: string; readonly behaviours: Partial<Behaviours> }[] = [
  { name: '3.6 to 3.12', behaviours: { armOrder: 'simple-pool-built-cma' } },
  { name: '3.13 to 4.3', behaviours: { armOrder: 'simple-pool-remap-cma' } },
];

/** docs/dma-paths.md: which ways an allocation goes, out of the rules that the emulation follows. */
export function dmaPathsPage(): string {
  const rows = [
    ...['arm64', 'arm', 'riscv'].flatMap((arch) =>
      [...versionsOf(arch)].reverse().map((version) => ({ arch, version, name: version, behaviours: {} })),
    ),
    ...older.map((era) => ({ arch: 'arm', version: '4.14', ...era })),
  ];
  const columns = ['attrs', 'pages'] as const;
  return [
    '# Which way a DMA allocation goes',
    '',
    'By architecture and release line, the tests that the kernel makes, in order, each with the way that is gone where it holds. "or on"',
    'behind a way: where it has nothing the next test is made; without it the driver gets NULL. Out of the rules that the emulation',
    'follows, for each default configuration; another configuration has fewer or more of them.',
    '',
    '| architecture | Linux | `dma_alloc_attrs()` | `dma_alloc_pages()` |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => {
      const dispatch = dispatchOf(profileOf(row));
      const cells = columns.map((call) =>
        call === 'pages' && row.version === '4.14' ? '-' : shown(dispatch[call]).join('<br>'),
      );
      return `| ${row.arch} | ${row.name} | ${cells.join(' | ')} |`;
    }),
    '',
  ].join('\n');
}

function profileOf(request: {
  readonly arch: string;
  readonly version: string;
  readonly behaviours: Partial<Behaviours>;
}): KernelProfile {
  const found = profileFor(request);
  if (!found.ok) throw new Error(found.problem.message);
  return found.profile;
}

/** Each rule by a line, those of a list behind its number. */
function shown(rules: readonly DispatchRule[], prefix = ''): readonly string[] {
  return rules.flatMap(({ test, way, otherwise }, index) => {
    const number = `${prefix}${index + 1}`;
    const condition = test === undefined ? 'else' : `if ${test.text}`;
    const goesOn = otherwise === 'fails' || way.kind === 'note' ? '' : shared[otherwise];
    const line = `${number}. ${condition}: **${way.name}**${goesOn}`;
    return way.kind === 'list' ? [line, ...shown(way.rules, `${number}.`)] : [line];
  });
}

const shared = { next: ', or on', 'next-if-shared': ', or on unless it is exclusive' } as const;
