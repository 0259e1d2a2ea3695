// Times of the command line against those of links: `15m` and `-15m`, and RFC 3339 for both.

/** As links write it: `now`, `-15m`, or RFC 3339. Null for what hubble takes for no time. Times without a zone are UTC. */
export function timeOfCli(text: string): string | null {
  return readDuration(text) ?? readDate(text);
}

/** As hubble reads it; null for what is no time of a link. */
export function timeToCli(text: string): string | null {
  if (text === 'now') return '0s';
  const ago = /^-(?=\d)(?:(\d{1,4})d)?((?:\d{1,6}h)?(?:\d{1,7}m)?(?:\d{1,9}s)?)$/.exec(text);
  // Go knows no days, and adds up hours that come twice.
  if (ago) return `${ago[1] === undefined ? '' : `${Number(ago[1]) * 24}h`}${ago[2] ?? ''}`;
  return /^\d{4}-\d\d-\d\dT/i.test(text) ? text.replace(/ (\d\d:\d\d)$/, '+$1') : null;
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Go's durations, in whole seconds further back. */
function readDuration(text: string): string | null {
  if (!/^\+?(?:\d+(?:\.\d*)?(?:h|m(?!s)|s|ms|us|µs|ns))+$/.test(text) || text.length > 64)
    return text === '0' ? 'now' : null;
  let seconds = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/(\d+(?:\.\d*)?)(h|ms|m|s|us|µs|ns)/g)) {
    seconds += Number(number) * (units[unit] ?? 0);
  }
  return agoText(Math.ceil(seconds));
}

function agoText(seconds: number): string | null {
  if (seconds === 0) return 'now';
  if (seconds > 999_999 * 3600) return null;
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return `-${h ? `${h}h` : ''}${m ? `${m}m` : ''}${s ? `${s}s` : ''}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3339, dates with less of it, and RFC 1123 with a numeric zone. */
function readDate(text: string): string | null {
  const iso = /^(\d{4}-\d\d-\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d{1,9})?))?)?(Z|[+-]\d\d(?::\d\d)?))?$/.exec(text);
  if (iso) {
    const [, date, hours = '00', minutes = '00', seconds = '00', zone = 'Z'] = iso;
    return sound(`${date}T${hours}:${minutes}:${seconds}${/^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone}`);
  }
  const mail = /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
  const month = months.indexOf(mail?.[2] ?? '') + 1;
  if (!mail || month === 0) return null;
  return sound(`${mail[3]}-${String(month).padStart(2, '0')}-${mail[1]}T${mail[4]}${mail[5]}:${mail[6]}`);
}

/** Null for the 31st of February. */
function sound(rfc3339: string): string | null {
  const ms = Date.parse(rfc3339);
  const day = Number(rfc3339.slice(8, 10));
  const isOnCalendar =
    day <= new Date(Date.UTC(Number(rfc3339.slice(0, 4)), Number(rfc3339.slice(5, 7)), 0)).getUTCDate();
  return Number.isNaN(ms) || !isOnCalendar ? null : rfc3339;
}
