// Which namespaces the cluster lets somebody read pods of: asked of its API with SubjectAccessReviews, and kept for a
// while. What cannot be asked is let nobody.
import type { EpochMs } from '@/lib/flow/flow';
import { readAccess, type Surroundings } from '@/lib/kubernetes/find-access';
import { keepAnswers } from '@/lib/kubernetes/kept-answers';
import { accepted } from '@/lib/kubernetes/list-watch';
import { type Ask, askKubernetes, notKubernetes, readJson } from '@/lib/kubernetes/request';
import { isName, reviewResource } from '@/lib/kubernetes/resources';
import { fieldsOf } from '@/lib/policy/shape';

/** As the API server knows them. */
export interface Subject {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface MayRead {
  /**
   * Those of the namespaces that the subject may read; null is all there are and will be. Rejects with KubernetesError
   * where one of them cannot be asked about: then nothing is known.
   */
  readonly namespaces: (subject: Subject, known: readonly string[]) => Promise<readonly string[] | null>;
}

export interface MayReadOptions {
  readonly surroundings: Surroundings;
  /** Answers are asked for again after this time: rights are never older. */
  readonly keptMs: number;
  readonly now?: () => EpochMs;
  /** Told of failures, once a minute at most. */
  readonly complain: (sentence: string) => void;
}

/** Soon enough to be back with the server, and not asked by each request while it is away. */
const mostFailuresKeptMs = 5_000;
const complainsMs = 60_000;
const waitMs = 5_000;
const mostKept = 20_000;
const mostBytes = 2 ** 18;
const atOnce = 8;

/** Asks with SubjectAccessReviews. */
export function createMayRead({ surroundings, keptMs, now = Date.now, complain }: MayReadOptions): MayRead {
  const ask: Ask = async (path, signal, body) => askKubernetes(await readAccess(surroundings), path, signal, body);
  const failuresKeptMs = Math.min(keptMs, mostFailuresKeptMs);
  const answers = keepAnswers<boolean>({ keptMs, failuresKeptMs, most: mostKept, now });
  let complainedMs = Number.NEGATIVE_INFINITY;

  /** '' is all namespaces. */
  function isAllowed(subject: Subject, namespace: string): Promise<boolean> {
    return answers.to([subject.user, subject.groups, namespace], () => reviewed(subject, namespace));
  }

  function reviewed(subject: Subject, namespace: string): Promise<boolean> {
    return review(ask, subject, namespace).catch((error: unknown) => {
      if (now() - complainedMs >= complainsMs) complain(error instanceof Error ? error.message : String(error));
      complainedMs = now();
      throw error;
    });
  }

  return {
    async namespaces(given, known) {
      const subject = withoutSystem(given);
      if (!subject) return [];
      if (await isAllowed(subject, '')) return null;
      const found: string[] = [];
      const names = known.filter(isName).sort();
      for (let start = 0; start < names.length; start += atOnce) {
        const some = names.slice(start, start + atOnce);
        const answers = await Promise.all(some.map((name) => isAllowed(subject, name)));
        found.push(...some.filter((_, index) => answers[index]));
      }
      return found;
    },
  };
}

/** Names that begin so are the cluster's own: a provider that gives them to people would make them administrators. */
function withoutSystem({ user, groups }: Subject): Subject | null {
  if (user.startsWith('system:')) return null;
  return { user, groups: [...groups.filter((group) => !group.startsWith('system:')), 'system:authenticated'] };
}

async function review(ask: Ask, { user, groups }: Subject, namespace: string): Promise<boolean> {
  const resourceAttributes = { verb: 'get', resource: 'pods', ...(namespace !== '' && { namespace }) };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, resourceAttributes },
  };
  const answer = await ask(reviewPath, AbortSignal.timeout(waitMs), body);
  const { status } = fieldsOf(await readJson(accepted(answer, reviewResource, 'create'), mostBytes));
  const { allowed, denied } = fieldsOf(status);
  if (typeof allowed !== 'boolean') throw notKubernetes(answer.server, 'does not say what it allows');
  return allowed && denied !== true;
}

const reviewPath = `/apis/${reviewResource.group}/${reviewResource.version}/${reviewResource.plural}`;
