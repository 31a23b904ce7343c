/**
 * Preloaded into a pipe: its time passes `?speed=` times as fast as that of the world around it, so that nobody has to
 * wait for its patience to end. The present is when it started, and dates of others stay what they are.
 */
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';

const speed = Number(new URL(import.meta.url).searchParams.get('speed'));
/** Milliseconds. What undici counts time by; longer timers watch git and ssh, which cannot work any faster. */
const longestTick = 499;

const { now } = Date;
const started = now();
Date.now = () => started + (now() - started) * speed;

const { setTimeout: sleep } = timersPromises;
timersPromises.setTimeout = (delay, ...rest) => sleep(delay / speed, ...rest);
syncBuiltinESMExports();

const { setTimeout: start } = globalThis;
globalThis.setTimeout = (callback, delay, ...rest) =>
  start(callback, delay <= longestTick ? delay / speed : delay, ...rest);

const abortAfter = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (delay) => abortAfter(Math.ceil(delay / speed));
