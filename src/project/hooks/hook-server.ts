import { DriverDevice, type DriverKernel, DriverRegion } from '../../kernel/hooks/driver.ts';
import { driverResult } from '../../kernel/hooks/driver-result.ts';
import { type LogLevel, logLevels } from '../../kernel/log.ts';
import type { Channel } from '../../source/channel.ts';
import { loadModule } from '../../source/load-module.ts';
import { onThreadEnd, tellOnStandardError } from '../../source/worker-thread.ts';
import { DeclaredDrivers } from './declared-drivers.ts';
import { clauseOf } from './failure-clause.ts';
import type { HookAction, HookAnswer, HookCall, WorkerMessage } from './hook-messages.ts';

/** The end of the line in the thread where a file of hooks runs. */
export class HookServer {
  readonly #path: string;
  readonly #channel: Channel;
  readonly #drivers: DeclaredDrivers = new DeclaredDrivers();
  #isLoaded = false;

  constructor(path: string, channel: Channel) {
    this.#path = path;
    this.#channel = channel;
  }

  /** Loads the file, tells what it declares, then answers calls one by one until the thread is ended. */
  async serve(): Promise<void> {
    tellOnStandardError();
    onThreadEnd((thrown) => this.#sayEnd(thrown));
    this.#say({ kind: 'started' });
    try {
      await loadModule(this.#path, { 'carveout/hooks': this.#drivers.module });
    } catch (error) {
      return this.#say({ kind: 'failed', why: clauseOf(error, this.#path) });
    }

    this.#isLoaded = true;
    this.#drivers.close();
    this.#say({ kind: 'loaded', declarations: this.#drivers.declarations });
    for (;;) this.#say(this.#answer(this.#channel.receive() as HookCall));
  }

  #sayEnd(thrown: unknown): void {
    const end = this.#isLoaded
      ? 'ended its thread'
      : 'ends before it has loaded: it exits, or awaits what never comes';
    this.#say({ kind: 'failed', why: thrown === undefined ? end : clauseOf(thrown, this.#path) });
  }

  #answer(call: HookCall): WorkerMessage {
    try {
      const value = this.#call(call);
      const result = driverResult(value);
      if (result !== undefined) return { kind: 'returned', result };
      return { kind: 'failed', why: `returned ${shown(value)} where 0 or a negative errno is expected` };
    } catch (error) {
      return { kind: 'failed', why: clauseOf(error, this.#path) };
    }
  }

  #call(call: HookCall): unknown {
    const driver = this.#drivers.at(call.hook);
    const region = new DriverRegion(call.region);
    const kernel: DriverKernel = {
      ...call.kernel,
      log: (level, text) => void this.#act({ kind: 'log', level: levelOf(level), text: lineOf(text) }),
    };
    if (call.device === undefined) return driver.setup?.(region, kernel);

    const device = new DriverDevice(call.device, {
      declareCoherentMemory: (declaration) => this.#act({ kind: 'declare', declaration }),
      releaseCoherentMemory: () => void this.#act({ kind: 'release' }),
    });
    if (call.function === 'deviceInit') return driver.deviceInit?.(region, device, kernel);
    driver.deviceRelease?.(region, device, kernel);
    return 0;
  }

  /** Has the kernel do something, and waits for its answer. */
  #act(action: HookAction): number {
    this.#say({ kind: 'acts', action });
    return (this.#channel.receive() as HookAnswer).result;
  }

  #say(message: WorkerMessage): void {
    this.#channel.send(message);
  }
}

/** A line of printk() has so many characters (LOG_LINE_MAX). */
const longestLine = 992;

function lineOf(text: unknown): string {
  return String(text).slice(0, longestLine);
}

function levelOf(level: unknown): LogLevel {
  const known = logLevels.find((one) => one === level);
  if (known === undefined) throw new TypeError(`log() expects a level: ${logLevels.join(', ')}.`);
  return known;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (value instanceof Promise) return 'a promise';
  return typeof value === 'object' && value !== null ? 'an object' : String(value).slice(0, 40);
}
