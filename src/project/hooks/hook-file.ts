import type {
  DriverDevice,
  DriverFunction,
  DriverKernel,
  DriverRegion,
  ReservedMemoryDriver,
} from '../../kernel/hooks/driver.ts';
import { driverHook } from '../../kernel/hooks/driver-hook.ts';
import { errno, type Hook } from '../../kernel/hooks/hook.ts';
import { Deadline } from '../../source/deadline.ts';
import type { Problem } from '../../source/problem.ts';
import { startWorker, type WorkerThread } from '../../source/worker-thread.ts';
import type { HookAction, HookAnswer, HookCall, HookDeclaration, WorkerMessage } from './hook-messages.ts';
import type { HookLimits } from './load-hooks.ts';

/** Beside this module in the sources and in the library; where the command is bundled, in bin/ while this is in bin/chunks/. */
const programs = ['./hook-worker.ts', './hook-worker.js', '../hook-worker.js'];

/** A file of hooks in a thread of its own. What goes wrong is told once, and ends the thread. */
export class HookFile {
  readonly path: string;
  readonly hooks: readonly Hook[];
  readonly #thread: WorkerThread;
  readonly #limits: HookLimits;
  readonly #tell: (problem: Problem) => void;
  #isOver = false;
  #end: Promise<{ readonly ranOutOfMemory: boolean }> | undefined;

  /** Loads the file. `tell` gets what goes wrong, now or in a later call of a hook. */
  static load(path: string, limits: HookLimits, tell: (problem: Problem) => void): HookFile {
    const urls = programs.map((program) => new URL(program, import.meta.url));
    return new HookFile(path, startWorker(urls, path), limits, tell);
  }

  private constructor(
    path: string,
    thread: WorkerThread,
    limits: HookLimits,
    tell: (problem: Problem) => void,
  ) {
    this.path = path;
    this.#thread = thread;
    this.#limits = limits;
    this.#tell = tell;
    this.hooks = this.#declared().map((declaration, index) =>
      driverHook(declaration.compatible, this.#driver(declaration, index)),
    );
  }

  close(): void {
    this.#isOver = true;
    this.#end ??= this.#thread.end();
  }

  /** Whether its thread came to its end for want of memory: what the one who waits for an answer takes for slowness. */
  async ranOutOfMemory(): Promise<boolean> {
    return (await this.#end)?.ranOutOfMemory ?? false;
  }

  #declared(): readonly HookDeclaration[] {
    const { startMs, loadMs } = this.#limits;
    const started = this.#next(new Deadline(startMs));
    if (started === undefined) return this.#fail('its thread did not start');
    const loaded = started.kind === 'started' ? this.#next(new Deadline(loadMs)) : started;
    if (loaded === undefined) return this.#fail(`took over ${seconds(loadMs)} to load`);
    if (loaded.kind === 'failed') return this.#fail(loaded.why);
    if (loaded.kind !== 'loaded') return this.#fail('did not say what it declares');
    if (loaded.declarations.length === 0) {
      const help = "It is expected to import declareReservedMemory from 'carveout/hooks' and to call it.";
      return this.#fail('declares no hook', help);
    }
    return loaded.declarations;
  }

  /** A driver whose functions run in the thread. */
  #driver({ compatible, functions }: HookDeclaration, hook: number): ReservedMemoryDriver {
    const call = (
      name: DriverFunction,
      region: DriverRegion,
      device: DriverDevice | undefined,
      kernel: DriverKernel,
    ): number => {
      const { version, arch, pageSize } = kernel;
      const facts = { region: region.facts, device: device?.facts, kernel: { version, arch, pageSize } };
      return this.#call({ hook, function: name, ...facts }, { compatible, device, kernel });
    };

    const has = (name: DriverFunction): boolean => functions.includes(name);
    return {
      ...(has('setup') ? { setup: (region, kernel) => call('setup', region, undefined, kernel) } : {}),
      ...(has('deviceInit')
        ? { deviceInit: (region, device, kernel) => call('deviceInit', region, device, kernel) }
        : {}),
      ...(has('deviceRelease')
        ? { deviceRelease: (region, device, kernel) => void call('deviceRelease', region, device, kernel) }
        : {}),
    };
  }

  /** Calls a driver's function; does meanwhile what it asks for. */
  #call(message: HookCall, { compatible, device, kernel }: CallTarget): number {
    if (this.#isOver) return errno.invalid;
    this.#thread.channel.send(message);

    const what = `${message.function} of the hook for '${compatible}'`;
    const deadline = new Deadline(this.#limits.callMs);
    for (;;) {
      const next = this.#next(deadline);
      if (next?.kind === 'returned') return next.result;
      if (next?.kind === 'acts') {
        const answer: HookAnswer = { result: perform(next.action, device, kernel) };
        this.#thread.channel.send(answer);
        continue;
      }
      const why = next?.kind === 'failed' ? next.why : `took over ${seconds(this.#limits.callMs)}`;
      this.#fail(`${what} ${why}`);
      return errno.invalid;
    }
  }

  #next(deadline: Deadline): WorkerMessage | undefined {
    return this.#thread.channel.receiveBefore(deadline)?.message as WorkerMessage | undefined;
  }

  #fail(why: string, help?: string): readonly [] {
    this.close();
    this.#tell({ severity: 'error', code: 'hooks-failed', message: `--hooks ${this.path}: ${why}.`, help });
    return [];
  }
}

interface CallTarget {
  readonly compatible: string;
  readonly device: DriverDevice | undefined;
  readonly kernel: DriverKernel;
}

function perform(action: HookAction, device: DriverDevice | undefined, kernel: DriverKernel): number {
  if (action.kind === 'log') kernel.log(action.level, action.text);
  if (device === undefined) return 0;
  if (action.kind === 'release') device.releaseCoherentMemory();
  if (action.kind !== 'declare') return 0;

  const { physical, deviceAddress, size, exclusive } = action.declaration;
  return device.declareCoherentMemory(physical, deviceAddress, size, { exclusive });
}

function seconds(milliseconds: number): string {
  return milliseconds === 1000 ? 'a second' : `${milliseconds / 1000} seconds`;
}
