import { styleText } from 'node:util';
import { plainText } from './text/plain-text.ts';
import { forTerminal } from './text/terminal.ts';

type Style = Parameters<typeof styleText>[0];

/** What a person reads in the step's output. Every line passes through `redact` first. */
export interface Log {
  line: (text?: string) => void;
  info: (text: string) => void;
  success: (text: string) => void;
  warning: (text: string) => void;
  error: (text: string) => void;
  /** Shown with DEBUG=true only. */
  debug: (text: string) => void;
  /** Text of somebody else, set apart from our own, with the name of what it belongs to where there are several. */
  quoted: (text: string, label?: string) => void;
  style: (style: Style, text: string) => string;
  /** Masks secrets in text that leaves by another way than the log. */
  redact: (text: string) => string;
  /** Resolves when the reader has caught up: whoever writes much waits for it now and then. */
  drained: () => Promise<void>;
}

export interface LogOptions {
  write: (text: string) => void;
  drained: () => Promise<void>;
  redact: (text: string) => string;
  color: boolean;
  debug: boolean;
}

/**
 * A log in the look of Bitbucket's official pipes. What others wrote may be part of any line: a title, a branch, a message
 * of a server.
 */
export function createLog({ write, drained, redact, color, debug }: LogOptions): Log {
  // Pipelines shows colours although its output is no terminal, so the stream is not asked.
  const style = (name: Style, text: string) =>
    color ? styleText(name, text, { validateStream: false }) : text;
  const put = (text: string) => write(`${redact(text)}\n`);
  return {
    line: (text = '') => put(forTerminal(text)),
    info: (text) => put(`${style('blue', 'INFO:')} ${plainText(text)}`),
    success: (text) => put(style('green', `✔ ${plainText(text)}`)),
    warning: (text) => put(`${style('yellow', 'WARNING:')} ${plainText(text)}`),
    error: (text) => put(style('red', `✖ ${plainText(text)}`)),
    debug: (text) => {
      if (debug) put(style('gray', `DEBUG: ${plainText(text)}`));
    },
    quoted: (text, label) => {
      const margin = `  ${label ? `${label} ` : ''}${style('gray', '│')}`;
      for (const line of forTerminal(text.trimEnd()).split('\n')) put(`${margin} ${line}`);
    },
    style,
    redact,
    drained,
  };
}

/** The log of one environment among several at work side by side: whole lines, and each says whose it is. */
export function withLabel(log: Log, label: string): Log {
  return {
    ...log,
    line: (text = '') => {
      if (text !== '') log.line(text);
    },
    quoted: (text) => log.quoted(text, label),
  };
}
