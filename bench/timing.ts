import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const carveout = fileURLToPath(new URL('../bin/carveout.js', import.meta.url));

/** As the kernel's build calls them; $1 is a scratch folder, the boards come on standard input. */
const referenceScript = `
while read -r board arch; do
  folder=\${board%/*}
  cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp -I "$folder" -I include -I "$arch" -I src "$board" -o "$1/board.i" &&
  dtc -q -I dts -O dtb -b 0 -i "$folder" -o "$1/board.dtb" "$1/board.i" 2>/dev/null || echo "$board"
done`;

const carveoutScript = `
"$@" >/dev/null || [ $? -eq 1 ] || exit 2`;

/** What programs took: by the clock, and on the processors, which others who use the machine change little. */
export interface Taken {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

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

/** Every board below `src/`, as paths from the folder. */
export function boardsBelow(folder: string): string[] {
  const names = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.dts'))
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .sort();
}

/** What cpp and dtc take for the boards, one after the other. */
export function timeReference(folder: string, boards: readonly string[]): ReferenceTaken {
  const scratch = mkdtempSync(join(tmpdir(), 'carveout-bench-'));
  const input = boards.map((board) => `${board} ${archFolder(board)}\n`).join('');
  try {
    const { taken, output } = timeScript(referenceScript, [scratch], folder, input);
    return { ...taken, refused: output };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What one `carveout lint` of the boards takes, from its start to its end. */
export function timeLint(folder: string, boards: readonly string[]): Taken {
  return timeCarveout(folder, ['lint', '--format', 'json', ...boards]);
}

/** What one `carveout compile` of the boards takes, their blobs written. */
export function timeCompile(folder: string, boards: readonly string[]): Taken {
  const scratch = mkdtempSync(join(tmpdir(), 'carveout-bench-'));
  try {
    return timeCarveout(folder, ['compile', '-b', '0', '--root', '.', '--out-dir', scratch, ...boards]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function timeCarveout(folder: string, args: readonly string[]): Taken {
  if (!existsSync(carveout)) throw new Error(`${dirname(carveout)}: not built; npm run build`);
  return timeScript(carveoutScript, [process.execPath, carveout, ...args], folder, '').taken;
}

/** Runs a script whose children do the work; the shell's `times` tells what they took. */
function timeScript(
  script: string,
  args: readonly string[],
  cwd: string,
  input: string,
): { readonly taken: Taken; readonly output: readonly string[] } {
  const start = process.hrtime.bigint();
  const { status, stdout } = spawnSync('sh', ['-c', `${script}\ntimes`, 'sh', ...args], {
    cwd,
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const wallSeconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`what was to be timed ended with status ${status}`);

  const lines = stdout.trimEnd().split('\n');
  return {
    taken: { wallSeconds, cpuSeconds: childrenSeconds(lines.at(-1) ?? '') },
    output: lines.slice(0, -2),
  };
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
