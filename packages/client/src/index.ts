// The client of the Reelqueue request-queue API: fetch and types, for Node from 20 on and for browsers.
export {
  type Client,
  type ClientOptions,
  createClient,
  type ListOptions,
  type RunOptions,
  type SubmitOptions,
} from './client.ts';
export { type ErrorDetail, ReelqueueError } from './error.ts';
export type { EventOptions, RequestEvent } from './follow.ts';
export type { ModelParameter, ModelRecord } from './model-record.ts';
export type { UploadBody } from './transport.ts';
export type { UploadOptions } from './upload.ts';
export * from './video-request.ts';
export type { WaitOptions } from './wait.ts';
