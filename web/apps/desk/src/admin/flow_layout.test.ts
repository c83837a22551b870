import { describe, expect, it } from "vitest";
import { curve, kCard, labelAt, layout, neighbour, type Layout } from "./flow_layout";
import type { FlowDocument } from "./flow_schema";

const office: FlowDocument = {
  start: "when",
  nodes: {
    when: { type: "hours", open: "menu", closed: "bye" },
    menu: { type: "menu", options: { "1": "faults", "2": "sales", "9": "when", "0": "sales" }, otherwise: "bye" },
    faults: { type: "queue", queue: "Guasti" },
    sales: { type: "queue", queue: "Vendite" },
    bye: { type: "hang_up" },
    lost: { type: "say", next: "bye" },
  },
};
const at = ({ cards }: Layout, name: string) => cards.find((each) => each.name === name)!;
const overlaps = ({ cards }: Layout) =>
  cards.flatMap((a, i) => cards.slice(i + 1).filter((b) => a.layer === b.layer && Math.abs(a.y - b.y) < kCard.height).map((b) => `${a.name} ${b.name}`));

describe("the picture of a flow", () => {
  const picture = layout(office);
  it("puts each node behind all that lead to it, the start first", () => {
    expect(Object.fromEntries(picture.cards.map((card) => [card.name, card.layer]))).toEqual({ when: 0, lost: 0, menu: 1, faults: 2, sales: 2, bye: 2 });
    for (const edge of picture.edges) if (!edge.back) expect(at(picture, edge.from).layer).toBeLessThan(at(picture, edge.to).layer);
  });
  it("has no card over another and nothing outside of its size", () => {
    expect(overlaps(picture)).toEqual([]);
    for (const card of picture.cards) {
      expect(Math.min(card.x, card.y)).toBeGreaterThanOrEqual(0);
      expect(card.x + kCard.width).toBeLessThanOrEqual(picture.width);
      expect(card.y + kCard.height).toBeLessThanOrEqual(picture.height);
    }
    for (const { points } of picture.edges) for (const point of points) expect(point.y).toBeLessThanOrEqual(picture.height);
  });
  it("draws ways with the same ends once, with all their words, and ways back as such", () => {
    expect(picture.edges.find((edge) => edge.to === "sales")).toMatchObject({ from: "menu", via: ["0", "2"], back: false });
    expect(picture.edges.filter((edge) => edge.back)).toMatchObject([{ from: "menu", to: "when", via: ["9"] }]);
  });
  it("stands as it is read: the start above what nobody leads to, the first digit above the next", () => {
    expect(at(picture, "when").y).toBeLessThan(at(picture, "lost").y);
    const fan = layout({ start: "m", nodes: { m: { type: "menu", options: { "1": "a", "2": "b" }, otherwise: "c" }, c: { type: "hang_up" }, b: { type: "hang_up" }, a: { type: "hang_up" } } });
    expect(fan.cards.filter((card) => card.layer === 1).sort((a, b) => a.y - b.y).map((card) => card.name)).toEqual(["a", "b", "c"]);
  });
  it("leads a long way past the cards of the layers between", () => {
    const long = picture.edges.find((edge) => edge.from === "when" && edge.to === "bye")!;
    expect(long.points).toHaveLength(4);
    const menu = at(picture, "menu");
    for (const point of long.points.slice(1, 3)) expect(point.y < menu.y || point.y > menu.y + kCard.height).toBe(true);
  });
  it("is walked by arrows: along the ways, and up and down within a layer", () => {
    expect(neighbour(picture, "when", "ArrowRight")).toBe("menu");
    expect(neighbour(picture, "menu", "ArrowLeft")).toBe("when");
    const column = picture.cards.filter((card) => card.layer === 2).sort((a, b) => a.y - b.y).map((card) => card.name);
    expect(neighbour(picture, column[0]!, "ArrowDown")).toBe(column[1]);
    expect(neighbour(picture, column[0]!, "ArrowUp")).toBeNull();
    expect(neighbour(picture, "faults", "ArrowRight")).toBeNull();
  });
  it("holds a node that leads to itself, a circle that nobody enters, and a start that is gone", () => {
    const odd: FlowDocument = { start: "gone", nodes: { self: { type: "say", next: "self" }, a: { type: "say", next: "b" }, b: { type: "say", next: "a" }, c: { type: "say", next: "nowhere" } } };
    const drawn = layout(odd);
    expect(drawn.cards.map((card) => card.name).sort()).toEqual(["a", "b", "c", "self"]);
    expect(drawn.edges.filter((edge) => edge.back)).toHaveLength(2);
    expect(overlaps(drawn)).toEqual([]);
  });
  it("draws the largest flow, as a chain with ways from everywhere to its end", () => {
    const nodes = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`n${i}`, { type: "menu" as const, options: { "1": `n${Math.min(i + 1, 499)}` }, otherwise: "n499" }]));
    const drawn = layout({ start: "n0", nodes });
    expect(drawn.cards).toHaveLength(500);
    expect(at(drawn, "n499").layer).toBe(499);
    expect(drawn.cards.every((card) => Number.isFinite(card.x) && Number.isFinite(card.y))).toBe(true);
  });
  it("is an empty picture for a flow without nodes", () => {
    expect(layout({ start: "x", nodes: {} })).toMatchObject({ cards: [], edges: [], height: 0 });
  });
});

describe("the words of ways", () => {
  it("do not cover each other, however many digits a menu has", () => {
    const names = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    const wide = layout({ start: "m", nodes: { m: { type: "menu", options: Object.fromEntries(names.map((digit) => [digit, `n${digit}`])) }, ...Object.fromEntries(names.map((digit) => [`n${digit}`, { type: "hang_up" as const }])) } });
    const heights = wide.edges.map((edge) => labelAt(edge, wide.edges.length).y).sort((a, b) => a - b);
    for (let i = 1; i < heights.length; i++) expect(heights[i]! - heights[i - 1]!).toBeGreaterThanOrEqual(12);
  });
});

describe("a curve", () => {
  it("goes through its points", () => {
    expect(curve([{ x: 0, y: 0 }, { x: 10, y: 4 }])).toBe("M0,0 C5,0 5,4 10,4");
  });
});
