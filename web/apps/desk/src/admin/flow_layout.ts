import { exits, outline, type FlowDocument } from "./flow_schema";

// Where the nodes of a flow stand in its picture: in layers from the start to the right, each node
// behind all that lead to it, ways back apart. Pure.

export const kCard = { width: 176, height: 60 };
const kGapX = 92; // room for the words of a way
const kGapY = 18;
const kBend = 14; // height of a place where a long way passes a layer
const kSweeps = 6;
/** A way over more layers than that goes straight; in large flows the places would be too many. */
const kBendsMax = 12;

export interface Card {
  name: string;
  layer: number;
  x: number;
  y: number;
}
export interface Edge {
  from: string;
  to: string;
  /** What leads there: digits, or the name of a member. */
  via: string[];
  /** To a node that stands before it, or to itself. */
  back: boolean;
  points: { x: number; y: number }[];
}
export interface Layout {
  cards: Card[];
  edges: Edge[];
  width: number;
  height: number;
}

/** Ways between nodes that exist, those with the same ends as one. */
function ways(flow: FlowDocument): Edge[] {
  const found = new Map<string, Edge>();
  for (const [from, node] of Object.entries(flow.nodes)) {
    for (const [via, to] of exits(node)) {
      if (!flow.nodes[to]) continue;
      const key = JSON.stringify([from, to]);
      const edge = found.get(key) ?? { from, to, via: [], back: false, points: [] };
      edge.via.push(via);
      found.set(key, edge);
    }
  }
  return [...found.values()];
}

/** Marks the ways that close a circle and gives the nodes so that every other way leads forward. */
function sorted(flow: FlowDocument, edges: Edge[]): string[] {
  const out = grouped(edges);
  const state = new Map<string, "open" | "done">();
  const order: string[] = [];
  // By hand instead of by recursion: a flow may be a chain of 500.
  const visit = (root: string) => {
    const stack = [{ name: root, next: 0 }];
    if (state.has(root)) return;
    state.set(root, "open");
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const edge = out.get(top.name)?.[top.next++];
      if (!edge) {
        state.set(top.name, "done");
        order.push(top.name);
        stack.pop();
      } else if (state.get(edge.to) === "open") edge.back = true;
      else if (!state.has(edge.to)) {
        state.set(edge.to, "open");
        stack.push({ name: edge.to, next: 0 });
      }
    }
  };
  const reached = new Set(edges.filter((edge) => edge.from !== edge.to).map((edge) => edge.to));
  const others = Object.keys(flow.nodes);
  if (flow.nodes[flow.start]) visit(flow.start);
  for (const name of others) if (!reached.has(name)) visit(name); // nobody leads there
  others.forEach(visit); // circles that nobody enters
  return order.reverse();
}

function grouped(edges: Edge[]): Map<string, Edge[]> {
  const found = new Map<string, Edge[]>();
  for (const edge of edges) found.set(edge.from, [...(found.get(edge.from) ?? []), edge]);
  return found;
}

interface Place {
  layer: number;
  y: number;
  height: number;
  before: Place[];
  after: Place[];
}

export function layout(flow: FlowDocument): Layout {
  const edges = ways(flow);
  const order = sorted(flow, edges);
  const forward = edges.filter((edge) => !edge.back);
  const out = grouped(forward);
  const layerOf = new Map<string, number>();
  for (const name of order) {
    const layer = layerOf.get(name) ?? 0;
    layerOf.set(name, layer);
    for (const edge of out.get(name) ?? []) layerOf.set(edge.to, Math.max(layerOf.get(edge.to) ?? 0, layer + 1));
  }
  const layers: Place[][] = [];
  const put = (layer: number, height: number): Place => {
    const place: Place = { layer, y: 0, height, before: [], after: [] };
    (layers[layer] ??= []).push(place);
    return place;
  };
  const read = outline(flow).filter((line) => !line.again).map((line) => line.name); // as one reads it: first digits above
  const places = new Map(read.map((name) => [name, put(layerOf.get(name)!, kCard.height)]));
  const bends = new Map<Edge, Place[]>();
  const join = (from: Place, to: Place) => void (from.after.push(to), to.before.push(from));
  for (const edge of forward) {
    const [from, to] = [places.get(edge.from)!, places.get(edge.to)!];
    const chain: Place[] = [];
    if (to.layer - from.layer <= kBendsMax) for (let layer = from.layer + 1; layer < to.layer; layer++) chain.push(put(layer, kBend));
    bends.set(edge, chain);
    [from, ...chain, to].reduce((a, b) => (join(a, b), b));
  }
  arrange(layers);
  const cards = read.map((name) => ({ name, layer: layerOf.get(name)!, x: layerOf.get(name)! * (kCard.width + kGapX), y: places.get(name)!.y }));
  draw(edges, new Map(cards.map((card) => [card.name, card])), bends);
  const bottom = Math.max(0, ...edges.flatMap((edge) => edge.points.map((point) => point.y)));
  return { cards, edges, width: Math.max(0, ...cards.map((card) => card.x + kCard.width)) + kGapX / 2, height: Math.max(bottom, ...cards.map((card) => card.y + kCard.height), 0) };
}

