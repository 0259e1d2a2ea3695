// Secrets in the path of a URL. What a part of a path is, only its server knows: names before it and its looks are all
// there is to go by, and what could as well be an id of common form stays readable.

/** The path with `mark` in the place of every part that looks like a secret; the same text when none does. */
export function withoutSecretParts(path: string, mark: string): string {
  const parts = path.split('/');
  // What stands before the first slash is no part of a path.
  const shown = parts.map((part, at) => (at > 0 && isSecretPart(part, parts, at) ? mark : part));
  return shown.every((part, at) => part === parts[at]) ? path : shown.join('/');
}

function isSecretPart(raw: string, parts: readonly string[], at: number): boolean {
  if (raw === '' || isVersion(raw)) return false;
  const part = decoded(raw);
  const [before, beforeThat] = [nameOf(parts[at - 1]), nameOf(parts[at - 2])];
  if (holders.has(before)) return !isAction(part);
  if ((once.has(before) || once.has(beforeThat)) && looksMade(part)) return true;
  return part.length >= shortestToken && !content.has(before) && looksRandom(part);
}

/** `reset-password`, `reset_password` and `resetPassword` are one name. */
const nameOf = (part = ''): string => (part.length > 40 ? '' : part.toLowerCase().replace(/[-_.]/g, ''));

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** What follows is the secret itself, unless it says what to do with one. */
const holders = words(
  `token accesstoken refreshtoken idtoken authtoken apitoken sessiontoken csrftoken xsrftoken resettoken invitetoken
  logintoken bearer jwt otp passcode password passwd pwd apikey accesskey secretkey magiclink sessionid jsessionid`,
);

const actions = words(
  `reset new edit change update forgot forgotten validate validation verify check generate create refresh revoke
  rotate renew introspect introspection exchange info status list delete issue request resend send confirm data
  metadata login logout auth me self current all count config settings policy policies rules history strength lookup
  role roles accessor tidy help expired expire grant`,
);

const isAction = (part: string): boolean => part.split(/[-_]/).every((word) => actions.has(word.toLowerCase()));

/** Links that are mailed to somebody and work once: behind them stands a token, sometimes after the id of an account. */
const once = words(
  `reset resetpassword passwordreset forgotpassword recover recovery recoverpassword accountrecovery invite invites
  invitation invitations activate activation activateaccount verify verification verifyemail emailverification
  confirmemail emailconfirmation confirmation magic magiclogin loginlink unsubscribe share`,
);

/** What follows names content, or a trace, by its hash. */
const content = words(
  'commit commits tree trees blob blobs digest digests trace traces span spans static assets chunks',
);

const isVersion = (part: string): boolean => /^v\d+(?:(?:alpha|beta)\d*)?(?:\.\d+)*$/i.test(part);

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** No word and no number: made by a machine, if it is only short. */
function looksMade(part: string): boolean {
  if (uuid.test(part)) return true;
  return runsOf(part).some(
    (run) => (run.length >= 6 && /\d/.test(run) && /[a-z]/i.test(run)) || (run.length >= 16 && isMixed(run)),
  );
}

const shortestToken = 20;

function looksRandom(part: string): boolean {
  return hasTokenForm.test(part) || isLongHash(part) || isMixedToken(part);
}

/** JSON Web Tokens, and what issuers put before their tokens so that they are recognised. */
const hasTokenForm =
  /^ey[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){2,4}$|^(?:gh[opsru]_|github_pat_|glpat-|xox[a-z]-|[rs]k[-_](?:live|test|proj|ant)[-_]|whsec_|npm_|hvs\.|shpat_|dop_v1_|AKIA|ASIA)[\w.-]{12,}$/;

/** 32 and more letters of one case and digits in turn, hexadecimal or not; ids of 20 to 26 stay readable. */
function isLongHash(part: string): boolean {
  if (part.length < 32 || !/^(?:[0-9a-z]+|[0-9A-Z]+)$/.test(part)) return false;
  return /\d/.test(part) && /[a-z]/i.test(part) && (/^[0-9a-f]+$/i.test(part) || piecesOf(part).length >= 6);
}

/** Small letters, capitals and digits in turn without words among them, as base64 has them. */
function isMixedToken(part: string): boolean {
  const runs = runsOf(part);
  if (!isMixed(part) || !/\d/.test(part) || !runs.some((run) => run.length >= 10)) return false;
  const length = runs.reduce((sum, run) => sum + run.length, 0);
  return length >= shortestToken && length < 3 * piecesOf(part).length;
}

const isMixed = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text);
const runsOf = (text: string): readonly string[] => text.match(/[A-Za-z0-9]+/g) ?? [];
/** Words of CamelCase, and numbers. */
const piecesOf = (text: string): readonly string[] => text.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? [];

function decoded(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
