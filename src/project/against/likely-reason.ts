import type { BootResult } from '../../kernel/boot.ts';
import { parseKernelVersion, releaseLine } from '../../kernel/profiles/kernel-version.ts';
import { hex } from '../../memory/quantity.ts';
import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';
import type { LogDifference } from './compare-log.ts';
import type { KernelLogFile } from './kernel-log.ts';

/** Something about the whole log that explains much, or that one should know. */
export interface LogHint {
  readonly code:
    | 'other-board'
    | 'other-kernel'
    | 'stand-in-kernel'
    | 'other-cmdline'
    | 'no-beginning'
    | 'several-boots'
    | 'assumed';
  readonly text: string;
}

/** Why a difference may be, and which option mends that; undefined: nothing comes to mind. */
export function likelyReason(
  { kind, about, subject, logged, emulated }: Omit<LogDifference, 'reason'>,
  { kernel }: BootResult,
  { memory = [] }: KernelLogFile,
): string | undefined {
  if (kind === 'memory') {
    const options = memory.map(({ base, size }) => `--memory ${hex(size)}@${hex(base)}`);
    return `The board that booted has other RAM, or its boot loader changed the memory nodes. Boot it so: ${options.join(' ')}`;
  }
  if (kind === 'outcome')
    return 'This kernel survived what that of the profile does not: is its version right?';
  if (about === 'default-cma') {
    const given =
      kernel.profile.kconfig === undefined
        ? "CONFIG_CMA_SIZE_MBYTES is the defconfig's: give --kconfig"
        : "Its size is that of --kconfig: is it this kernel's";
    return `${given}${kernel.commandLine.cma === undefined ? ', or cma= in --cmdline.' : '; the command line has cma=.'}`;
  }
  if (about === 'assigned')
    return 'The device has it by a driver or a memory-region that this tree does not show.';

  const region = kernel.regions.find(({ node }) => node.name === subject);
  if (subject === undefined) return undefined;
  if (region === undefined)
    return `This tree has no region ${subject}: an overlay or the boot loader added it, or it is another tree.`;
  if (emulated === undefined)
    return `In the emulation ${subject} is ${region.state}: is the configuration another? Give --kconfig.`;
  if (kind === 'missing')
    return `The tree that booted may not have ${subject}, or has it disabled; or its kernel lacks the driver (--kconfig).`;
  if (sizeIn(logged) !== sizeIn(emulated))
    return `The tree that booted has another size for ${subject}: an overlay or the boot loader changed it. Boot a copy of /sys/firmware/fdt of that board.`;
  if (region.kind === 'dynamic') {
    return kernel.machine.assumed.length > 0
      ? `Its place hangs on what else is taken, and that is assumed here (${kernel.machine.assumed.join(', ')}): give --kernel-image, --initrd and --fdt.`
      : 'Its place hangs on what else is taken: are --kernel-image, --initrd, --fdt and the memory right?';
  }
  return 'The tree that booted has another reg or size there: an older version of it, an overlay, or the boot loader.';
}

function sizeIn(message: string | undefined): string | undefined {
  return /, size (\d+ \w+)/.exec(message ?? '')?.[1];
}

/** What the log says of itself that one should know. */
export function logHints(
  board: Board,
  { kernel }: BootResult,
  log: KernelLogFile,
  given: BootRequest,
): readonly LogHint[] {
  const hints: LogHint[] = [];
  const model = board.model.tree.root.property('model')?.asString();
  if (log.machineModel !== undefined && model !== undefined && log.machineModel !== model) {
    hints.push({
      code: 'other-board',
      text: `The log is of another board: "${log.machineModel}"; this tree is of "${model}".`,
    });
  }

  const logged = lineOf(log.release);
  const named = given.kernel?.version;
  if (named !== undefined && logged !== undefined && lineOf(named) !== logged) {
    hints.push({
      code: 'other-kernel',
      text: `The log is of Linux ${log.release}, and --kernel says ${named}: leave it out.`,
    });
  }
  if (!kernel.profile.isExactVersion) {
    hints.push({
      code: 'stand-in-kernel',
      text: `There is no profile of Linux ${kernel.profile.requested}; that of ${kernel.profile.version} stands in for it, so that messages and behaviours that came between the two differ.`,
    });
  }
  const cmdline = given.machine?.cmdline;
  if (cmdline !== undefined && log.commandLine !== undefined && cmdline.trim() !== log.commandLine) {
    hints.push({ code: 'other-cmdline', text: `The log's command line is another: ${log.commandLine}` });
  }
  if (log.chosen !== undefined) {
    hints.push({
      code: 'several-boots',
      text: `The log holds ${log.chosen.boots} boots; compared was the one from line ${log.chosen.line} on, the last that tells of all its memory.`,
    });
  }
  if (!log.hasBeginning) {
    hints.push({
      code: 'no-beginning',
      text: 'The beginning of the log is missing: what would stand there was not compared. Boot with log_buf_len=1M, or take the log by journalctl -k.',
    });
  }
  return hints;
}

function lineOf(version: string | undefined): string | undefined {
  const parsed = version === undefined ? undefined : parseKernelVersion(version);
  return parsed === undefined ? undefined : releaseLine(parsed);
}
