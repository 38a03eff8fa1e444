// Reelqueue as a library: the same system that the command line starts.
export { type Config, ConfigError, readConfig } from './config.ts';
export { createLog } from './log.ts';
export { type System, serve } from './serve.ts';
