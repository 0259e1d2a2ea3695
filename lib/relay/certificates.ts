// The certificate files of a target, read again whenever one of them has changed on disk.
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { RelayError } from './error';
import type { RelayTarget, RelayTls } from './relay';

/** `stamp` differs when any file was written, replaced or switched by a symbolic link. */
export interface Certificates {
  readonly stamp: string;
  readonly context: SecureContext;
}

/** Reads and checks all files; throws RelayError `certificate-unreadable` naming the file. */
export function readCertificates(target: RelayTarget, tls: RelayTls): Certificates {
  const stamp = certificateStamp(tls);
  const ca = tls.caFiles.map((file) => readAuthority(target, file));
  const cert = tls.certFile === undefined ? undefined : readFile(target, tls.certFile);
  const key = tls.keyFile === undefined ? undefined : readFile(target, tls.keyFile);
  try {
    return { stamp, context: createSecureContext({ ca: ca.length > 0 ? ca : undefined, cert, key }) };
  } catch (cause) {
    throw unreadable(
      target,
      `${tls.certFile ?? 'no certificate'} with ${tls.keyFile ?? 'no key'}: ${reason(cause)}`,
      cause,
    );
  }
}

/** A file that cannot be looked at has a stamp too: reading it then says why. */
export function certificateStamp(tls: RelayTls | null): string {
  const files = tls ? [...tls.caFiles, tls.certFile, tls.keyFile] : [];
  return files.map((file) => (file === undefined ? '-' : fileStamp(file))).join(' ');
}

function fileStamp(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino}:${found.size}:${found.mtimeMs}` : 'missing';
}

/** OpenSSL passes over what is no certificate without a word, and then trusts nobody. */
function readAuthority(target: RelayTarget, file: string): Buffer {
  const pem = readFile(target, file);
  try {
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw unreadable(target, `${file} holds no PEM certificate`, cause);
  }
}

function readFile(target: RelayTarget, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unreadable(target, reason(cause), cause);
  }
}

function unreadable(target: RelayTarget, detail: string, cause: unknown): RelayError {
  return RelayError.of('certificate-unreadable', target, detail, cause);
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
