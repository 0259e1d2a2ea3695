// NODE_ERROR messages as Relay sends them: equal ones within the window become one with all their nodes.

export interface NodeError {
  readonly message: string;
  readonly nodes: readonly string[];
}

export class NodeErrors {
  private pending: { readonly message: string; readonly nodes: string[] } | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly windowMs: number,
    private readonly send: (error: NodeError) => void,
  ) {}

  add(node: string, message: string): void {
    if (this.pending?.message === message) {
      this.pending.nodes.push(node);
      return;
    }
    this.flush();
    this.pending = { message, nodes: [node] };
    this.timer = setTimeout(() => this.flush(), this.windowMs);
    this.timer.unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    const { pending } = this;
    this.pending = undefined;
    if (pending) this.send(pending);
  }

  drop(): void {
    clearTimeout(this.timer);
    this.pending = undefined;
  }
}
