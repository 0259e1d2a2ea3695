// Who looks at a page, as the page says it.
import 'server-only';
import { AccessError } from '@/lib/access/error';
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

export async function whoReads(headers: Headers): Promise<Who> {
  const { auth } = accessConfig();
  try {
    const { reader } = await readerBy(headers);
    if (reader.name === null) return { kind: 'anyone' };
    const sees = reader.sight.grants?.map(({ cluster, namespace }) =>
      cluster === '*' ? namespace : `${cluster}/${namespace}`,
    );
    return { kind: 'reader', name: reader.name, sees: sees ?? null, signsOut: auth.kind === 'oidc' };
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return { kind: 'nobody', signsIn: auth.kind === 'oidc' };
  }
}
