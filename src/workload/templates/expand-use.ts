import type { z } from 'zod';
import type { WorkloadStep, WorkloadUse } from '../workload-document.ts';
import { prefixedSteps } from './prefixed-steps.ts';
import type { Template, TemplateBoard } from './template.ts';

/** What a `use` came to. */
export type Expansion =
  | { readonly kind: 'steps'; readonly id: string; readonly steps: readonly WorkloadStep[] }
  | { readonly kind: 'unknown-template' }
  /** What is wrong with the parameters; paths are those in the `use`. */
  | { readonly kind: 'parameters'; readonly template: Template; readonly issues: readonly z.core.$ZodIssue[] }
  /** Another `use` has this id. */
  | { readonly kind: 'id-taken'; readonly id: string };

/** Expands the `use` steps of one workload, each once. */
export class UseExpansions {
  readonly #templates: ReadonlyMap<string, Template>;
  readonly #board: TemplateBoard;
  readonly #known = new Map<WorkloadUse, Expansion>();
  readonly #ids = new Set<string>();

  constructor(templates: readonly Template[], board: TemplateBoard) {
    this.#templates = new Map(templates.map((template) => [template.name, template]));
    this.#board = board;
  }

  get names(): readonly string[] {
    return [...this.#templates.keys()];
  }

  /** The steps of a `use`, whose ids have that of the use before them, so that those of two uses are apart. */
  of(use: WorkloadUse): Expansion {
    const known = this.#known.get(use);
    if (known !== undefined) return known;
    const expansion = this.#expand(use);
    this.#known.set(use, expansion);
    return expansion;
  }

  #expand(use: WorkloadUse): Expansion {
    const { template: name, id: given, ...written } = use;
    const template = this.#templates.get(name);
    if (template === undefined) return { kind: 'unknown-template' };
    const parsed = template.parameters.safeParse(written);
    if (!parsed.success) return { kind: 'parameters', template, issues: parsed.error.issues };

    if (given !== undefined && this.#ids.has(given)) return { kind: 'id-taken', id: given };
    const id = given ?? this.#freeId(name);
    this.#ids.add(id);
    return { kind: 'steps', id, steps: prefixedSteps(template.steps(parsed.data, this.#board), id) };
  }

  /** The template's name; for its second use `display-2`, and so on. */
  #freeId(name: string): string {
    if (!this.#ids.has(name)) return name;
    let number = 2;
    while (this.#ids.has(`${name}-${number}`)) number++;
    return `${name}-${number}`;
  }
}
