// Tells a server that does not answer from everything else that can go wrong with a call to Temporal.
import { isGrpcServiceError, ServiceError } from '@temporalio/client';

export function isTransportError(error: unknown): boolean {
  return error instanceof ServiceError || isGrpcServiceError(error);
}
