import { formatSizeAtBase } from '../../src/kernel/machine.ts';
import type { AddressRange } from '../../src/memory/model.ts';
import { hex } from '../../src/memory/quantity.ts';
import type { FailureOptions, LeftOut, Rebuilt } from './failure.ts';
import { readFixture } from './rehearse.ts';

/** docs/real-bugs.md, as the tables say. */
export function page(rebuilt: readonly Rebuilt[], leftOut: readonly LeftOut[]): string {
  const count = rebuilt.length + leftOut.length;
  return `# Documented failures

${count} failures of reserved memory, CMA and coherent DMA were told in public: in threads, issues and commits. ${rebuilt.length} of them are rebuilt as small
boards in \`fixtures/real-bugs\`, with the numbers that the report gives, and in the form that the mistake had: an override in another file, an
overlay, a command line. What a report leaves open is ours, and where that matters the board says so. Each is caught by what its row names, which is
silent once the mistake is put right: with \`-D FIXED\`, or with the options that the row gives for it. \`test/real-bugs\` checks both, and this
page is written from its tables.

    carveout lint fixtures/real-bugs/001-trogdor-lte.dts
    carveout lint fixtures/real-bugs/001-trogdor-lte.dts -D FIXED
    carveout run fixtures/real-bugs/090-vc4.dts fixtures/real-bugs/090-vc4.yaml
    carveout diff fixtures/real-bugs/037-am62p-before.dts fixtures/real-bugs/037-am62p-verdin.dts

Where a log is named, or a warning alone, the run itself passes: what the pool cannot give (94, 96, 111), the page allocator has on a board that has just booted, and of 104 and 112 every request fits.

## Caught

| | what went wrong | caught by | board | told beside the tree |
| --- | --- | --- | --- | --- |
${rebuilt.map(caughtRow).join('\n')}

## Left out

| | what went wrong | why it is not rebuilt |
| --- | --- | --- |
${leftOut.map(({ bug, what, reason }) => `| ${bug} | ${what} | ${reason} |`).join('\n')}
`;
}

function caughtRow(one: Rebuilt): string {
  const { bug, board, options = {}, fixedOptions } = one;
  const right = fixedOptions === undefined ? '' : `; put right: ${optionsText(fixedOptions)}`;
  return `| ${bug} | ${whatOf(board)} | ${catcher(one)} | \`${board}\` | ${optionsText(options)}${right} |`;
}

/** The comment that the board begins with. */
function whatOf(board: string): string {
  return /\/\* (.*) \*\//.exec(readFixture(board))?.[1] ?? '';
}

function catcher({ caught, also = [] }: Rebuilt): string {
  switch (caught.by) {
    case 'rule':
      return [caught.id, ...also].map((id) => `[\`${id}\`](rules/${id}.md)`).join(', ');
    case 'boot':
      return '`carveout boot`: its log';
    case 'run': {
      const { workload, finds, says, passes } = caught;
      const log = passes === true && says !== undefined ? ['its log'] : [];
      const told = [...finds.map((id) => `[\`${id}\`](rules/${id}.md)`), ...log].join(', ');
      return `\`carveout run\` with \`${workload}\`: ${told}`;
    }
    case 'diff':
      return `\`carveout diff\` from \`${caught.before}\``;
    case 'address':
      return `\`carveout run --trace\` with \`${caught.workload}\`: the address`;
  }
}

/** As the options of the command; a firmware is told by what the rules read of it. */
function optionsText(options: FailureOptions): string {
  const { kernel = {}, kconfig = [], overlays = [], memory = [], cmdline, preset, efiMap, ramSize } = options;
  const words = [
    option('kernel', kernel.version),
    option('page-size', kernel.pageSize === undefined ? undefined : `${kernel.pageSize / 1024}K`),
    ...kconfig.map(([symbol, value]) => `\`CONFIG_${symbol}=${value}\``),
    option('cmdline', cmdline),
    ...memory.map((range) => option('memory', formatSizeAtBase(range))),
    ...(['kernelImage', 'initrd', 'fdt'] as const).map((name) => placement(name, options[name])),
    option('ram', ramSize === undefined ? undefined : hex(ramSize)),
    option('efi-map', efiMap),
    ...overlays.map((name) => option('overlay', name)),
    options.isRuntimeOverlay === true ? '`--runtime-overlay`' : undefined,
    ...[...(options.firmware ?? [])].map(([node, { file }]) => option('firmware', `${node}=${file}`)),
    option('preset', preset),
  ];
  const said = words.filter((word) => word !== undefined);
  return said.length === 0 ? 'nothing' : said.join(' ');
}

function placement(name: 'kernelImage' | 'initrd' | 'fdt', range: AddressRange | undefined) {
  const words = { kernelImage: 'kernel-image', initrd: 'initrd', fdt: 'fdt' };
  return option(words[name], range === undefined ? undefined : formatSizeAtBase(range));
}

function option(name: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `\`--${name} ${value}\``;
}