const middle = (place: Place) => place.y + place.height / 2;
const mean = (places: Place[]) => places.reduce((sum, each) => sum + middle(each), 0) / places.length;

/** Each layer in the order of its neighbours' middles, then as near to them as there is room. */
function arrange(layers: Place[][]): void {
  for (const layer of layers) stack(layer, (place) => place.y);
  for (let sweep = 0; sweep < kSweeps; sweep++) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      const wished = new Map(layer.map((place) => {
        const near = down ? place.before : place.after;
        return [place, near.length > 0 ? mean(near) - place.height / 2 : place.y] as const;
      }));
      layer.sort((a, b) => wished.get(a)! - wished.get(b)!); // equal wishes keep their order
      stack(layer, (place) => wished.get(place)!);
    }
  }
  const top = Math.min(0, ...layers.flat().map((place) => place.y));
  for (const place of layers.flat()) place.y -= top;
}

/** No two overlap; what pushing down moves too far is moved back for the whole layer. */
function stack(layer: Place[], wish: (place: Place) => number): void {
  let free = -Infinity;
  let off = 0;
  const wishes = layer.map(wish);
  layer.forEach((place, i) => {
    place.y = Math.max(wishes[i]!, free);
    free = place.y + place.height + kGapY;
    off += place.y - wishes[i]!;
  });
  for (const place of layer) place.y -= off / layer.length;
}

/** Ways leave a card at its right, one below the other, and come in at the left; ways back go round below. */
function draw(edges: Edge[], cards: Map<string, Card>, bends: Map<Edge, Place[]>): void {
  const lowest = Math.max(0, ...[...cards.values()].map((card) => card.y + kCard.height));
  const lanes = edges.filter((edge) => edge.back);
  for (const [from, group] of grouped(edges)) {
    const card = cards.get(from)!;
    const goal = (edge: Edge) => (edge.back ? Infinity : bends.get(edge)?.[0]?.y ?? cards.get(edge.to)!.y);
    group.sort((a, b) => goal(a) - goal(b) || 0);
    group.forEach((edge, i) => {
      const to = cards.get(edge.to)!;
      const start = { x: card.x + kCard.width, y: card.y + ((i + 1) * kCard.height) / (group.length + 1) };
      const end = { x: to.x, y: to.y + kCard.height / 2 };
      if (edge.back) {
        const lane = lowest + kGapY + lanes.indexOf(edge) * 8;
        edge.points = [start, { x: start.x + 20, y: lane }, { x: end.x - 20, y: lane }, end];
      } else edge.points = [start, ...(bends.get(edge) ?? []).flatMap((place) => [{ x: place.layer * (kCard.width + kGapX), y: middle(place) }, { x: place.layer * (kCard.width + kGapX) + kCard.width, y: middle(place) }]), end];
    });
  }
}

const kLabelsMax = 3; // more do not stand one below the other at a card's side

/** Where the words of a way stand: where it begins; at a card with many ways, where it first arrives. */
export function labelAt(edge: Edge, ofCard: number): { x: number; y: number; anchor: "start" | "end" } {
  const [start, next] = [edge.points[0]!, edge.points[1]!];
  if (ofCard <= kLabelsMax || edge.back) return { x: start.x + 8, y: start.y - 3, anchor: "start" };
  return { x: next.x - 14, y: next.y - 4, anchor: "end" };
}

/** The curve through the points, for SVG. */
export function curve(points: { x: number; y: number }[]): string {
  const n = (value: number) => Math.round(value * 10) / 10;
  return points.map((point, i) => {
    if (i === 0) return `M${n(point.x)},${n(point.y)}`;
    const last = points[i - 1]!;
    const half = (point.x - last.x) / 2;
    return `C${n(last.x + half)},${n(last.y)} ${n(point.x - half)},${n(point.y)} ${n(point.x)},${n(point.y)}`;
  }).join(" ");
}

export type Direction = "ArrowRight" | "ArrowLeft" | "ArrowUp" | "ArrowDown";
export const isDirection = (key: string): key is Direction => /^Arrow(Right|Left|Up|Down)$/.test(key);

/** Where an arrow key leads: along a way to the right and the left, else to the neighbour in the layer. */
export function neighbour({ cards, edges }: Layout, name: string, direction: Direction): string | null {
  const card = cards.find((each) => each.name === name);
  if (!card) return null;
  if (direction === "ArrowUp" || direction === "ArrowDown") {
    const layer = cards.filter((each) => each.layer === card.layer).sort((a, b) => a.y - b.y);
    return layer[layer.indexOf(card) + (direction === "ArrowUp" ? -1 : 1)]?.name ?? null;
  }
  const right = direction === "ArrowRight";
  const ends = new Set(edges.filter((edge) => !edge.back && (right ? edge.from : edge.to) === name).map((edge) => (right ? edge.to : edge.from)));
  const far = (each: Card) => Math.abs(each.layer - card.layer) * 10_000 + Math.abs(each.y - card.y);
  return cards.filter((each) => ends.has(each.name)).sort((a, b) => far(a) - far(b))[0]?.name ?? null;
}
