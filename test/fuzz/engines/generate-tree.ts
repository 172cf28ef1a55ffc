import type { Random } from '../random.ts';
import {
  characterWord,
  expressionWord,
  labelName,
  nodeName,
  numberWord,
  propertyName,
  stringWord,
} from './random-words.ts';

/** What the generator knows of what it has written: references mostly hit, labels mostly are new. */
class Scope {
  readonly labels: string[] = [];
  readonly paths: string[] = ['/'];
  nodes = 0;
  readonly isPlugin: boolean;

  constructor(isPlugin: boolean) {
    this.isPlugin = isPlugin;
  }
}

/**
 * A source that dtc mostly takes: nodes with labels, every kind of value, references, extensions, deletions, several roots.
 * One in a few is an overlay.
 */
export function generateTree(
  random: Random,
  { plugin = random.oneIn(6) }: { readonly plugin?: boolean } = {},
): string {
  const scope = new Scope(plugin);
  const lines = ['/dts-v1/;', ...(plugin ? ['/plugin/;'] : [])];
  lines.push(...random.some(2, () => `/memreserve/ ${numberWord(random)} ${numberWord(random)};`));
  if (!plugin || random.oneIn(3)) lines.push(`/ ${body(random, scope, '', 0, true)};`);
  for (let count = random.below(6); count > 0; count--) lines.push(statement(random, scope));
  if (lines.length <= (plugin ? 2 : 1)) lines.push('/ { };');
  return `${lines.join('\n')}\n`;
}

function statement(random: Random, scope: Scope): string {
  const kind = random.below(10);
  if (kind === 0) return `/ ${body(random, scope, '', 0, false)};`;
  if (kind === 1 && scope.labels.length > 0) return `/delete-node/ &${takeLabel(random, scope)};`;
  if (kind === 2 && scope.labels.length > 0) return `/omit-if-no-ref/ &${random.pick(scope.labels)};`;
  if (kind === 3) return `&{${random.pick(scope.paths)}} ${body(random, scope, '?', 1, false)};`;
  const label = random.oneIn(8) ? `${newLabel(random, scope)}: ` : '';
  return `${label}&${someLabel(random, scope)} ${body(random, scope, '?', 1, false)};`;
}

/** @param builds whether the body makes its node: names then come once */
function body(random: Random, scope: Scope, path: string, depth: number, builds: boolean): string {
  const properties = new Map<string, string>();
  for (let count = random.below(5); count > 0; count--) {
    const name = propertyName(random);
    const label = random.oneIn(25) ? `${newLabel(random, scope)}: ` : '';
    const written = random.oneIn(15)
      ? `/delete-property/ ${name};`
      : `${label}${name}${value(random, scope)};`;
    properties.set(random.oneIn(200) ? `${name} again` : name, written);
  }
  const children = new Map<string, string>();
  const most = depth > 5 || scope.nodes > 60 ? 0 : 4 - Math.min(depth, 3);
  for (let count = random.below(most + 1); count > 0; count--) {
    scope.nodes++;
    const name = nodeName(random);
    if (builds && children.has(name) && !random.oneIn(50)) continue;
    children.set(
      random.oneIn(100) ? `${name} again` : name,
      child(random, scope, `${path}/${name}`, name, depth),
    );
  }
  return `{\n${[...properties.values(), ...children.values()].map((line) => `${line}\n`).join('')}}`;
}

function child(random: Random, scope: Scope, path: string, name: string, depth: number): string {
  if (random.oneIn(25)) return `/delete-node/ ${name};`;
  if (!path.startsWith('?')) scope.paths.push(path);
  const labels = random.some(random.oneIn(3) ? 2 : 0, () => `${newLabel(random, scope)}: `).join('');
  const omit = random.oneIn(12) ? '/omit-if-no-ref/ ' : '';
  return `${omit}${labels}${name} ${body(random, scope, path, depth + 1, true)};`;
}

function value(random: Random, scope: Scope): string {
  if (random.oneIn(6)) return '';
  const elements = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => element(random, scope));
  const label = random.oneIn(40) ? `${newLabel(random, scope)}: ` : '';
  return ` = ${label}${elements.join(', ')}`;
}

function element(random: Random, scope: Scope): string {
  switch (random.below(9)) {
    case 0:
    case 1:
      return stringWord(random);
    case 2:
      return `[${random.some(6, () => random.below(256).toString(16).padStart(2, '0')).join(random.oneIn(2) ? ' ' : '')}]`;
    case 3:
      return reference(random, scope);
    case 4: {
      const bits = random.pick([8, 16, 32, 64]);
      return `/bits/ ${bits} <${random.some(4, () => sized(random, bits)).join(' ')}>`;
    }
    default:
      return `<${random.some(6, () => cell(random, scope)).join(' ')}>`;
  }
}

function sized(random: Random, bits: number): string {
  if (random.oneIn(5)) return `${random.below(2 ** Math.min(bits, 31))}`;
  return random.oneIn(2) ? `${random.below(100)}` : `(${random.below(50)} + ${random.below(50)})`;
}

function cell(random: Random, scope: Scope): string {
  if (random.oneIn(30)) return `${newLabel(random, scope)}:`;
  if (random.oneIn(4)) return reference(random, scope);
  if (random.oneIn(5)) return expressionWord(random);
  return random.oneIn(12) ? characterWord(random) : numberWord(random);
}

function reference(random: Random, scope: Scope): string {
  if (random.oneIn(5)) return `&{${random.pick(scope.paths)}}`;
  return `&${someLabel(random, scope)}`;
}

/** In an overlay often one of the base. */
function someLabel(random: Random, scope: Scope): string {
  if (scope.labels.length === 0 || random.oneIn(scope.isPlugin ? 3 : 80)) return labelName(random);
  return random.pick(scope.labels);
}

function newLabel(random: Random, scope: Scope): string {
  const name = random.oneIn(60) ? labelName(random) : `n${scope.labels.length}_${random.below(3)}`;
  scope.labels.push(name);
  return name;
}

function takeLabel(random: Random, scope: Scope): string {
  return scope.labels.splice(random.below(scope.labels.length), 1)[0] ?? 'l0';
}
