import { finishedSignIn } from '@/app/server/access/sign-in';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) => finishedSignIn(request);
