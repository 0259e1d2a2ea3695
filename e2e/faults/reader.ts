// A reader of the live stream without a browser: frames as they come, or none at all.
import type { App } from '../support/app';

export interface Frame {
  readonly id: string;
  readonly reset: boolean;
  readonly missed?: { readonly frames: number; readonly rows: number; readonly unknown?: true };
  readonly flows?: {
    readonly rows: readonly { readonly id: string }[];
    readonly unsent: number;
    readonly matched: number;
  };
  readonly status?: {
    readonly clusters: readonly { readonly connection: { readonly state: string; readonly code?: string } }[];
  };
}

export interface ConnectionLog {
  /** `live`, or the code or state of what keeps it from being so, as they were told one after the other. */
  readonly states: readonly string[];
  stop(): void;
}

/** Often enough that no state is missed: each lasts a second at least. */
const askEveryMs = 150;

/** What the dashboard says of its connection to Relay, each change of it. */
export function followConnection(app: App): ConnectionLog {
  const states: string[] = [];
  const ask = async (): Promise<void> => {
    const { clusters } = await app.api<NonNullable<Frame['status']>>('/api/v1/status');
    const connection = clusters[0]?.connection;
    const state = connection?.code ?? connection?.state;
    if (state !== undefined && state !== states.at(-1)) states.push(state);
  };
  const timer = setInterval(() => void ask().catch(() => {}), askEveryMs);
  return { states, stop: () => clearInterval(timer) };
}
