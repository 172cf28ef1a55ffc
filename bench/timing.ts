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
  dtc -q -I dts -O dtb -b 0 -i "$folder" -o "$1/board.dtb" "$1/board.i" || exit 1
done`;

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

/** Seconds that cpp and dtc take for the boards, one after the other. */
export function timeReference(folder: string, boards: readonly string[]): number {
  const scratch = mkdtempSync(join(tmpdir(), 'carveout-bench-'));
  const input = boards.map((board) => `${board} ${archFolder(board)}\n`).join('');
  try {
    return seconds(() => {
      const { status } = spawnSync('sh', ['-c', referenceScript, 'sh', scratch], {
        cwd: folder,
        input,
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      if (status !== 0) throw new Error('cpp or dtc failed; the ratio would say nothing');
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Seconds that one `carveout lint` of the boards takes, from its start to its end. */
export function timeCarveout(folder: string, boards: readonly string[]): number {
  if (!existsSync(carveout)) throw new Error(`${dirname(carveout)}: not built; npm run build`);
  return seconds(() => {
    const { status } = spawnSync(process.execPath, [carveout, 'lint', '--format', 'json', ...boards], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0 && status !== 1) throw new Error(`carveout lint ended with status ${status}`);
  });
}

/** `src/arm64` of `src/arm64/qcom/board.dts`. */
function archFolder(board: string): string {
  return board.split('/').slice(0, 2).join('/');
}

function seconds(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
