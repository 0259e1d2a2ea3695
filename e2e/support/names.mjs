// Loaded into a server before anything else: host names that a test wrote into a file resolve as it says there.
// The file is JSON, { "name": ["address", …] }; a name without addresses does not resolve, any other is looked up.
import dns from 'node:dns';
import { readFileSync } from 'node:fs';

const { lookup } = dns.promises;

dns.promises.lookup = async (name, options) => {
  const addresses = JSON.parse(readFileSync(process.env.NAMES_FILE ?? '', 'utf8'))[name];
  if (!addresses) return lookup(name, options);
  if (addresses.length === 0) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};
