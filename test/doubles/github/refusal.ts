// What GitHub does not do, with the status and the message that it says so with.

export interface FieldError {
  resource: string;
  code: string;
  field?: string;
  message?: string;
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: FieldError[] = [],
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

export function invalid(resource: string, field: string, code: string, message?: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, field, code, ...(message ? { message } : {}) }]);
}
