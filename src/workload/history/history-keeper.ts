import type { DmaSystem } from '../../kernel/dma/types.ts';
import type { WorkloadSetting } from '../plan/workload-setting.ts';
import type { RecordedRun } from './recorded-run.ts';
import { RunHistory } from './run-history.ts';

/**
 * Records the runs of a workload in many settings, and keeps the records that are likely to be shown: of the first run with a failure, and
 * of that which left least. However many settings there are, three records are there at one time.
 */
export class HistoryKeeper {
  #failed: [WorkloadSetting, RunHistory] | undefined;
  #tightest: [WorkloadSetting, RunHistory] | undefined;
  #current: [WorkloadSetting, RunHistory] | undefined;

  /** An observer for the next run. */
  observe(setting: WorkloadSetting, dma: DmaSystem): RunHistory {
    this.#settle();
    const history = new RunHistory(dma);
    this.#current = [setting, history];
    return history;
  }

  /** The record of a setting's run; undefined where it was not kept. */
  recorded(setting: WorkloadSetting): RecordedRun | undefined {
    this.#settle();
    const kept = [this.#failed, this.#tightest].find((one) => one?.[0] === setting);
    return kept?.[1].recorded();
  }

  #settle(): void {
    if (this.#current === undefined) return;
    const history = this.#current[1];
    if (history.failures > 0) this.#failed ??= this.#current;
    if (this.#tightest === undefined || history.leastLeft < this.#tightest[1].leastLeft)
      this.#tightest = this.#current;
    this.#current = undefined;
  }
}
