/** A step of the model: what `free: all`, `alloc`, `repeat`, `phase` and `parallel` mean, told as plainly as can be. */
export type ModelStep =
  | {
      readonly kind: 'alloc';
      readonly id: string;
      readonly count: number;
      readonly lifetime: ModelLifetime | undefined;
    }
  | { readonly kind: 'freeAll' }
  | { readonly kind: 'repeat'; readonly times: number; readonly steps: readonly ModelStep[] }
  | { readonly kind: 'phase'; readonly steps: readonly ModelStep[] }
  | { readonly kind: 'parallel'; readonly actors: readonly ModelActor[] };

export type ModelLifetime =
  | { readonly kind: 'rounds'; readonly count: number }
  | { readonly kind: 'operations'; readonly count: number }
  | { readonly kind: 'phase' };

export interface ModelActor {
  readonly per: number;
  readonly start: number;
  readonly steps: readonly ModelStep[];
}

/** Whoever has turns; a turn that was not used is kept. */
interface Player {
  readonly parent: Player | undefined;
  hasTurn: boolean;
}

interface Live {
  readonly name: string;
  readonly id: string;
  readonly number: number;
  /** The loop, phase or player that it lives in. */
  readonly scope: object | undefined;
  left: number;
}

/** Performs steps one operation at a time, and writes down each. */
export class NaiveTurns {
  readonly done: string[] = [];
  #live: Live[] = [];

  run(steps: readonly ModelStep[]): readonly string[] {
    const player: Player = { parent: undefined, hasTurn: true };
    const game = this.#steps(steps, player, undefined, undefined);
    for (let next = game.next(); next.done !== true; next = game.next()) player.hasTurn = true;
    this.#expireAll(player);
    return this.done;
  }

  *#steps(
    steps: readonly ModelStep[],
    player: Player,
    loop: object | undefined,
    phase: object | undefined,
  ): Generator<void> {
    for (const step of steps) {
      if (step.kind === 'alloc') {
        for (let made = 0; made < step.count; made++) {
          yield* turn(player);
          this.#alloc(step.id, step.lifetime, { player, loop, phase });
        }
      } else if (step.kind === 'freeAll') {
        yield* turn(player);
        for (let left = this.#live.length; left > 0; left--) {
          yield* turn(player);
          const [oldest] = this.#live;
          if (oldest === undefined) break;
          this.#free(oldest);
          this.#played(player);
        }
      } else if (step.kind === 'repeat') {
        const own = {};
        for (let round = 0; round < step.times; round++) {
          yield* this.#steps(step.steps, player, own, phase);
          this.#age(own);
        }
        this.#expireAll(own);
      } else if (step.kind === 'phase') {
        const own = {};
        yield* this.#steps(step.steps, player, loop, own);
        this.#expireAll(own);
      } else yield* this.#parallel(step.actors, player, loop, phase);
    }
  }

  *#parallel(
    actors: readonly ModelActor[],
    parent: Player,
    loop: object | undefined,
    phase: object | undefined,
  ): Generator<void> {
    const games = actors.map(({ per, start, steps }) => {
      const player: Player = { parent, hasTurn: false };
      return { per, start, player, game: this.#steps(steps, player, loop, phase), isDone: false };
    });
    // Nobody does anything before his first turn but find out that there is nothing to do.
    for (const each of games) each.isDone = each.game.next().done === true;

    for (let round = 0; games.some(({ isDone }) => !isDone); round++) {
      if (games.every(({ isDone, start }) => isDone || start > round)) continue;
      for (const each of games) {
        if (each.start > round) continue;
        for (let used = 0; used < each.per && !each.isDone; used++) {
          yield* turn(parent);
          each.player.hasTurn = true;
          each.isDone = each.game.next().done === true;
          if (each.isDone) this.#expireAll(each.player);
          parent.hasTurn = each.player.hasTurn;
        }
      }
    }
  }

  #alloc(
    id: string,
    lifetime: ModelLifetime | undefined,
    {
      player,
      loop,
      phase,
    }: { readonly player: Player; readonly loop?: object | undefined; readonly phase?: object | undefined },
  ): void {
    const number = Math.max(-1, ...this.#live.filter((one) => one.id === id).map((one) => one.number)) + 1;
    const name = `${id}[${number}]`;
    this.done.push(`+${name}`);
    this.#played(player);
    const [scope, left] =
      lifetime === undefined
        ? [undefined, Number.POSITIVE_INFINITY]
        : lifetime.kind === 'phase'
          ? [phase, Number.POSITIVE_INFINITY]
          : [lifetime.kind === 'rounds' ? loop : player, lifetime.count];
    this.#live.push({ name, id, number, scope, left });
  }

  #free(one: Live): void {
    this.#live = this.#live.filter((other) => other !== one);
    this.done.push(`-${one.name}`);
  }

  /** A turn is used; what is counted in operations of the player, and of those in whose turn he has his, ages. */
  #played(player: Player): void {
    player.hasTurn = false;
    for (let one: Player | undefined = player; one !== undefined; one = one.parent) this.#age(one);
  }

  #age(scope: object): void {
    for (const one of this.#live.filter((candidate) => candidate.scope === scope)) {
      one.left--;
      if (one.left === 0) this.#free(one);
    }
  }

  #expireAll(scope: object): void {
    for (const one of this.#live.filter((candidate) => candidate.scope === scope)) this.#free(one);
  }
}

function* turn(player: Player): Generator<void> {
  if (!player.hasTurn) yield;
}
