// RFC 9457 problem documents: how every error leaves the server.
import { z } from 'zod';

export const problemTypes = {
  'bad-filter': { status: 400, title: 'The filter cannot be read' },
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  unauthenticated: { status: 401, title: 'Nobody is signed in' },
  'token-expired': { status: 401, title: 'The token has expired' },
  'token-refused': { status: 401, title: 'The token is refused' },
  'keys-unavailable': { status: 503, title: 'Tokens cannot be checked' },
  'rights-unavailable': { status: 503, title: 'What you may see is not known now' },
  'no-rights': { status: 403, title: 'There is nothing for this reader' },
  'too-many-requests': { status: 429, title: 'Too much was asked at once' },
  'no-such-method': { status: 405, title: 'There is no such method' },
  'too-slow': { status: 408, title: 'The request took too long' },
  'unknown-host': { status: 421, title: 'The host is not known here' },
  'too-long': { status: 431, title: 'The request is too long' },
  'no-such-route': { status: 404, title: 'There is no such route' },
  'no-such-cluster': { status: 404, title: 'There is no such cluster' },
  'no-such-flow': { status: 404, title: 'The flow is not held' },
  'bad-cursor': { status: 400, title: 'The cursor is not valid' },
  'capture-empty': { status: 422, title: 'The file holds no flows' },
  'capture-too-large': { status: 413, title: 'The file is too large' },
  'capture-unreadable': { status: 422, title: 'The file cannot be opened' },
  'captures-busy': { status: 503, title: 'Other files are being read or written' },
  'no-such-snapshot': { status: 404, title: 'There is no such snapshot' },
  'no-room': { status: 409, title: 'There is no room for another snapshot' },
  'too-many-views': { status: 503, title: 'Too much is being looked at' },
  'other-site': { status: 403, title: 'Pages of other sites may not do this' },
  'no-such-group': { status: 404, title: 'There is no such drop group' },
  'no-such-mark': { status: 404, title: 'The group has no mark' },
  'too-many-marks': { status: 409, title: 'There is no room for another mark' },
  'relay-failed': { status: 502, title: 'Relay did not answer' },
  internal: { status: 500, title: 'Eyepiece failed to answer' },
} as const;
export type ProblemType = keyof typeof problemTypes;

/** `position` and `length` count UTF-16 units in `q` and come with `bad-filter`. */
export const problem = z.object({
  type: z.string().describe('urn:eyepiece:problem:<name>'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  position: z.number().int().optional(),
  length: z.number().int().optional(),
  fix: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;

/** The document for one error; `detail` is one sentence that names the thing and the cure. */
export function problemOf(type: ProblemType, detail: string, extra: Partial<Problem> = {}): Problem {
  const { status, title } = problemTypes[type];
  return { type: `urn:eyepiece:problem:${type}`, title, status, detail, ...extra };
}
