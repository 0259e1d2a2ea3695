// Who came, and what left: one line of JSON on standard error for each. Never a flow, and never a secret.
import 'server-only';
import type { AdmittedReader } from '@/lib/access/reader';
import { addressOf } from './connections';

export interface AccessEvent {
  readonly event:
    | 'sign-in'
    | 'sign-out'
    | 'sign-in-refused'
    | 'snapshot'
    | 'snapshot-revoked'
    | 'export'
    | 'bundle'
    | 'token';
  /** Null where it is not known who asks. */
  readonly reader: Pick<AdmittedReader, 'name' | 'by'> | null;
  /** Gives the address it comes from. */
  readonly request: Request;
  /** Filter text, where there is one. */
  readonly q?: string;
  /** What else tells one event from another, such as an id or a format. */
  readonly about?: Readonly<Record<string, string | number | null>>;
}

/** `{"at","event","name","by","from",…}`; whatever text came from outside is escaped as JSON has it. */
export function logAccess({ event, reader, request, q, about }: AccessEvent): void {
  const { name = null, by = null } = reader ?? {};
  const line = {
    log: 'access',
    at: new Date().toISOString(),
    event,
    name,
    by,
    from: addressOf(request.headers),
    q,
    ...about,
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
