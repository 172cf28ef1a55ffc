import { nodeName } from '../../grammar/name-troubles.ts';
import type { BodySyntax, StatementSyntax } from '../../grammar/syntax.ts';

/** Of each body of a statement whether it is suspect. Boards share them. */
const known = new WeakMap<BodySyntax, boolean>();

/**
 * Whether anything stands in a statement that the checks of single nodes may refuse, or have to record: a name that cannot be, labels
 * of properties, `phandle`, `name`, a property's name with an `@`. Without it those nodes need not be looked at.
 */
export function isSuspectStatement(statement: StatementSyntax): boolean {
  if (statement.kind !== 'root' && statement.kind !== 'extend') return false;
  const { body } = statement;
  if (body.hasSpecialProperty || body.hasPropertyLabels) return true;
  if (body.nodes.length === 0) return false;
  let answer = known.get(body);
  if (answer === undefined) {
    answer = isSuspect(body);
    known.set(body, answer);
  }
  return answer;
}

function isSuspect(outermost: BodySyntax): boolean {
  const waiting = [outermost];
  for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
    if (body.hasSpecialProperty || body.hasPropertyLabels) return true;
    const { nodes } = body;
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index];
      if (node?.kind !== 'node') continue;
      if (nodeName(node.name) !== undefined) return true;
      waiting.push(node.body);
    }
  }
  return false;
}
