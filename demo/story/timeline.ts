// A queue by time: what is due first comes out first, equals in the order they went in.

interface Slot<Item> {
  readonly atMs: number;
  readonly order: number;
  readonly item: Item;
}

export class Timeline<Item> {
  private readonly heap: Slot<Item>[] = [];
  private pushed = 0;

  push(atMs: number, item: Item): void {
    const slot = { atMs, order: this.pushed, item };
    this.pushed += 1;
    let index = this.heap.push(slot) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.swapIfLater(parent, index)) break;
      index = parent;
    }
  }

  pop(): { readonly atMs: number; readonly item: Item } | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first && last && this.heap.length > 0) {
      this.heap[0] = last;
      this.sink();
    }
    return first;
  }

  private sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = left + 1 < this.heap.length && this.isLater(left, left + 1) ? left + 1 : left;
      if (child >= this.heap.length || !this.swapIfLater(index, child)) return;
      index = child;
    }
  }

  private swapIfLater(one: number, other: number): boolean {
    if (!this.isLater(one, other)) return false;
    const held = this.heap[one];
    const moved = this.heap[other];
    if (held && moved) {
      this.heap[one] = moved;
      this.heap[other] = held;
    }
    return true;
  }

  private isLater(one: number, other: number): boolean {
    const a = this.heap[one];
    const b = this.heap[other];
    if (!a || !b) return false;
    return a.atMs > b.atMs || (a.atMs === b.atMs && a.order > b.order);
  }
}
