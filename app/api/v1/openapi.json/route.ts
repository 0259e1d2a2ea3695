import { openapi } from '@/app/api/openapi';
import { jsonAnswer } from '@/app/api/respond';

export const GET = () => jsonAnswer(openapi);
