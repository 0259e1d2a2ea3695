// The name of a problem, for the browser too: without what checks documents.
import type { Problem } from './problem';

/** `bad-filter` of `urn:eyepiece:problem:bad-filter`. */
export const problemName = ({ type }: Pick<Problem, 'type'>): string => type.slice(type.lastIndexOf(':') + 1);
