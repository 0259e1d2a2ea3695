import { finishedSignIn } from '@/app/server/sign-in';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) => finishedSignIn(request);
