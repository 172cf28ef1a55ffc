import type { LabelSyntax } from '../../grammar/syntax.ts';

/** Up to so many labels are looked through, more are looked up. */
const manyLabels = 8;

/** The labels that a node was ever given, with those that it has lost: one that comes back keeps its place (dtc's add_label). */
export class NodeLabels {
  /** Newest first, as dtc keeps them; without those that were added since somebody asked. */
  #list: readonly LabelSyntax[];
  #added: LabelSyntax[] = [];
  #names: Set<string> | undefined;
  #dead: Set<string> | undefined;

  constructor(list: readonly LabelSyntax[]) {
    this.#list = list;
  }

  /** Those in force, newest first. */
  live(): readonly LabelSyntax[] {
    const dead = this.#dead;
    const all = this.#all();
    return dead === undefined ? all : all.filter(({ name }) => !dead.has(name));
  }

  has(name: string): boolean {
    return this.#wasGiven(name) && this.#dead?.has(name) !== true;
  }

  add(label: LabelSyntax): void {
    if (this.#wasGiven(label.name)) {
      this.#dead?.delete(label.name);
      return;
    }
    this.#added.push(label);
    this.#names?.add(label.name);
  }

  kill(): void {
    this.#dead = new Set(this.#all().map(({ name }) => name));
  }

  #wasGiven(name: string): boolean {
    const { length } = this.#added;
    if (this.#names === undefined && this.#list.length + length <= manyLabels)
      return this.#all().some((label) => label.name === name);
    this.#names ??= new Set(this.#all().map((label) => label.name));
    return this.#names.has(name);
  }

  #all(): readonly LabelSyntax[] {
    if (this.#added.length === 0) return this.#list;
    this.#list = [...this.#added.reverse(), ...this.#list];
    this.#added = [];
    return this.#list;
  }
}
