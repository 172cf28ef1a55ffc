import type { Severity } from '../../../src/lint/finding.ts';
import { catalogue } from '../../../src/lint/rules/index.ts';
import type { FindingGroup, UpstreamPart } from './upstream-part.ts';

const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Findings that were wrong, and what the rules do since. */
const lessons: readonly string[] = [
  'An `alignment` of the wrong length beside a `reg` (95 nodes of TI K3, Agilex, MT8173) is harmless: Linux never reads it. The rule looks at what Linux reads.',
  'An Intel IXP4xx board has a chip on a bus with `device_type = "memory"`; only children of the root are memory.',
  "hi6220-hikey's ramoops fills a hole between two banks to the byte: the banks were cut for it. That is an info.",
  "A board that moves its SoC's region by `&label { reg = ...; }` keeps the old name (22 nodes): an info.",
  'Of two `no-map` nodes that merge, `no-map` is not lost: the rule compares the values as written.',
  "Some interrupt controllers of Marvell's MMP chips write an offset within their parent in `reg`; only a device whose unit address is its `reg` counts as registers.",
  "A framebuffer is as large as its picture: 18000 KiB are no slip. SCMI's mailboxes are smaller than a page.",
  'A node that comes back under another label is another region (sm8450-sony-xperia-nagara): what counts is the label.',
  "i.MX boards call their remote processor's buffer `vdevbuffer`, and its driver looks for `vdev0buffer`; but they name it first, and entry 0 is what remoteproc falls back to.",
  'mpfs-sev-kit has coherent pools without `no-map` outside RAM, where they work: an info.',
  'The memory nodes of the Raspberry Pi 2 and 3 cover registers, and a CMA pool placed by them crosses a zone; their firmware writes these nodes anew. The first is a warning, the second is silent.',
  "aspeed-bmc-facebook-anacapa's pool of 44 MiB fits the 4 MiB of Aspeed's own kernels and not the 8 MiB of multi_v7_defconfig: an info, since nothing tells which of the two runs there.",
];

/** The page on what lint finds on upstream's boards: all findings by rule, and the judgements of errors and warnings. */
export function upstreamPage({ groups: byKey, boards, overlays }: UpstreamPart): string {
  const groups = [...byKey.values()];
  return [
    "# What lint finds on the kernel's own boards",
    '',
    `All rules, packs too (\`--preset all\`), over the ${boards} boards and ${overlays} overlays of Linux 7.1's device-tree sources, judged for Linux`,
    '6.12 with its defconfig, without any fact that the trees lack. A *place* is a node in a file: where several boards include it, it',
    'counts once. Each place with an error or a warning was read by hand in the sources; infos are only counted.',
    '',
    '## Precision',
    '',
    '| | places | true | true as written | false | precision |',
    '| --- | --- | --- | --- | --- | --- |',
    ...(['error', 'warning'] as const).map((severity) =>
      precisionRow(
        severity,
        groups.filter((group) => group.severity === severity),
      ),
    ),
    '',
    '*True*: a fault of the tree. *True as written*: one that a boot loader may mend before Linux sees the tree; it counts as true.',
    '',
    '## By rule',
    '',
    `Rules that find nothing here are left out: ${silentRules(groups)} of ${catalogue.length}.`,
    '',
    '| rule | severity | places | boards | findings |',
    '| --- | --- | --- | --- | --- |',
    ...ruleRows(groups),
    '',
    '## Errors',
    ...sections(groups.filter(({ severity }) => severity === 'error')),
    '',
    '## Warnings',
    ...sections(groups.filter(({ severity }) => severity === 'warning')),
    '',
    '## What the boards taught the rules',
    '',
    ...lessons.map((lesson) => `- ${lesson}`),
    '',
    'Written by `npm run corpus -- DIR --findings --write FILE`; the judgements stand in `test/conformance/corpus/judged-*.ts`.',
    '',
  ].join('\n');
}

function precisionRow(severity: Severity, groups: readonly FindingGroup[]): string {
  const having = (verdict: string | undefined) =>
    groups.filter(({ judgement }) => judgement?.verdict === verdict).length;
  const good = having('true') + having('true as written');
  const percent = groups.length === 0 ? 100 : (100 * good) / groups.length;
  return `| ${severity}s | ${groups.length} | ${having('true')} | ${having('true as written')} | ${having('false') + having(undefined)} | ${percent.toFixed(1)} % |`;
}

function silentRules(groups: readonly FindingGroup[]): number {
  const found = new Set(groups.map(({ rule }) => rule));
  return catalogue.filter(({ id }) => !found.has(id)).length;
}

function ruleRows(groups: readonly FindingGroup[]): readonly string[] {
  return severities.flatMap((severity) =>
    [...byRule(groups.filter((group) => group.severity === severity))].map(([rule, of]) => {
      const boards = new Set(of.flatMap((group) => [...group.boards]));
      const findings = of.reduce((sum, group) => sum + group.findings, 0);
      return `| [${rule}](rules/${rule}.md) | ${severity} | ${of.length} | ${boards.size} | ${findings} |`;
    }),
  );
}

function sections(groups: readonly FindingGroup[]): readonly string[] {
  return [...byRule(groups)].flatMap(([rule, of]) => ['', `### ${rule}`, '', ...of.flatMap(entry)]);
}

function entry({ file, node, lines, boards, messages, judgement }: FindingGroup): readonly string[] {
  const [first = '', ...more] = messages;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return [
    `- **${file}:${[...lines].join(',')}**, \`${node.split('/').at(-1)}\`, ${boardsText([...boards])}: ${first}${others}`,
    `  *${judgement === undefined ? 'Not judged' : sentence(judgement.verdict)}.* ${judgement?.why ?? ''}`.trimEnd(),
  ];
}

/** A few names, or their number. */
function boardsText(boards: readonly string[]): string {
  const names = boards.map((board) => board.replace(/^.*\//, '').replace(/\.dtso?$/, ''));
  const distinct = [...new Set(names)];
  if (boards.length === 1) return distinct[0] ?? '';
  return `${boards.length} boards (${distinct.slice(0, 2).join(', ')}${distinct.length > 2 ? ' …' : ''})`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** By name of the rule; within, by file and node. */
function byRule(groups: readonly FindingGroup[]): ReadonlyMap<string, readonly FindingGroup[]> {
  const sorted = [...groups].sort(
    (a, b) => order(a.rule, b.rule) || order(a.file, b.file) || order(a.node, b.node),
  );
  const rules = new Map<string, FindingGroup[]>();
  for (const group of sorted) rules.set(group.rule, [...(rules.get(group.rule) ?? []), group]);
  return rules;
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
