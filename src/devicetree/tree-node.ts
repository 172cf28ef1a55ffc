import { nameBit } from '../../grammar/name-bits.ts';
import type { BodySyntax, LabelSyntax, NodeSyntax } from '../../grammar/syntax.ts';
import type { Place } from '../source/place.ts';
import type { MergedTree } from './merged-tree.ts';
import type { NodeEvent } from './node-event.ts';
import { NodeLabels } from './node-labels.ts';
import { marksOfBody } from './node-marks.ts';
import { type VisitReference, visitReferences, visitReferencesInForce } from './references-in-force.ts';
import { earlyOne, replayProperties } from './replay-properties.ts';
import type { FoundBytes, Label, Node, Write } from './tree.ts';
import { cellBytes, TreeProperty, toWrite } from './tree-property.ts';

const noNodes: readonly TreeNode[] = [];
const noLabels: readonly LabelSyntax[] = [];
const noEvents: readonly NodeEvent[] = [];

/** Beyond this many children a node looks them up in a map. */
const mapThreshold = 64;

/** What few nodes have: what was done to them after their definition, and what somebody asked for. */
class NodeExtras {
  events: NodeEvent[] | undefined;
  labels: NodeLabels | undefined;
  rawProperties: TreeProperty[] | undefined;
  properties: ReadonlyMap<string, TreeProperty> | undefined;
  children: ReadonlyMap<string, TreeNode> | undefined;
  childrenByName: Map<string, TreeNode> | undefined;
}

/**
 * A node of a merged tree: what was done to it, in order. Its properties are worked out from that when they are first
 * asked for, since most nodes of most boards are never looked at.
 *
 * A board has thousands, and nine of ten are as one body of shared syntax has them: of those a node knows little more than where
 * that stands.
 */
export class TreeNode implements Node {
  readonly name: string;
  readonly tree: MergedTree;
  readonly parent: TreeNode | undefined;
  /** Kept here, since walks over all nodes look at nothing else of most. */
  marks: number;
  /** Every child ever named here, deleted ones too: a child that comes back takes its old place. */
  rawChildren: TreeNode[] = noNodes as TreeNode[];
  isDeleted = false;
  /** Its definition, where nothing else was ever done to it; else `events` has all. */
  #only: NodeSyntax | undefined;
  /** That of `#only`. */
  readonly #statement: number;
  /** The bits of every name that a property was given here; see `name-bits.ts`. */
  #nameBits: number;
  #phandle: number | undefined;
  #phandleIsGenerated = false;
  /** The properties that were asked for by name before all were worked out, as a list of `next`. */
  #early: TreeProperty | undefined;
  #extras: NodeExtras | undefined;

  /** @param syntax What defines it; without, what happens to it is told by {@link addEvent}. */
  constructor(
    name: string,
    tree: MergedTree,
    parent: TreeNode | undefined,
    syntax?: NodeSyntax,
    statement = 0,
  ) {
    this.name = name;
    this.tree = tree;
    this.parent = parent;
    this.#only = syntax;
    this.#statement = statement;
    this.#nameBits = syntax === undefined ? 0 : syntax.body.nameBits;
    this.marks = syntax === undefined ? 0 : marksOfBody(syntax.body);
  }

  get baseName(): string {
    const at = this.name.indexOf('@');
    return at === -1 ? this.name : this.name.slice(0, at);
  }

  get unitAddress(): string | undefined {
    const at = this.name.indexOf('@');
    return at === -1 ? undefined : this.name.slice(at + 1);
  }

  get path(): string {
    if (this.parent === undefined) return '/';
    let path = '';
    for (let node: TreeNode = this; node.parent !== undefined; node = node.parent)
      path = `/${node.name}${path}`;
    return path;
  }

  get place(): Place {
    const { events } = this;
    const first = events.find(({ kind }) => kind !== 'deleted') ?? events[0];
    if (first === undefined) return this.parent?.place ?? this.tree.place;
    return first.syntax.text.place(first.syntax.start, first.syntax.end);
  }

