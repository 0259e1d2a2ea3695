// Who looks at a page, as the page says it.
import 'server-only';
import { AccessError } from '@/lib/access/error';
import type { AdmittedReader } from '@/lib/access/reader';
import type { StreamReader } from '@/lib/wire/reader';
import { accessConfig } from './access-config';
import { readerBy } from './reader';

export type Who =
  /** Nobody signs in: whoever reaches the page sees everything. */
  | { readonly kind: 'anyone' }
  /** `sees`: namespaces, or cluster/namespace; null is everything. */
  | {
      readonly kind: 'reader';
      readonly name: string;
      readonly sees: readonly string[] | null;
      readonly signsOut: boolean;
    }
  /** Nobody yet, or somebody with a token. */
  | { readonly kind: 'nobody'; readonly signsIn: boolean };

/** As their own stream is told; null where nobody signs in, and of tokens. */
export function streamReader(reader: AdmittedReader): StreamReader | null {
  if (reader.by === 'none' || reader.by === 'token') return null;
  return { name: reader.name, sees: seesOf(reader), farEnd: reader.sight.farEnd };
}

function seesOf({ sight }: AdmittedReader): readonly string[] | null {
  const named = sight.grants?.map(({ cluster, namespace }) =>
    cluster === '*' ? namespace : `${cluster}/${namespace}`,
  );
  return named ?? null;
}

export async function whoReads(headers: Headers): Promise<Who> {
  const { auth } = accessConfig();
  try {
    const { reader } = await readerBy(headers);
    if (reader.name === null) return { kind: 'anyone' };
    return { kind: 'reader', name: reader.name, sees: seesOf(reader), signsOut: auth.kind === 'oidc' };
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return { kind: 'nobody', signsIn: auth.kind === 'oidc' };
  }
}
