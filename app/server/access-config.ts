// Settings of access, as checked at start.
import 'server-only';
import type { AccessConfig } from '@/lib/config/access';
import { config } from './config';

export const accessConfig = (): AccessConfig => config().access;

/** '' where it is not set. */
export const publicUrl = (): string => config().publicUrl ?? '';