  get labels(): readonly Label[] {
    return this.liveLabels().map(({ name, text, start, end }) => ({ name, place: text.place(start, end) }));
  }

  get wasLabelled(): boolean {
    return this.#extras?.labels !== undefined || (this.#only !== undefined && this.#only.labels.length > 0);
  }

  get writes(): readonly Write[] {
    let exists = false;
    return this.events.map((event) => {
      const kind = event.kind === 'deleted' ? 'deleted' : exists ? 'extended' : 'defined';
      exists = kind !== 'deleted';
      return toWrite({ kind, syntax: event.syntax, statement: event.statement });
    });
  }

  get properties(): ReadonlyMap<string, TreeProperty> {
    const extras = this.#ownExtras();
    extras.properties ??= liveProperties(this.rawProperties());
    return extras.properties;
  }

  get children(): ReadonlyMap<string, TreeNode> {
    const extras = this.#ownExtras();
    extras.children ??= new Map(this.liveChildren().map((child) => [child.name, child]));
    return extras.children;
  }

  get phandle(): number | undefined {
    return this.#phandle;
  }

  property(name: string): TreeProperty | undefined {
    // Most questions end here.
    if ((this.#nameBits & nameBit(name)) === 0) return this.#generated(name);
    if (this.#extras?.rawProperties !== undefined) return this.properties.get(name);
    const known = earlyOne(this.#early, name);
    if (known !== undefined) return known;
    const only = this.#only;
    if (only === undefined) return this.#extendedProperty(name);
    const { body } = only;
    const at = body.indexOf(name, 0);
    if (at === -1) return this.#generated(name);
    const syntax = body.property(at);
    // What a deletion does depends on what stands around it.
    if (syntax.kind === 'delete-property' || body.duplicateProperties !== undefined)
      return this.properties.get(name);
    const property = new TreeProperty(name, this);
    property.define(syntax, this.#statement);
    return this.#remember(property);
  }

  findBytes(name: string, into: FoundBytes): boolean {
    const body = this.#only?.body;
    if (body === undefined || body.duplicateProperties !== undefined) return false;
    const at = body.indexOf(name, 0);
    if (at === -1 || body.isDeletion(at) || body.firstReference(at) !== body.firstReference(at + 1))
      return false;
    into.bytes = body.text.values;
    into.start = body.valueStart(at);
    into.end = body.valueEnd(at);
    return true;
  }

  child(name: string): TreeNode | undefined {
    const child = this.rawChild(name);
    return child === undefined || child.isDeleted ? undefined : child;
  }

  get deleted(): Node['deleted'] {
    const properties = this.rawProperties().filter(
      ({ isDeleted, syntax }) => isDeleted && syntax !== undefined,
    );
    const nodes = this.rawChildren.filter(({ isDeleted, events }) => isDeleted && events.length > 1);
    return [
      ...properties.map(({ name, writes }) => ({ name, kind: 'property' as const, writes })),
      ...nodes.map(({ name, writes }) => ({ name, kind: 'node' as const, writes })),
    ];
  }

  /** Whether anything was done to it: the root is there before. */
  get isWritten(): boolean {
    return this.#only !== undefined || this.#extras?.events !== undefined;
  }

  /** What was done to it, in order. */
  get events(): readonly NodeEvent[] {
    if (this.#only === undefined) return this.#extras?.events ?? noEvents;
    return [this.#definition(this.#only)];
  }

  // ---- For the builder ----------------------------------------------------------------------------------------

  /** Children that are not deleted, in dtc's order. */
  liveChildren(): readonly TreeNode[] {
    const { rawChildren } = this;
    if (!this.tree.hasDeletedNodes) return rawChildren;
    for (let index = 0; index < rawChildren.length; index++) {
      if (rawChildren[index]?.isDeleted) return rawChildren.filter(({ isDeleted }) => !isDeleted);
    }
    return rawChildren;
  }

  /** The child that ever had this name, deleted or not. */
  rawChild(name: string): TreeNode | undefined {
    const { rawChildren } = this;
    if (rawChildren.length > mapThreshold) return this.#childrenByName().get(name);
    for (let index = 0; index < rawChildren.length; index++) {
      const child = rawChildren[index];
      if (child !== undefined && child.name === name) return child;
    }
    return undefined;
  }

  addChild(child: TreeNode): void {
    if (this.rawChildren === noNodes) this.rawChildren = [child];
    else this.rawChildren.push(child);
    const byName = this.#extras?.childrenByName;
    if (byName !== undefined && !byName.has(child.name)) byName.set(child.name, child);
  }

  /** Makes room for the children of the body that builds the node. */
  expectChildren(count: number): void {
    this.rawChildren = new Array<TreeNode>(count);
  }

  /** Fills the room; nobody may ask for children before all is filled but for one by its name. */
  putChild(index: number, child: TreeNode): void {
    this.rawChildren[index] = child;
    const byName = this.#extras?.childrenByName;
    if (byName !== undefined && !byName.has(child.name)) byName.set(child.name, child);
  }

  addEvent(event: NodeEvent): void {
    const extras = this.#ownExtras();
    extras.events ??= [];
    if (this.#only !== undefined) {
      extras.events.push(this.#definition(this.#only));
      this.#keepLabels(extras);
      this.#only = undefined;
    }
    extras.events.push(event);
    extras.rawProperties = undefined;
    extras.properties = undefined;
    this.#early = undefined;
    if (event.kind === 'deleted') return;
    this.#nameBits |= event.body.nameBits;
    this.marks |= marksOfBody(event.body);
  }

  /** Labels that are in force, newest first. */
  liveLabels(): readonly LabelSyntax[] {
    return this.#extras?.labels?.live() ?? this.#only?.labels ?? noLabels;
  }

  hasLabel(name: string): boolean {
    if (this.isDeleted) return false;
    const extras = this.#ownExtras();
    this.#keepLabels(extras);
    return extras.labels?.has(name) === true;
  }

  addLabel(label: LabelSyntax): void {
    const extras = this.#ownExtras();
    this.#keepLabels(extras);
    extras.labels ??= new NodeLabels(noLabels);
    extras.labels.add(label);
  }

  killLabels(): void {
    const extras = this.#ownExtras();
    this.#keepLabels(extras);
    extras.labels?.kill();
  }

  /** Whether some definition of a property here has what the flag says: without it nobody need look. */
  some(flag: 'hasSpecialProperty' | 'hasPropertyLabels'): boolean {
    if (this.#only !== undefined) return this.#only.body[flag];
    for (const event of this.events) if (event.kind !== 'deleted' && event.body[flag]) return true;
    return false;
  }

  /** What the node consists of, properties and subnodes, where nothing but its definition ever said something of it. */
  get onlyBody(): BodySyntax | undefined {
    return this.#only?.body;
  }

  /** The bits of all names that properties were ever given here (see `name-bits.ts`): where one is missing, no property has such a name. */
  get nameBits(): number {
    return this.#nameBits;
  }

  /** Calls back for each reference in the properties in force, in their order. */
  eachReference(visit: VisitReference): void {
    const only = this.#only?.body;
    if (only !== undefined) {
      // Nothing was overridden: the properties need not be worked out for this.
      visitReferences(only, 0, only.referenceCount, visit);
      return;
    }
    if (visitReferencesInForce(this.events, visit)) return;
    for (const { syntax } of this.properties.values()) {
      if (syntax?.references === undefined) continue;
      for (const [index, { kind, target }] of syntax.references.entries()) visit(kind, target, syntax, index);
    }
  }

  setPhandle(phandle: number, generated: boolean): void {
    this.#phandle = phandle;
    this.tree.numbered.push(this);
    if (!generated) return;
    if (this.some('hasSpecialProperty') && this.properties.has('phandle')) return;
    this.#phandleIsGenerated = true;
    const extras = this.#extras;
    if (extras === undefined) return;
    extras.rawProperties?.push(new TreeProperty('phandle', this));
    extras.properties = undefined;
  }

  /** The value of a property that no source wrote. */
  generatedValue(name: string): Uint8Array | undefined {
    if (name !== 'phandle' || this.#phandle === undefined) return undefined;
    return cellBytes(this.#phandle);
  }

  /** Takes a property out for good: a `name` that only says what the node's name says. */
  dropProperty(property: TreeProperty): void {
    const extras = this.#ownExtras();
    extras.rawProperties = this.rawProperties().filter((each) => each !== property);
    extras.properties = undefined;
  }

  /** Every property ever named here, deleted ones too, in the order of first appearance. */
  rawProperties(): readonly TreeProperty[] {
    const extras = this.#ownExtras();
    if (extras.rawProperties === undefined) {
      extras.rawProperties = replayProperties(this, this.events, this.#early);
      if (this.#phandleIsGenerated) extras.rawProperties.push(new TreeProperty('phandle', this));
    }
    return extras.rawProperties;
  }

  /** The property of that name in a node that was extended; not asked for before. */
  #extendedProperty(name: string): TreeProperty | undefined {
    const { events } = this;
    const bit = nameBit(name);
    let found: TreeProperty | undefined;
    for (let index = 0; index < events.length; index++) {
      const event = events[index] as NodeEvent;
      // What a deletion does depends on what stands around it, and so does a name that occurs twice.
      if (event.kind === 'deleted' || event.body.duplicateProperties !== undefined)
        return this.properties.get(name);
      if ((event.body.nameBits & bit) === 0) continue;
      const { body } = event;
      for (let at = body.indexOf(name, 0); at !== -1; at = body.indexOf(name, at + 1)) {
        const syntax = body.property(at);
        if (syntax.kind === 'delete-property') return this.properties.get(name);
        found ??= new TreeProperty(name, this);
        found.define(syntax, event.statement);
      }
    }
    return found === undefined ? this.#generated(name) : this.#remember(found);
  }

  #remember(property: TreeProperty): TreeProperty {
    property.next = this.#early;
    this.#early = property;
    return property;
  }

  /** A property that no source wrote. */
  #generated(name: string): TreeProperty | undefined {
    return this.#phandleIsGenerated && name === 'phandle' ? this.properties.get(name) : undefined;
  }

  #definition(syntax: NodeSyntax): NodeEvent {
    return { kind: 'built', body: syntax.body, syntax, statement: this.#statement };
  }

  #ownExtras(): NodeExtras {
    this.#extras ??= new NodeExtras();
    return this.#extras;
  }

  /** From now on the labels are told apart from those that the definition gave. */
  #keepLabels(extras: NodeExtras): void {
    const labels = this.#only?.labels;
    if (extras.labels === undefined && labels !== undefined && labels.length > 0)
      extras.labels = new NodeLabels(labels);
  }

  #childrenByName(): Map<string, TreeNode> {
    const extras = this.#ownExtras();
    if (extras.childrenByName !== undefined) return extras.childrenByName;
    const byName = new Map<string, TreeNode>();
    for (const child of this.rawChildren as (TreeNode | undefined)[]) {
      if (child !== undefined && !byName.has(child.name)) byName.set(child.name, child);
    }
    extras.childrenByName = byName;
    return byName;
  }
}

function liveProperties(all: readonly TreeProperty[]): ReadonlyMap<string, TreeProperty> {
  const live = new Map<string, TreeProperty>();
  for (const property of all) {
    if (!property.isDeleted && !live.has(property.name)) live.set(property.name, property);
  }
  return live;
}
