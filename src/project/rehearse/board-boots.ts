import type { BootResult } from '../../kernel/boot.ts';
import type { Problem } from '../../source/problem.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';
import type { Board } from '../board.ts';
import { type BoardBoot, type BootRequest, bootBoard } from '../boot-board.ts';
import { ramBanks } from './ram-banks.ts';

type BootSetting = Pick<WorkloadSetting, 'ram' | 'kernel'>;

/** The boots of one board: one for each RAM and kernel, whatever else a setting says. */
export class BoardBoots {
  readonly #board: Board;
  readonly #request: BootRequest;
  readonly #boots = new Map<string, BoardBoot>();

  constructor(board: Board, request: BootRequest = {}) {
    this.#board = board;
    this.#request = request;
  }

  boot(setting: BootSetting): BootResult | Problem {
    const { ram, kernel } = setting;
    const key = `${ram?.size ?? ''}@${ram?.base ?? ''} ${kernel ?? ''}`;
    let made = this.#boots.get(key);
    if (made === undefined) {
      made = this.#boot(setting);
      this.#boots.set(key, made);
    }
    return made.ok ? made.result : made.problem;
  }

  #boot({ ram, kernel }: BootSetting): BoardBoot {
    const { machine = {}, kernel: asked, hooks } = this.#request;
    const version = kernel === undefined ? asked : { ...asked, version: kernel };
    if (ram === undefined) return bootBoard(this.#board, { kernel: version, machine, hooks });

    const memory = ramBanks(ram, this.#board.model, machine.memory);
    if ('severity' in memory) return { ok: false, problem: memory };
    return bootBoard(this.#board, { kernel: version, machine: { ...machine, memory }, hooks });
  }
}
