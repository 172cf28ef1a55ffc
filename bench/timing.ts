import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Taken } from './figures.ts';
import { median } from './median.ts';

const carveout = fileURLToPath(new URL('../bin/carveout.cjs', import.meta.url));
/** GNU time, which tells the peak of memory of a process and of its children. */
const timeProgram = '/usr/bin/time';

/** As the kernel's build calls them; $1 is a scratch folder, behind it stand boards with the folders of their architectures. */
const referenceScript = `
scratch=$1/$$; shift; mkdir "$scratch" || exit 2
while [ $# -gt 0 ]; do
  board=$1 arch=$2; shift 2; folder=\${board%/*}
  cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp -I "$folder" -I include -I "$arch" -I src "$board" -o "$scratch/board.i" 2>/dev/null &&
  dtc -q -I dts -O dtb -b 0 -i "$folder" -o "$scratch/board.dtb" "$scratch/board.i" 2>/dev/null || echo "$board"
done`;

/** Boards that one shell compiles, so that it does not count. */
const boardsAtOnce = 16;
/** As many processes at once as the measurement allows. */
const parallelScript = 'cat | xargs -P "$1" -n "$2" sh -c "$3" sh "$4"';

const carveoutScript = `
"$@" >/dev/null 2>&1 || [ $? -eq 1 ] || exit 2`;

export interface ReferenceTaken extends Taken {
  /** Boards that the installed cpp or dtc cannot read: an old dtc lacks some of the language. */
  readonly refused: readonly string[];
}

/** Which of cpp and dtc cannot be run. */
export function missingTools(): string[] {
  return ['cpp', 'dtc'].filter(
    (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined,
  );
}

/** Whether peaks of memory can be told. */
export function tellsPeaks(): boolean {
  return existsSync(timeProgram);
}

/** Every board below `src/`, as paths from the folder. */
export function boardsBelow(folder: string): string[] {
  const names = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.dts'))
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .sort();
}

/** What cpp and dtc take for the boards, in so many processes at a time. */
export function timeReference(folder: string, boards: readonly string[], jobs: number): ReferenceTaken {
  const input = boards.map((board) => `${board} ${archFolder(board)}\n`).join('');
  return inScratch((scratch) => {
    const args = [String(jobs), String(2 * boardsAtOnce), referenceScript, scratch];
    const { taken, output } = timeScript(parallelScript, args, folder, input);
    return { ...taken, refused: output };
  });
}

/** What one `carveout lint` takes, from its start to its end. */
export function timeLint(folder: string, inputs: readonly string[], options: readonly string[] = []): Taken {
  if (!existsSync(carveout)) throw new Error(`${dirname(carveout)}: not built; npm run build`);
  const command = [process.execPath, carveout, 'lint', '--format', 'json', ...options, ...inputs];
  return timeScript(carveoutScript, command, folder, '').taken;
}

/** What one `carveout compile` of the boards takes, their blobs written. */
export function timeCompile(folder: string, boards: readonly string[]): Taken {
  return inScratch((scratch) => {
    const options = ['compile', '-b', '0', '--root', '.', '--out-dir', scratch];
    return timeScript(carveoutScript, [process.execPath, carveout, ...options, ...boards], folder, '').taken;
  });
}

/** Each of what they took on its own. */
export function medianOf(taken: readonly Taken[]): Taken {
  const peaks = taken.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]));
  return {
    wallSeconds: median(taken.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(taken.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: peaks.length === 0 ? undefined : Math.max(...peaks),
    operations: taken[0]?.operations,
  };
}

/** Calls with a folder that is gone afterwards. */
export function inScratch<Result>(action: (scratch: string) => Result): Result {
  const scratch = mkdtempSync(join(tmpdir(), 'carveout-bench-'));
  try {
    return action(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs a script whose children do the work; the shell's `times` tells what they took. */
function timeScript(
  script: string,
  args: readonly string[],
  cwd: string,
  input: string,
): { readonly taken: Taken; readonly output: readonly string[] } {
  return inScratch((scratch) => {
    const peakFile = join(scratch, 'peak');
    const shell = ['sh', '-c', `${script}\ntimes`, 'sh', ...args];
    const command = tellsPeaks() ? [timeProgram, '-q', '-f', '%M', '-o', peakFile, ...shell] : shell;
    const start = process.hrtime.bigint();
    const { status, stdout } = spawnSync(command[0] ?? 'sh', command.slice(1), {
      cwd,
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const wallSeconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (status !== 0) throw new Error(`what was to be timed ended with status ${status}`);

    const lines = stdout.trimEnd().split('\n');
    const peakBytes = tellsPeaks() ? Number(readFileSync(peakFile, 'utf8')) * 1024 : undefined;
    return {
      taken: { wallSeconds, cpuSeconds: childrenSeconds(lines.at(-1) ?? ''), peakBytes },
      output: lines.slice(0, -2),
    };
  });
}

/** `0m1.230000s 0m0.170000s`: the last line of `times`, user and system time of the children. */
function childrenSeconds(line: string): number {
  const times = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
}

/** `src/arm64` of `src/arm64/qcom/board.dts`. */
function archFolder(board: string): string {
  return board.split('/').slice(0, 2).join('/');
}
